package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Formats;
import binade.simulator.network.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The "must hold" list of reference-workloads 3.1, letters (a) to (g): room 0, 100 mini-batches, seed 0. About half a
 * minute on two cores.
 */
class AngleBandsTest {
    private static final List<String> WORKLOADS = List.of("digits-mlp", "digits-noisy-mlp", "digits-noisy-cnn");
    private static final List<String> NAMED = List.of("fp125", "fp134", "fp143", "fp152", "sm8", "fp133", "fp123", "sm6", "log4");
    private static final int BATCHES = 100;

    /** Mean angle by workload, variant and format. */
    private static final Map<String, Double> NAMED_ANGLES = new HashMap<>();

    private static final Map<String, AngleStudy> SPREAD = new HashMap<>();

    @BeforeAll
    static void measure() throws IOException {
        for (String id : WORKLOADS) {
            List<AngleJob> named = NAMED.stream().map(f -> new AngleJob(Formats.parse(f), 0)).toList();
            AngleStudy study = run(id, named, EnumSet.allOf(Variant.class));
            for (int job = 0; job < named.size(); job++) {
                for (Variant v : Variant.values()) {
                    NAMED_ANGLES.put(id + v + NAMED.get(job), study.statistics(job).get(v).meanDeg());
                }
                String name = NAMED.get(job);
                System.out.printf(Locale.ROOT, "%s %s: %.2f / %.2f / %.2f%n", id, name, angle(id, Variant.ERROR, name),
                        angle(id, Variant.ACTIVATION, name), angle(id, Variant.BOTH, name));
            }
            List<AngleJob> spread = SpreadSet.formats().stream().map(f -> new AngleJob(f, 0)).toList();
            SPREAD.put(id, run(id, spread, EnumSet.of(Variant.BOTH)));
        }
    }

    private static AngleStudy run(String id, List<AngleJob> jobs, Set<Variant> variants) throws IOException {
        Workload w = Workloads.parse(id);
        Network network = TrainedNetworks.get(w);
        AngleStudy study = new AngleStudy(network, w.measurementBatches(32, 0), BATCHES, jobs, variants);
        study.run(Runtime.getRuntime().availableProcessors(), done -> { });
        return study;
    }

    private static double angle(String workload, Variant variant, String format) {
        return NAMED_ANGLES.get(workload + variant + format);
    }

    private static Stream<String> workloads() {
        return WORKLOADS.stream();
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void aFp134IsBelowFp143IsBelowFp152ByAFactorOfAtLeast115(String id) {
        for (Variant v : Variant.values()) {
            assertThat(angle(id, v, "fp143") / angle(id, v, "fp134")).as(v + " fp143 / fp134").isGreaterThanOrEqualTo(1.15);
            assertThat(angle(id, v, "fp152") / angle(id, v, "fp143")).as(v + " fp152 / fp143").isGreaterThanOrEqualTo(1.15);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "digits-mlp, ERROR", "digits-noisy-mlp, ERROR", "digits-noisy-cnn, ERROR", "digits-noisy-cnn, ACTIVATION",
        "digits-noisy-cnn, BOTH"
    })
    void bFp134IsBelowInt8(String id, Variant variant) {
        assertThat(angle(id, variant, "fp134")).isLessThan(angle(id, variant, "sm8"));
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void cFewerBitsTurnMore(String id) {
        for (Variant v : Variant.values()) {
            assertThat(angle(id, v, "fp134")).as(v.id()).isLessThan(angle(id, v, "fp133"));
            assertThat(angle(id, v, "fp133")).as(v.id()).isLessThan(angle(id, v, "sm6"));
        }
    }

    /** The document measured factors of 1.9 to 2.05 on its networks; doubled means within a tenth of two. */
    @ParameterizedTest
    @MethodSource("workloads")
    void dOneBitLessDoublesTheErrorAngle(String id) {
        assertThat(angle(id, Variant.ERROR, "fp143") / angle(id, Variant.ERROR, "fp134")).isBetween(1.8, 2.2);
        assertThat(angle(id, Variant.ERROR, "fp152") / angle(id, Variant.ERROR, "fp143")).isBetween(1.8, 2.2);
    }

    @ParameterizedTest
    @CsvSource({"digits-mlp, 0.68, 0.85", "digits-noisy-mlp, 0.68, 0.82", "digits-noisy-cnn, 1.05, 1.35"})
    void eTheErrorAngleOfFp134LiesInItsBand(String id, double low, double high) {
        assertThat(angle(id, Variant.ERROR, "fp134")).isBetween(low, high);
    }

    @Test
    void fFp134IsAmongTheBestThreeOfTheEightBitFormatsOnTheConvolutionalNetwork() {
        List<String> ids = SpreadSet.formats().stream().map(f -> f.id()).toList();
        AngleStudy study = SPREAD.get("digits-noisy-cnn");
        List<String> best = IntStream.range(0, 13).boxed()
                .sorted(Comparator.comparingDouble(job -> study.statistics(job).get(Variant.BOTH).meanDeg()))
                .map(ids::get).toList();
        System.out.println("8-bit formats of the spread set on digits-noisy-cnn, best first: " + best);
        assertThat(best).hasSize(13);
        assertThat(best.subList(0, 3)).contains("fp134");
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void gEightMiniBatchesGiveTheOrderOfAHundred(String id) {
        AngleStudy study = SPREAD.get(id);
        List<Double> few = new ArrayList<>();
        List<Double> many = new ArrayList<>();
        for (int job = 0; job < SpreadSet.formats().size(); job++) {
            few.add(study.meanOfFirst(Variant.BOTH, job, 8));
            many.add(study.meanOfFirst(Variant.BOTH, job, BATCHES));
        }
        double rho = new SpearmansCorrelation().correlation(
                few.stream().mapToDouble(d -> d).toArray(), many.stream().mapToDouble(d -> d).toArray());
        System.out.printf(Locale.ROOT, "%s: Spearman of 8 against 100 mini-batches %.4f%n", id, rho);
        assertThat(rho).isGreaterThanOrEqualTo(0.98);
    }
}
