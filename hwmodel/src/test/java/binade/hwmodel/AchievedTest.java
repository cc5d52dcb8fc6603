package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.hwmodel.device.Achieved;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shares of theory: those of the table, and those expected of other devices. */
class AchievedTest {

    @Test
    void aDeviceOfTheTableKeepsItsShare() {
        assertThat(Devices.find("a100").achieved()).isEqualTo(0.8692);
        assertThat(Devices.find("mi300x").achieved()).isEqualTo(0.5142);
    }

    /** The share of the other AMD device times the cube root of the ratio of watts per operation, by hand. */
    @Test
    void theOnlyOtherDeviceCountsWithTheCubeRootOfTheHeadroom() {
        double mi300x = 750 / 1307.4 / 1;
        double mi355x = 1400 / 2300.0 / 0.68;
        assertThat(Achieved.expected("MI300X")).isCloseTo(0.6804 * Math.cbrt(mi300x / mi355x), within(1e-4));
        assertThat(Achieved.expected("MI355X")).isCloseTo(0.5142 * Math.cbrt(mi355x / mi300x), within(1e-4));
    }

    /** The T4 has 70 W for 65 tera operations at 12 nm; the A2 has more watts than its units can use. */
    @Test
    void littlePowerMeansASmallShareAndPlentyNoMoreThanTheBest() {
        assertThat(Devices.find("t4").achieved()).isLessThan(Devices.find("v100").achieved());
        assertThat(Devices.find("a2").achieved()).isEqualTo(0.9692);
    }

    @ParameterizedTest
    @CsvSource({"a2, 512", "a30, 1024", "a40, 512", "ada, 256", "rtx-blackwell, 256"})
    void multipliersPerUnitAndCycleAreThePowersOfTwoOfTheirArchitecture(String id, double macs) {
        Device d = Devices.find(id);
        double peak = d.natives().stream().filter(t -> t.id().equals("bf16")).findFirst().orElseThrow().peakMacPerSecond();
        assertThat(peak / (d.units() * d.clockMhz() * 1e6)).isCloseTo(macs, within(0.01 * macs));
    }

    @Test
    void aMisspeltDeviceSuggestsTheNearest() {
        assertThatThrownBy(() -> Devices.find("rtx-blackwel")).hasMessageContaining("did you mean rtx-blackwell?");
    }
}
