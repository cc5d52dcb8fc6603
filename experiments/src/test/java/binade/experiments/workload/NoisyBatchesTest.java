package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.experiments.workload.NoisyBatches.Use;
import binade.simulator.network.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NoisyBatchesTest {
    private static final int SAMPLES = 23;
    private static final int SIZE = 5;

    /** Sample i is the vector (i, i, i) with label i. */
    private static final Dataset DATA = numbered();

    private static Dataset numbered() {
        float[] x = new float[SAMPLES * 3];
        for (int i = 0; i < x.length; i++) {
            x[i] = i / 3;
        }
        return new Dataset(x, IntStream.range(0, SAMPLES).toArray(), Shape.vector(3));
    }

    private record Batch(float[] x, int[] labels) {}

    private static Batch batch(double sigma, long seed, Use use, int index) {
        Batch b = new Batch(new float[SIZE * 3], new int[SIZE]);
        new NoisyBatches(DATA, SIZE, sigma, seed, use).fill(index, b.x, b.labels);
        return b;
    }

    private static List<Integer> epoch(long seed, Use use, int epoch) {
        List<Integer> all = new ArrayList<>();
        for (int b = 0; b < 4; b++) {
            for (int label : batch(0, seed, use, 4 * epoch + b).labels) {
                all.add(label);
            }
        }
        return all;
    }

    @Test
    void anEpochVisitsEachSampleAtMostOnceAndDropsTheRemainder() {
        assertThat(new NoisyBatches(DATA, SIZE, 0, 0, Use.TRAINING).batchesPerEpoch()).isEqualTo(4);
        Set<Integer> dropped = new HashSet<>();
        for (int e = 0; e < 40; e++) {
            List<Integer> visited = epoch(1, Use.TRAINING, e);
            assertThat(visited).hasSize(20).doesNotHaveDuplicates();
            dropped.addAll(IntStream.range(0, SAMPLES).filter(i -> !visited.contains(i)).boxed().toList());
        }
        assertThat(dropped).as("every sample's turn to be dropped comes").hasSize(SAMPLES);
    }

    @Test
    void epochsSeedsAndUsesHaveOrdersOfTheirOwn() {
        assertThat(List.of(
                        epoch(1, Use.TRAINING, 0), epoch(1, Use.TRAINING, 1), epoch(2, Use.TRAINING, 0),
                        epoch(1, Use.MEASUREMENT, 0)))
                .doesNotHaveDuplicates();
        assertThat(epoch(1, Use.TRAINING, 0)).isEqualTo(epoch(1, Use.TRAINING, 0));
    }

    @Test
    void samplesKeepTheirLabels() {
        Batch b = batch(0, 3, Use.MEASUREMENT, 7);
        for (int s = 0; s < SIZE; s++) {
            assertThat(new float[] {b.x[3 * s], b.x[3 * s + 1], b.x[3 * s + 2]}).containsOnly(b.labels[s]);
        }
    }

    private static List<Float> noise(long seed, Use use, int index) {
        Batch b = batch(0.5, seed, use, index);
        return IntStream.range(0, b.x.length).mapToObj(i -> b.x[i] - b.labels[i / 3]).toList();
    }

    @Test
    void noiseDependsOnSeedIndexAndUseAlone() {
        assertThat(List.of(
                        noise(1, Use.TRAINING, 0), noise(1, Use.TRAINING, 4), noise(2, Use.TRAINING, 0),
                        noise(1, Use.MEASUREMENT, 0)))
                .doesNotHaveDuplicates();
        assertThat(noise(1, Use.TRAINING, 4)).isEqualTo(noise(1, Use.TRAINING, 4));
    }

    @Test
    void noiseHasTheDeviationAskedFor() {
        double sum = 0;
        double squares = 0;
        int n = 0;
        for (int i = 0; i < 2000; i++) {
            for (float v : noise(9, Use.TRAINING, i)) {
                sum += v;
                squares += (double) v * v;
                n++;
            }
        }
        // 30,000 values of deviation 0.5: standard errors 0.0029 of the mean, 0.0020 of the deviation; four of each
        assertThat(sum / n).isCloseTo(0, within(0.0116));
        assertThat(Math.sqrt(squares / n)).isCloseTo(0.5, within(0.0082));
    }

    @Test
    void aBatchLargerThanTheDataIsRefused() {
        for (int size : new int[] {0, SAMPLES + 1}) {
            assertThatThrownBy(() -> new NoisyBatches(DATA, size, 0, 0, Use.TRAINING))
                    .hasMessageContaining("batch size " + size + "; allowed: 1 to 23");
        }
    }
}
