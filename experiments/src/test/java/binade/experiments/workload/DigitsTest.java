package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of the README beside the data. */
class DigitsTest {
    private static final Dataset TRAINING = Digits.load(false);
    private static final Dataset TEST = Digits.load(true);

    private static int[] perClass(Dataset data) {
        int[] count = new int[10];
        Arrays.stream(data.labels()).forEach(label -> count[label]++);
        return count;
    }

    private static long pixelSum(Dataset data) {
        return IntStream.range(0, data.x().length).mapToLong(i -> (long) (16 * data.x()[i])).sum();
    }

    @Test
    void everyFifthImageIsATestImage() {
        assertThat(TEST.count()).isEqualTo(360);
        assertThat(TRAINING.count()).isEqualTo(1437);
        assertThat(perClass(TEST)).containsExactly(42, 28, 26, 48, 38, 39, 30, 26, 36, 47);
    }

    @Test
    void theClassesAreComplete() {
        int[] test = perClass(TEST);
        int[] training = perClass(TRAINING);
        assertThat(IntStream.range(0, 10).map(c -> test[c] + training[c]).toArray())
                .containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
    }

    @Test
    void noPixelIsLost() {
        assertThat(pixelSum(TEST) + pixelSum(TRAINING)).isEqualTo(561_718);
        for (Dataset data : new Dataset[] {TEST, TRAINING}) {
            for (float v : data.x()) {
                assertThat(v).isBetween(0f, 1f);
                assertThat(v * 16).isEqualTo(Math.round(v * 16));
            }
        }
    }

    @Test
    void theFirstImageIsAZero() {
        assertThat(TEST.labels()[0]).isZero();
        assertThat(Arrays.copyOf(TEST.x(), 8)).containsExactly(0, 0, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0, 0);
    }
}
