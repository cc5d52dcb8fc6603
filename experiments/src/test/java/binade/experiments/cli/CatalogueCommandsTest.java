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
            assertThat(Formats.any(row.get("id").asString()).width()).isEqualTo(row.get("width").asInt());
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
    @ValueSource(strings = {"ieee", "small", "list", "float", "integer", "fixed_point", "fixed-point", "p3109", "posit", "lns", "codebook",
        "block", "sign"})
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

    private static java.util.Map<String, String> properties(String... args) {
        var properties = new java.util.HashMap<String, String>();
        for (JsonNode row : JsonMapper.shared().readTree(ok(args).out())) {
            assertThat(properties.put(row.get("property").asString(), row.get("value").asString())).isNull();
        }
        return properties;
    }

    @Test
    void blockFormatsAreShownWithElementBlockAndScale() {
        assertThat(properties("show", "mxfp4_e2m1", "--json"))
                .containsEntry("element", "e2m1fn").containsEntry("element max", "6").containsEntry("width", "4")
                .containsEntry("scale", "8 bits, hex 00 to fe, and ff for NaN (e8m0fnu)")
                .containsEntry("scale rule", "2^(floor(log2 amax) - 2), 0 for zeros; amax: largest finite magnitude")
                .containsEntry("bits per value", "4.25 = 4 + 8 / 32").containsEntry("min positive", "2^-128");
        assertThat(properties("show", "mxfp8_e4m3", "--scale-rule", "rceil", "--json").get("scale rule"))
                .startsWith("2^ceil(log2 (amax fp32(1 / 448)))");
        assertThat(properties("show", "nvfp4", "--json")).containsEntry("bits per value", "4.5 = 4 + 8 / 16")
                .containsEntry("max", "2688");
        assertThat(properties("show", "nvfp4", "--nvfp4-levels", "2", "--json").get("bits per value"))
                .isEqualTo("4.5 = 4 + 8 / 16, and 32 per tensor");
        assertThat(properties("show", "nf4", "--json")).containsEntry("kind", "codebook").containsEntry("max", "1")
                .containsEntry("bits per value", "4.5 = 4 + 32 / 64")
                .containsEntry("packing", "two codes per byte, the first in the high nibble");
        assertThat(properties("show", "bm2_5/48", "--json")).containsEntry("element", "list:6x3,5,4,3,2,1,0")
                .containsEntry("scale", "8 bits, decimal -128 to 127 (exponent of 8 bits)")
                .containsEntry("bits per value", "8.1667 = 8 + 8 / 48");
        assertThat(properties("show", "bfp8/16", "--json")).containsEntry("element", "int8 at scale 0")
                .containsEntry("element min", "-2").containsEntry("min positive", "2^-155");
        assertThat(properties("show", "ternary-twn", "--json"))
                .containsEntry("values", "-S 0 +S, codes 3 0 1").containsEntry("scale", "fp32 per tensor")
                .containsEntry("scale rule", "mean of |w| over |w| > 0.7 mean|w|");
    }

    @Test
    void codesOfBlocksAreThoseOfTheirElements() {
        assertThat(ok("show", "mxfp4_e2m1", "--codes", "--csv").out()).isEqualTo(ok("show", "e2m1fn", "--codes", "--csv").out());
        assertThat(ok("show", "mxint8", "--codes", "--csv").out()).contains("80,10000000,-2.0,-2").hasLineCount(257);
        assertThat(ok("show", "ternary", "--codes", "--csv").out().lines().skip(1))
                .containsExactly("0,00,0.0,0", "1,01,1.0,1", "3,11,-1.0,-1");
        assertThat(ok("show", "binary", "--codes", "--csv").out().lines().skip(1)).containsExactly("0,0,-1.0,-1", "1,1,1.0,1");
    }

    @Test
    void whatAFormatHasNotCannotBeShown() {
        assertThat(Cli.run("show", "binary", "--plot", "line.png").err()).contains("binary has no number line");
        assertThat(Cli.run("show", "nvfp4", "--scale-rule", "ceil").err()).contains("--scale-rule does not apply to nvfp4");
        assertThat(Cli.run("show", "fp134", "--nvfp4-lo", "2^-6").code()).isEqualTo(2);
    }

    /** P3109 formats beyond binary64 beside those within. */
    @Test
    void theP3109FamilyIsListedToItsEnds() {
        List<String> rows = ok("formats", "--kind", "p3109", "--csv").out().lines().toList();
        long columns = rows.getFirst().chars().filter(c -> c == ',').count();
        assertThat(rows).allMatch(row -> row.chars().filter(c -> c == ',').count() == columns)
                .anyMatch(row -> row.startsWith("binary3p1se,p3109,3,1,"))
                .contains("binary16p1se,p3109,16,1,0x1p16382,2^-16383,0x1p-16383,inf nan,,,,,,16.0")
                .contains("binary16p16uf,p3109,16,16,32767*2^-14,1,2^-15,nan unsigned,,,,,,16.0");
    }

    @Test
    void formatsBeyondBinary64ShowTheirLimitsAndCodes() {
        assertThat(ok("show", "binary16p1se", "--csv").out()).contains("kind,\"IEEE P3109, beyond binary64\"")
                .contains("max,0x1p16382").contains("min positive,0x1p-16383").contains("special,inf nan");
        assertThat(ok("show", "binary13p2ue", "--csv").out()).contains("max,0x1.8p2046").contains("special,inf nan unsigned");
        List<String> codes = ok("show", "binary16p1se", "--codes", "--csv").out().lines().toList();
        assertThat(codes).hasSize(65537).contains(
                "0000,0000000000000000,0", "0001,0000000000000001,0x1p-16383", "4000,0100000000000000,1",
                "7fff,0111111111111111,inf", "8000,1000000000000000,nan", "ffff,1111111111111111,-inf");
        assertThat(Cli.run("show", "binary16p1se", "--plot", "line.png").code()).isEqualTo(2);
    }

    @Test
    void wideFormatsWithinBinary64ShowWhatOthersDo() {
        assertThat(ok("show", "binary12p3se", "--csv").out()).contains("width,12").contains("precision,3 significant bits");
        assertThat(ok("show", "binary12p3se", "--codes", "--csv").out().lines()).hasSize(4097)
                .contains("001,000000000001,4.3180842775472223E-78,2^-257");
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
