package binade.simulator.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.kernel.Kernels;
import binade.simulator.matrix.ChannelSums.Normalisation;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel of this process against the three loops of the definition, bit for bit. */
@Tag("kernel")
class MatrixProductAgreementTest {
    private final MatrixProduct product = MatrixProducts.product();
    private final MatrixProduct definition = new ScalarMatrixProduct();

    @Test
    void theVectorKernelIsUsedWhereTheModuleIsPresent() {
        boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        assertThat(Kernels.vectorised()).isEqualTo(present);
        assertThat(product.getClass().getSimpleName())
                .isEqualTo(present ? "VectorMatrixProduct" : "ScalarMatrixProduct");
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1", "1,16,5", "8,32,7", "9,33,64", "31,31,31", "32,128,64", "32,10,64", "64,10,32", "13,47,300", "100,70,257",
        "40,100,600", "3,2100,9", "96,2049,5", "128,64,0"
    })
    void everyElementIsTheSequentialFusedChain(int m, int n, int k) {
        for (boolean transposed : new boolean[] {false, true}) {
            for (boolean accumulate : new boolean[] {false, true}) {
                agree(m, n, k, transposed, accumulate);
            }
        }
    }

    private void agree(int m, int n, int k, boolean transposed, boolean accumulate) {
        Random random = new Random(31L * m + 7L * n + k);
        int aOffset = random.nextInt(5);
        int bOffset = random.nextInt(5);
        int cOffset = random.nextInt(5);
        int bRow = n + random.nextInt(3);
        int cRow = n + random.nextInt(3);
        float[] a = values(random, aOffset + m * k + 3);
        float[] b = values(random, bOffset + k * bRow + 3);
        float[] c = values(random, cOffset + m * cRow + 3);
        float[] expected = c.clone();
        int aRow = transposed ? 1 : k;
        int aColumn = transposed ? m : 1;
        definition.multiply(
                m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, expected, cOffset, cRow, accumulate);
        product.multiply(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, accumulate);
        for (int i = 0; i < c.length; i++) {
            assertThat(Float.floatToRawIntBits(c[i]))
                    .as("m %d n %d k %d transposed %s accumulate %s element %d: %s, expected %s", m, n, k, transposed,
                            accumulate, i, Float.toHexString(c[i]), Float.toHexString(expected[i]))
                    .isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
    }

    /** Wide range of exponents, so that another order of summation would show. */
    private static float[] values(Random random, int n) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            v[i] = (float) Math.scalb(random.nextGaussian(), random.nextInt(20) - 10);
        }
        return v;
    }

    @Test
    void anotherOrderOfSummationWouldBeNoticed() {
        float[] a = {1e8f, 1f, -1e8f};
        float[] b = {1f, 1f, 1f};
        float[] c = new float[1];
        product.multiply(1, 1, 3, a, 0, 3, 1, b, 0, 1, c, 0, 1, false);
        assertThat(c[0]).isEqualTo(0f); // (1e8 + 1) rounds to 1e8; from the other end the sum would be 1
    }

    @Test
    void aShapeThatDoesNotFitItsArrayIsRefused() {
        assertThatThrownBy(() -> product.multiply(
                        4, 4, 4, new float[15], 0, 4, 1, new float[16], 0, 4, new float[16], 0, 4, false))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void dotProductsHaveOneOrderOfSummation() {
        Random random = new Random(5);
        for (int n : new int[] {0, 1, 15, 16, 17, 31, 100, 4099}) {
            float[] x = values(random, n);
            float[] y = values(random, n);
            double[][] fast = new double[2][16];
            double[][] slow = new double[2][16];
            DotProducts.get().accumulate(x, y, n, fast[0], fast[1]);
            new DotProducts.Scalar().accumulate(x, y, n, slow[0], slow[1]);
            assertThat(fast).isDeepEqualTo(slow);
            assertThat(DotProducts.total(fast[0])).isEqualTo(DotProducts.total(slow[0]));
        }
    }

    @Test
    void elementwiseStepsAreTheSameWithAndWithoutVectors() {
        Random random = new Random(6);
        for (int n : new int[] {0, 1, 15, 16, 17, 63, 200}) {
            float[] x = values(random, n);
            float[] dy = values(random, n);
            float[] y = new float[n];
            float[] expected = new float[n];
            if (n > 3) {
                x[0] = -0f;
                x[1] = Float.NaN;
                x[2] = Float.MIN_VALUE;
            }
            Elementwise fast = Elementwise.get();
            Elementwise plain = new Elementwise.Scalar();
            int from = n / 5;
            fast.relu(x, y, from, n);
            plain.relu(x, expected, from, n);
            assertThat(y).isEqualTo(expected);
            fast.reluBackward(x, dy, y, from, n);
            plain.reluBackward(x, dy, expected, from, n);
            assertThat(y).isEqualTo(expected);
            fast.add(x, dy, y, from, n);
            plain.add(x, dy, expected, from, n);
            assertThat(y).isEqualTo(expected);
        }
        for (int channels : new int[] {1, 10, 16, 19, 48}) {
            float[] x = values(random, 7 * channels);
            float[] y = new float[x.length];
            float[] expected = new float[x.length];
            float[] a = values(random, channels);
            float[] b = values(random, channels);
            Elementwise.get().affine(x, 2, 7, channels, a, b, y);
            new Elementwise.Scalar().affine(x, 2, 7, channels, a, b, expected);
            assertThat(y).isEqualTo(expected);
        }
    }

    @Test
    void channelSumsAreTheSameWithAndWithoutVectors() {
        Random random = new Random(7);
        for (int channels : new int[] {1, 2, 10, 16, 19, 48}) {
            int rows = 23;
            float[] x = values(random, rows * channels);
            float[] dy = values(random, rows * channels);
            double[][] p = new double[4][];
            for (int i = 0; i < p.length; i++) {
                p[i] = random.doubles(channels, -2, 2).toArray();
            }
            Normalisation n = new Normalisation(channels, rows, p[0], p[1], p[2], p[3], p[1]);
            double[][] totals = {p[2].clone(), p[2].clone()};
            float[][] dx = new float[2][x.length];
            ChannelSums[] kernels = {ChannelSums.get(), new ChannelSums.Scalar()};
            for (int i = 0; i < 2; i++) {
                kernels[i].sum(x, 3, rows, channels, totals[i]);
                kernels[i].squares(x, 1, rows, channels, p[0], totals[i]);
                kernels[i].products(x, dy, 0, rows - 2, channels, p[0], p[1], totals[i]);
                kernels[i].normalisedError(x, dy, 2, rows, n, dx[i]);
            }
            assertThat(totals[0]).as("%d channels", channels).isEqualTo(totals[1]);
            assertThat(dx[0]).as("%d channels", channels).isEqualTo(dx[1]);
        }
    }
}
