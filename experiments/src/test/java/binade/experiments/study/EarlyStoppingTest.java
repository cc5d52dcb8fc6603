package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.FormatSet;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyStoppingTest {
    private static final Variant BY = Variant.BOTH;
    private static final int FIRST = 10;

    @ParameterizedTest
    @CsvSource({"digits-mlp, 0", "digits-mlp, 1", "digits-noisy-cnn, 0"})
    void theFirstFormatsAreTheSameForLessWork(String id, long seed) throws IOException {
        Workload workload = Workloads.parse(id);
        List<AngleJob> jobs = RankingStudy.jobs(FormatSet.paper(), List.of(1), List.of(), List.of());
        AngleStudy full = study(workload, seed, jobs);
        full.run(2, _ -> { });
        AngleStudy early = study(workload, seed, jobs);
        long measured = early.runStoppingEarly(2, FIRST, jobs.stream().map(AngleJob::room).toList(), BY, _ -> { });
        assertThat(measured).isLessThan(full.work() * 9 / 10);
        List<RankingRow> expected = rows(full, jobs);
        List<RankingRow> found = rows(early, jobs);
        assertThat(found.subList(0, FIRST)).isEqualTo(expected.subList(0, FIRST));
        assertThat(found).hasSameSizeAs(expected).allMatch(r -> Double.isFinite(r.angle(BY).orElseThrow().meanDeg()));
        AngleStudy alone = study(workload, seed, jobs);
        assertThat(alone.runStoppingEarly(1, FIRST, jobs.stream().map(AngleJob::room).toList(), BY, _ -> { })).isEqualTo(measured);
        assertThat(rows(alone, jobs)).isEqualTo(found);
    }

    private static AngleStudy study(Workload workload, long seed, List<AngleJob> jobs) throws IOException {
        return new AngleStudy(
                TrainedNetworks.get(workload), workload.measurementBatches(32, seed), 100, jobs, EnumSet.of(BY));
    }

    /** Without area and Pareto flag: those depend on the angles of all formats. */
    private static List<RankingRow> rows(AngleStudy study, List<AngleJob> jobs) {
        return RankingStudy.rows(study, jobs, jobs, BY, _ -> new RankingStudy.RelativeCost(Double.NaN, Double.NaN));
    }
}
