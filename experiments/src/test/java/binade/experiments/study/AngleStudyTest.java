package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.PointRounding;
import binade.simulator.training.BatchSource;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AngleStudyTest {
    private static final Workload MLP = Workloads.parse("digits-mlp");
    private static final Set<Variant> ALL = EnumSet.allOf(Variant.class);
    private static Network network;
    private static BatchSource batches;

    @BeforeAll
    static void train() throws IOException {
        network = TrainedNetworks.get(MLP);
        batches = MLP.measurementBatches(32, 0);
    }

    private static List<AngleJob> jobs(int room, String... ids) {
        return Stream.of(ids).map(id -> new AngleJob(Formats.parse(id), room)).toList();
    }

    private static AngleStudy study(int count, int threads, Set<Variant> variants, List<AngleJob> jobs) {
        AngleStudy study = new AngleStudy(network, batches, count, jobs, variants);
        study.run(threads, done -> { });
        return study;
    }

    @Test
    void binary32AsAFormatTurnsNothing() {
        Map<Variant, AngleStatistic> fp32 = study(4, 1, ALL, jobs(0, "fp32")).statistics(0);
        for (Variant v : Variant.values()) {
            assertThat(fp32.get(v)).as(v.id()).isEqualTo(new AngleStatistic(0, 0, fp32.get(v).meanCosine(), 4));
            assertThat(fp32.get(v).meanCosine()).isCloseTo(1, within(1e-15));
        }
    }

    private static Pass pass(Variant variant, Quantizer q) {
        return new Pass(
                false, PointRounding.exact(variant == Variant.ERROR ? null : q),
                PointRounding.exact(variant == Variant.ACTIVATION ? null : q), false);
    }

    /** The shared passes of the study against a plain forward and backward for each mini-batch. */
    @ParameterizedTest
    @EnumSource(Variant.class)
    void eachVariantIsAPlainPassWithItsQuantizers(Variant variant) {
        List<AngleJob> jobs = jobs(1, "fp134", "log4", "int8");
        AngleStudy study = study(3, 1, ALL, jobs);
        for (int job = 0; job < jobs.size(); job++) {
            double sum = 0;
            for (int b = 0; b < 3; b++) {
                float[] x = new float[32 * 64];
                int[] labels = new int[32];
                batches.fill(b, x, labels);
                GradientAngle angle = new GradientAngle();
                angle.setReference(gradient(x, labels, Pass.EVALUATION).weights());
                sum += angle.measure(gradient(x, labels,
                        pass(variant, Quantizer.nearest((GridFormat) jobs.get(job).format(), 1))).weights()).degrees();
            }
            assertThat(study.statistics(job).get(variant).meanDeg()).isEqualTo(sum / 3).isGreaterThan(0);
        }
    }

    private static Gradients gradient(float[] x, int[] labels, Pass pass) {
        Network.Run run = network.bind(32);
        Gradients g = new Gradients(network);
        run.loss(x, labels, 32, pass);
        run.backward(32, pass, g);
        return g;
    }

    @Test
    void threadsAndGroupsLeaveNoTrace() {
        List<AngleJob> jobs = SpreadSet.formats().stream().map(f -> new AngleJob(f, 1)).toList();
        AngleStudy one = study(5, 1, ALL, jobs);
        AngleStudy three = study(5, 3, ALL, jobs);
        assertThat(three.loss()).isEqualTo(one.loss());
        for (int job = 0; job < jobs.size(); job++) {
            assertThat(three.statistics(job)).isEqualTo(one.statistics(job));
        }
        AngleStudy alone = study(5, 2, EnumSet.of(Variant.BOTH), List.of(jobs.get(70)));
        assertThat(alone.statistics(0).get(Variant.BOTH)).isEqualTo(one.statistics(70).get(Variant.BOTH));
        assertThat(alone.statistics(0)).containsOnlyKeys(Variant.BOTH);
    }

    @Test
    void meanAndStandardErrorAreThoseOfTheSingleMiniBatches() {
        AngleStudy study = study(6, 1, EnumSet.of(Variant.BOTH), jobs(0, "fp134"));
        double[] degrees = new double[6];
        double before = 0;
        for (int b = 0; b < 6; b++) {
            double total = (b + 1) * study.meanOfFirst(Variant.BOTH, 0, b + 1);
            degrees[b] = total - before;
            before = total;
        }
        double mean = java.util.Arrays.stream(degrees).average().orElseThrow();
        double squares = java.util.Arrays.stream(degrees).map(d -> (d - mean) * (d - mean)).sum();
        AngleStatistic s = study.statistics(0).get(Variant.BOTH);
        assertThat(s.meanDeg()).isCloseTo(mean, within(1e-12));
        assertThat(s.standardErrorDeg()).isCloseTo(Math.sqrt(squares / 5) / Math.sqrt(6), within(1e-12));
        assertThat(s.standardErrorDeg()).isGreaterThan(0);
        assertThat(s.count()).isEqualTo(6);
    }

    @Test
    void oneMiniBatchHasNoStandardError() {
        assertThat(study(1, 1, EnumSet.of(Variant.ERROR), jobs(0, "fp134")).statistics(0).get(Variant.ERROR).standardErrorDeg())
                .isNaN();
    }

    @Test
    void miniBatchesWithoutReferenceGradientAreLeftOut() {
        // Weights and biases of zero: no activation and no error gets through, so no weight has a gradient.
        Network zero = MLP.network(MLP.placement());
        AngleStudy study = new AngleStudy(zero, batches, 2, jobs(0, "fp134"), EnumSet.of(Variant.BOTH));
        study.run(1, done -> { });
        assertThat(study.statistics(0).get(Variant.BOTH).count()).isZero();
        assertThat(study.loss()).isCloseTo(Math.log(10), within(1e-6));
    }

    @Test
    void badArgumentsAreRefused() {
        assertThatThrownBy(() -> new AngleStudy(network, batches, 0, jobs(0, "fp134"), ALL))
                .hasMessage("batches 0; at least 1 is needed");
        assertThatThrownBy(() -> new AngleStudy(network, batches, 1, jobs(65, "fp134"), ALL)).hasMessageContaining("room 65");
        assertThatThrownBy(() -> new AngleStudy(network, batches, 1, jobs(0, "fp134"), Set.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInterruptCancelsTheRun() {
        AngleStudy study = new AngleStudy(network, batches, 50, jobs(0, "fp134"), ALL);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> study.run(1, done -> { })).isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
