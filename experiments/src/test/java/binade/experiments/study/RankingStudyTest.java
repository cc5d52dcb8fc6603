package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.RankingStudy.RelativeCost;
import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Formats;
import binade.formats.Format;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RankingStudyTest {
    private static final List<Format> FORMATS = Stream.of(
                    "log4", "fp134", "w8-094", "fp152", "sm8", "fp133", "sm3", "int8")
            .map(Formats::any).toList();
    private static final List<AngleJob> JOBS = RankingStudy.jobs(FORMATS, List.of(0, 3), List.of(), List.of());
    private static AngleStudy study;

    @BeforeAll
    static void measure() throws IOException {
        Workload w = Workloads.parse("digits-mlp");
        study = new AngleStudy(TrainedNetworks.get(w), w.measurementBatches(32, 0), 3, JOBS, EnumSet.allOf(Variant.class));
        study.run(2, done -> { });
    }

    private static List<RankingRow> rows(Variant by, Function<Format, RelativeCost> cost) {
        return RankingStudy.rows(study, JOBS, JOBS, by, cost);
    }

    private static final Function<Format, RelativeCost> WIDTH = f -> new RelativeCost(f.width() / 8.0, 1);

    @Test
    void jobsAreEveryFormatAtEveryRoomOnce() {
        assertThat(JOBS).hasSize(16).doesNotHaveDuplicates();
        assertThat(RankingStudy.jobs(FORMATS, List.of(1), FORMATS, List.of(0, 1))).hasSize(16);
        assertThat(RankingStudy.jobs(FORMATS, List.of(1), FORMATS, List.of(0, 1)).getFirst()).isEqualTo(new AngleJob(FORMATS.getFirst(), 1));
    }

    @Test
    void rowsAreInOrderOfTheirAngleWithinARoom() {
        for (Variant v : Variant.values()) {
            List<RankingRow> rows = rows(v, WIDTH);
            assertThat(rows).hasSize(16);
            assertThat(rows.subList(0, 8)).allMatch(r -> r.room() == 0);
            assertThat(rows.subList(8, 16)).allMatch(r -> r.room() == 3);
            for (List<RankingRow> group : List.of(rows.subList(0, 8), rows.subList(8, 16))) {
                assertThat(group.stream().map(r -> r.angles().get(v).meanDeg())).isSorted();
                assertThat(group.stream().map(RankingRow::rank)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            }
        }
    }

    @Test
    void tiesKeepTheOrderOfTheJobs() {
        List<String> names = rows(Variant.BOTH, WIDTH).stream().map(RankingRow::format).toList();
        assertThat(names.indexOf("w8-094")).as("the same list as fp134, named after it").isEqualTo(names.indexOf("fp134") + 1);
    }

    @Test
    void oneVariantAloneOrdersTheRows() {
        assertThat(RankingStudy.orderedBy(EnumSet.allOf(Variant.class))).isEqualTo(Variant.BOTH);
        assertThat(RankingStudy.orderedBy(EnumSet.of(Variant.ERROR, Variant.ACTIVATION))).isEqualTo(Variant.ERROR);
        assertThat(RankingStudy.orderedBy(EnumSet.of(Variant.ACTIVATION))).isEqualTo(Variant.ACTIVATION);
    }

    /** On the front: no other row of the room is at least as good in both and better in one. */
    @Test
    void theParetoFrontIsThatOfItsDefinition() {
        Map<String, Double> area = Map.of(
                "log4", 0.2, "fp134", 1.0, "w8-094", 1.0, "fp152", 1.5, "sm8", 0.9, "fp133", 0.7, "sm3", 0.2, "int8", 0.95);
        List<RankingRow> rows = rows(Variant.BOTH, f -> new RelativeCost(area.get(f.id()), 1));
        int onFront = 0;
        for (RankingRow r : rows) {
            boolean beaten = false;
            for (RankingRow o : rows) {
                double d = o.angles().get(Variant.BOTH).meanDeg() - r.angles().get(Variant.BOTH).meanDeg();
                double a = o.macAreaRel() - r.macAreaRel();
                beaten |= o.room() == r.room() && d <= 0 && a <= 0 && d + a < 0;
            }
            assertThat(r.pareto()).as(r.format() + " room " + r.room()).isEqualTo(!beaten);
            onFront += r.pareto() ? 1 : 0;
        }
        assertThat(onFront).isBetween(4, 14);
        assertThat(rows.getFirst().pareto()).isTrue();
    }

    @Test
    void rowsCarryNamesListsAndCosts() {
        RankingRow fp134 = rows(Variant.BOTH, WIDTH).stream().filter(r -> r.format().equals("fp134")).findFirst().orElseThrow();
        assertThat(fp134.setId()).isEqualTo("w8-094");
        assertThat(fp134.list()).isEqualTo("5,5,5,5,5,5,5,4,3,2,1,0");
        assertThat(fp134.macAreaRel()).isEqualTo(1);
        RankingRow int8 = rows(Variant.BOTH, WIDTH).stream().filter(r -> r.format().equals("int8")).findFirst().orElseThrow();
        assertThat(int8.list()).isEmpty();
        assertThat(int8.setId()).isEmpty();
    }
}
