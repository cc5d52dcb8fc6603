package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Units by name. */
class UnitNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "h100/wgmma/e4m3|h100 wgmma e4m3 x e4m3 -> fp32",
        "h100/wgmma/e4m3,e5m2/fp32|h100 wgmma e4m3 x e5m2 -> fp32",
        "v100/wmma/fp16/fp16|v100 wmma fp16 x fp16 -> fp16",
        "sequential-fma//fp32|sequential-fma any fp32 x fp32 -> fp32",
        "h100//bf16|h100 wmma bf16 x bf16 -> fp32"
    })
    void aNameStandsForAUnit(String text, String unit) {
        assertThat(UnitName.parse(text).orElse(null, "fp32").unit().name()).isEqualTo(unit);
    }

    @Test
    void whatIsLeftOutIsTakenFromTheDefaults() {
        assertThat(UnitName.parse("h100").orElse("fp16", "fp32")).isEqualTo(new UnitName("h100", null, "fp16", "fp32"));
        assertThat(UnitName.parse("h100/wgmma/e4m3").orElse("fp16", "fp32"))
                .isEqualTo(new UnitName("h100", "wgmma", "e4m3", "fp32"));
        assertThat(UnitName.parse("h100/wgmma/e4m3/fp16").orElse("fp16", "fp32").accumulator()).isEqualTo("fp16");
    }

    @Test
    void aFileKeepsItsSlashes(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("own.json"), """
                {"id": "mine", "path": "any", "in": "bf16", "accumulator": "fp32", "k": 0, "arithmetic": {"type": "fma-chain"}}
                """);
        assertThat(UnitName.parse("unit:" + file).unit().name()).isEqualTo("mine any bf16 x bf16 -> fp32");
    }

    @Test
    void aNameThatFitsNothingSaysWhatDoes() {
        assertThatThrownBy(() -> UnitName.parse("h100/wgmma/e4m3/fp32/x")).hasMessageContaining("has 5 parts; write DEVICE");
        assertThatThrownBy(() -> UnitName.parse("h101/wgmma/e4m3").unit()).hasMessageContaining("unknown device 'h101'; allowed: ");
        assertThatThrownBy(() -> UnitName.parse("v100/wmma/e4m3").unit()).hasMessageContaining("v100 has no wmma").hasMessageContaining("fp16");
        assertThatThrownBy(() -> UnitName.parse("h100/wmma").unit()).hasMessageContaining("choose among: ");
        assertThatThrownBy(() -> UnitName.parse("h100/wgmma/e4m3,e4m3,e4m3").unit()).hasMessageContaining("one id for both, or two");
    }
}
