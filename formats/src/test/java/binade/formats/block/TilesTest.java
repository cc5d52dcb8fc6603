package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilesTest {
    private static final BlockFormat BM = Formats.block("bm2_5/16");

    private static float[] random(int n) {
        Random random = new Random(7);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = Math.scalb((float) random.nextGaussian(), random.nextInt(20) - 10);
        }
        return x;
    }

    /** Element by element: the block of (i, j) is gathered by its definition. */
    @ParameterizedTest
    @CsvSource({"5, 7, 3", "16, 16, 16", "17, 33, 16", "1, 9, 4", "6, 4, -1", "6, 4, 0", "3, 3, 48"})
    void elements_share_the_exponent_of_their_tile(int rows, int columns, int edge) {
        float[] x = random(rows * columns);
        float[] y = new float[x.length];
        int[] scales = Tiles.matrix(rows, columns, edge).quantize(BM, x, y);
        int tileRows = edge == 0 ? rows : edge == -1 ? 1 : edge;
        int tileColumns = edge <= 0 ? columns : edge;
        int across = (columns + tileColumns - 1) / tileColumns;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                float max = 0;
                for (int k = 0; k < rows; k++) {
                    for (int l = 0; l < columns; l++) {
                        boolean same = k / tileRows == i / tileRows && l / tileColumns == j / tileColumns;
                        max = same ? Math.max(max, Math.abs(x[k * columns + l])) : max;
                    }
                }
                int s = Math.getExponent(max);
                assertThat(scales[i / tileRows * across + j / tileColumns]).isEqualTo(s);
                double expected = Formats.parse("fp125").round(Math.scalb((double) x[i * columns + j], -s));
                assertThat(y[i * columns + j]).isEqualTo((float) Math.scalb(expected, s));
            }
        }
        Tiles.matrix(rows, columns, edge).quantize(BM, x, x);
        assertThat(x).as("in place").containsExactly(y);
    }

    @Test
    void weights_share_over_all_kernel_positions() {
        float[] x = random(4 * 4 * 9);
        int[] scales = Tiles.weights(4, 4, 9, 2).quantize(BM, x, new float[x.length]);
        float max = 0;
        for (int out = 2; out < 4; out++) {
            for (int k = 0; k < 2 * 9; k++) {
                max = Math.max(max, Math.abs(x[out * 36 + k]));
            }
        }
        assertThat(scales).hasSize(4);
        assertThat(scales[2]).isEqualTo(Math.getExponent(max));
        assertThat(Tiles.weights(4, 3, 9, 16).count()).isEqualTo(4); // fewer inputs than the edge: one per output
    }

    @Test
    void activations_are_tiled_sample_by_sample() {
        float[] x = random(2 * 3 * 10);
        float[] y = new float[x.length];
        Tiles.quantizeActivations(BM, x, y, 2, 3, 10, 4);
        float[] second = java.util.Arrays.copyOfRange(x, 30, 60);
        Tiles.matrix(3, 10, 4).quantize(BM, second, second);
        assertThat(java.util.Arrays.copyOfRange(y, 30, 60)).containsExactly(second);
        Tiles.quantizeActivations(BM, x, y, 2, 3, 10, Tiles.PER_TENSOR);
        float[] whole = new float[60];
        Tiles.matrix(2, 30, Tiles.PER_TENSOR).quantize(BM, x, whole);
        assertThat(y).containsExactly(whole);
    }

    @Test
    void shapes_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> Tiles.matrix(2, 3, -2)).hasMessageContaining("-1 (per row)");
        assertThatThrownBy(() -> Tiles.matrix(2, 3, 2).quantize(BM, new float[5], new float[6]))
                .hasMessageContaining("5 values");
    }
}
