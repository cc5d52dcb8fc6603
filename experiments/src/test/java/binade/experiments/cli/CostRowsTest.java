package binade.experiments.cli;

import static binade.experiments.cli.CostCommandTest.json;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every synthesised unit of the validation tables can be asked for on the command line, and is near its synthesis. */
class CostRowsTest {
    private static final Map<String, String> NODES = Map.of("nangate45", "45", "sky130hd", "130", "osu018", "180");

    private final SoftAssertions softly = new SoftAssertions();

    @Test
    void unitsInThreeLibrariesAreNearTheirSynthesis() {
        for (NamedCsvRecord r : Tables.read("validation/mac_gates.csv")) {
            String accumulator = r.getField("accumulator");
            boolean ripple = r.getField("adder").equals("ripple");
            boolean at45 = r.getField("library").equals("nangate45");
            String args = operands(r.getField("format")) + " --acc "
                    + accumulator.replace("fused", "fused:").replace("count", "int").replaceFirst("^int32$", "exact")
                    + " --lanes " + r.getField("lanes") + " --adder " + r.getField("adder") + " --node "
                    + NODES.get(r.getField("library"));
            JsonNode cost = json(args);
            boolean dense = r.getField("library").equals("sky130hd"); // its multiplexers and flip-flops are the smallest
            double area = Tables.number(r, "area_um2") / Integer.parseInt(r.getField("lanes"));
            near(args, cost, "area_um2", area, ripple ? dense ? 16 : 10 : 15);
            near(args, cost, "nand2", area / Map.of("45", 0.798, "130", 3.7536, "180", 24.0).get(NODES.get(r.getField("library"))),
                    ripple ? dense ? 16 : 10 : 15);
            near(args, cost, "period_ns", Tables.number(r, "min_period_ns"), ripple ? at45 ? 12 : 22 : 30);
            softly.assertThat(cost.get("accumulator_bits").asInt()).as(args).isEqualTo((int) Tables.number(r, "acc_bits"));
            double energy = cost.get("energy_pj").asDouble() / Tables.number(r, "energy_per_mac_pj_gauss");
            double factor = accumulator.startsWith("fused") ? 1.32 : accumulator.matches("exact|int.*|count.*") ? 1.25 : 1.9;
            double wider = factor * (at45 && ripple ? 1 : 1.1);
            softly.assertThat(energy).as(args + " energy").isBetween(1 / wider, wider);
        }
        softly.assertAll();
    }

    @Test
    void listsAreNearTheirSynthesis() {
        for (NamedCsvRecord r : Tables.read("validation/mac_area_lists.csv")) {
            String args = "--a list:" + r.getField("list").replace(' ', ',') + " --acc exact";
            JsonNode cost = json(args);
            near(args, cost, "area_um2", Tables.number(r, "area_um2"), 12);
            near(args, cost, "energy_pj", Tables.number(r, "energy_per_mac_pj"), 25);
        }
        softly.assertAll();
    }

    /** One block-minifloat unit against the floats beside it, as published: factor 1.6; log ELMA 1.12 times INT8. */
    @Test
    void publishedRatiosAreMetWithinTheirFactor() {
        double bm8 = area("--a bm2_5/48 --acc exact");
        ratio("FP8 with FP16 addition over BM8", area("--a fp143 --acc fp16") / bm8, 2.1, 1.6);
        ratio("FP32 over BM8", area("--a fp32 --acc fp32") / bm8, 12.2, 1.6);
        double int8 = area("--a int8 --acc exact");
        ratio("8-bit logarithmic over INT8", area("--a lns8_3 --acc exact") / int8, 1.12, 1.6);
        for (String acc : new String[] {"fp16", "fp32"}) {
            ratio("FP8 over INT8, " + acc, area("--a fp143 --acc " + acc) / int8, 2.15, 1.5);
        }
        softly.assertAll();
    }

    private static double area(String args) {
        return json(args).get("area_um2").asDouble();
    }

    private void ratio(String name, double ours, double published, double factor) {
        softly.assertThat(ours / published).as(name).isBetween(1 / factor, factor);
    }

    private void near(String args, JsonNode cost, String key, double expected, double percent) {
        softly.assertThat(cost.get(key).asDouble() / expected).as(args + " " + key)
                .isBetween(1 - percent / 100, 1 + percent / 100);
    }

    private static String operands(String name) {
        String[] pair = name.replace(" (table decoder)", "").toLowerCase(Locale.ROOT).split("x");
        String a = id(pair[0]);
        return "--a " + a + (pair.length > 1 ? " --b " + id(pair[1]) : "");
    }

    private static String id(String name) {
        return switch (name) {
            case "e2m1" -> "e2m1fn";
            case "e1m2" -> "float:1,2,1";
            default -> name;
        };
    }
}
