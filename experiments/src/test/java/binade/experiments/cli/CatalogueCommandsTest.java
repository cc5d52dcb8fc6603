package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Encoding;
import binade.formats.Formats;
import binade.formats.GridFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code formats}, {@code show}, help and version. */
class CatalogueCommandsTest {
    @TempDir
    Path folder;

    private static Cli ok(String... args) {
        Cli cli = Cli.run(args);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        return cli;
    }

    @Test
    void everyFormatOfTheCatalogueIsListedAndCanBeAskedForByItsId() {
        JsonNode rows = JsonMapper.shared().readTree(ok("formats", "--json").out());
        assertThat(rows.size()).isGreaterThan(80);
        for (JsonNode row : rows) {
            assertThat(Formats.scalar(row.get("id").asString()).width()).isEqualTo(row.get("width").asInt());
        }
        assertThat(rows.findValuesAsString("id"))
                .contains("fp32", "tf32", "bf16", "fp16", "e4m3fn", "fp134", "log4", "sm8", "fp169", "int8", "uint8", "q3.4");
    }

    @Test
    void theSystematicSetHas498Members() {
        List<String> lines = ok("formats", "--kind", "set", "--csv").out().lines().toList();
        assertThat(lines).hasSize(499);
        assertThat(lines.getFirst()).startsWith("id,kind,width,");
        assertThat(lines.stream().filter(l -> l.contains("w8-094"))).hasSize(1).allMatch(l -> l.startsWith("fp134,list,8,"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ieee", "small", "list", "float", "integer", "fixed_point", "fixed-point", "p3109", "posit", "lns", "codebook"})
    void everyKindHasMembers(String kind) {
        List<String> rows = ok("formats", "--kind", kind, "--csv").out().lines().skip(1).toList();
        assertThat(rows).isNotEmpty().allMatch(r -> r.contains("," + kind.replace('-', '_') + ","));
    }

    @Test
    void anUnknownKindIsWrongUsage() {
        Cli cli = Cli.run("formats", "--kind", "decimal");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("unknown kind 'decimal'; allowed: ieee small list");
    }

    @Test
    void jsonAndCsvExcludeEachOther() {
        Cli cli = Cli.run("formats", "--json", "--csv");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err().lines()).hasSize(1);
    }

    @Test
    void aTableGoesToAFile() throws IOException {
        Path file = folder.resolve("formats.csv");
        assertThat(ok("formats", "--csv", "-o", file.toString()).out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(ok("formats", "--csv").out());
    }

    @Test
    void theLimitsOfFp134AreThoseOfTheDocument() {
        JsonNode rows = JsonMapper.shared().readTree(ok("show", "fp134", "--json").out());
        var limits = new java.util.HashMap<String, String>();
        rows.forEach(r -> limits.put(r.get("property").asString(), r.get("value").asString()));
        assertThat(limits)
                .containsEntry("width", "8").containsEntry("max", "1.9375").containsEntry("min", "-1.9375")
                .containsEntry("precision", "5 significant bits").containsEntry("values", "255")
                .containsEntry("list", "5x7,4,3,2,1,0").containsEntry("set id", "w8-094").containsEntry("overflow", "sat-finite");
        assertThat(limits.get("min positive")).contains("2^-10");
        assertThat(limits.get("scale")).contains("-139 to 126");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "e4m3fn", "e5m2", "int8", "uint4", "q3.4", "log4", "bf16", "fp16", "float:2,3,1", "list:4x14,0"})
    void theCodeTableDecodesLikeTheLibrary(String id) {
        GridFormat f = Formats.parse(id);
        JsonNode rows = JsonMapper.shared().readTree(ok("show", id, "--codes", "--json").out());
        Encoding e = f.encoding();
        assertThat(rows.size()).isLessThanOrEqualTo((int) e.codes()).isGreaterThan((int) e.codes() / 2);
        for (JsonNode row : rows) {
            long code = Long.parseLong(row.get("code").asString(), 16);
            assertThat(Long.parseLong(row.get("bits").asString(), 2)).isEqualTo(code);
            assertThat(row.get("bits").asString()).hasSize(f.width());
            assertThat(Double.valueOf(row.get("value").asString()))
                    .isEqualTo(Double.valueOf(Math.scalb(e.decode(code, f.grid()), f.defaultScale())));
        }
    }

    @Test
    void integersAreShownAsRoundUsesThemWithoutAScale() {
        assertThat(ok("show", "int3", "--codes", "--csv").out()).contains("3,011,3.0,3").contains("4,100,-4.0,-4");
        assertThat(ok("formats", "--kind", "integer", "--csv").out()).contains("int8,integer,8,7,127,");
    }

    @Test
    void codesOfAWideFormatAreRefused() {
        Cli cli = Cli.run("show", "fp32", "--codes");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("fp32 has 32 bits; at most 16 are listed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "fp32", "uint8", "log3", "e8m0", "int2"})
    void aPlotIsAPicture(String id) throws IOException {
        Path file = folder.resolve("line.png");
        Cli cli = Cli.run("show", id, "--plot", file.toString());
        if (id.equals("e8m0")) {
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err()).contains("unknown format 'e8m0'; did you mean ");
            assertThat(file).doesNotExist();
            return;
        }
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(800);
    }

    @Test
    void aPlotThatCannotBeWrittenLeavesStandardOutputEmpty() {
        Cli cli = Cli.run("show", "fp134", "--plot", folder.resolve("none/line.png").toString());
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains("line.png").hasLineCount(1);
    }

    @Test
    void withoutArgumentsTheUsageIsShown() {
        assertThat(ok().out()).contains("binade rank").contains("binade round").contains("Exit codes:");
        assertThat(ok("--help").out()).isEqualTo(ok().out());
        assertThat(ok("help").out()).isEqualTo(ok().out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rank", "round", "formats", "show"})
    void everyVerbHasHelpWithAnExample(String verb) {
        String help = ok(verb, "--help").out();
        assertThat(help).contains("binade " + verb + " ").contains("Usage:");
        assertThat(ok("help", verb).out()).isEqualTo(help);
        assertThat(ok(verb, "-h").out()).isEqualTo(help);
    }

    @Test
    void theVersionNamesCommitMachineAndVectorWidth() {
        assertThat(ok("--version").out()).contains("binade 0.1.0 (").contains(System.getProperty("java.vm.name"))
                .contains("kernels: ");
        assertThat(ok("-V").out()).isEqualTo(ok("--version").out());
    }

    @Test
    void anUnknownVerbIsWrongUsage() {
        Cli cli = Cli.run("rnak");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("rnak").hasLineCount(1);
        assertThat(cli.out()).isEmpty();
    }
}
