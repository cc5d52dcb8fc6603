package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.simulator.matrix.MatrixProduct;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledProductTest {
    private static final int M = 7;
    private static final int N = 9;
    private static final int K = 300;

    /** Values of a format at scale 1, the largest of them in its top binade. */
    private static float[] values(long seed, int n, OperandFormat format, float top) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (random.nextGaussian() * top / 8);
        }
        x[n / 2] = top;
        UnitMatrixProduct.round(x, format);
        return x;
    }

    private static float[] times(float[] x, int exponent) {
        float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.scalb(x[i], exponent);
        }
        return y;
    }

    private static float[] multiply(MatrixProduct product, float[] a, float[] b) {
        float[] c = new float[M * N];
        product.multiply(M, N, K, a, 0, K, 1, b, 0, N, c, 0, N, false);
        return c;
    }

    private static final float[] A = values(1, M * K, OperandFormat.E4M3, 448);
    private static final float[] B = values(2, K * N, OperandFormat.E5M2, 57344);

    /** A scale that tensors share is none of the unit's business. */
    @ParameterizedTest
    @CsvSource({"0, 0", "-9, 5", "30, -60", "-100, 3", "12, -70"})
    void theUnitSeesTheCodesOfScaledOperands(int up, int across) {
        MatrixProduct product = ProductName.parse("h100/wgmma/e4m3,e5m2").product();
        float[] plain = multiply(new UnitMatrixProduct(Units.unit("h100 wgmma e4m3,e5m2 fp32"), GemmOptions.PLAIN), A, B);
        assertThat(multiply(product, times(A, up), times(B, across))).isEqualTo(times(plain, up + across));
    }

    @Test
    void exactSumsOfSmallNumbersAreRoundedOnce() {
        float[] a = times(A, -40);
        float[] b = times(B, -40);
        float[] c = multiply(ProductName.parse("exact//e4m3,e5m2").product(), a, b);
        for (int i = 0; i < M; i++) {
            for (int j = 0; j < N; j++) {
                double sum = 0; // exact: products are multiples of 2^-105 below 2^-55, fewer than 2^9 of them
                for (int p = 0; p < K; p++) {
                    sum += (double) a[i * K + p] * b[p * N + j];
                }
                assertThat(c[i * N + j]).isEqualTo((float) sum);
            }
        }
    }

    /** An epilogue in binary32; the unit, of 13 fraction bits, would lose 1 beside 16384.5. */
    @Test
    void sumsAreAddedToCInBinary32() {
        float[] c = {16384.5f, -0.25f};
        ProductName.parse("h100/wgmma/e4m3").product()
                .multiply(1, 2, 1, new float[] {0.5f}, 0, 1, 1, new float[] {2, 0}, 0, 2, c, 0, 2, true);
        assertThat(c).containsExactly(16385.5f, -0.25f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h100/wgmma/e4m3,e5m2", "h100/wgmma/e4m3,e5m2@128"})
    void rowsAndColumnsMayLieApart(String name) {
        MatrixProduct product = ProductName.parse(name).product();
        float[] transposed = new float[K * (M + 2)];
        float[] wide = new float[K * (N + 3)];
        for (int p = 0; p < K; p++) {
            for (int i = 0; i < M; i++) {
                transposed[1 + p * (M + 2) + i] = A[i * K + p];
            }
            System.arraycopy(B, p * N, wide, 3 + p * (N + 3), N);
        }
        wide[0] = 1e30f; // not of the matrix
        float[] c = new float[4 + M * (N + 1)];
        product.multiply(M, N, K, transposed, 1, 1, M + 2, wide, 3, N + 3, c, 4, N + 1, false);
        float[] plain = multiply(product, A, B);
        for (int i = 0; i < M * N; i++) {
            assertThat(c[4 + i / N * (N + 1) + i % N]).isEqualTo(plain[i]);
        }
    }

    @Test
    void promotedSumsComeCloser() {
        double[] errors = new double[2];
        float[] exact = multiply(ProductName.parse("exact//e4m3,e5m2").product(), A, B);
        String[] names = {"h100/wgmma/e4m3,e5m2", "h100/wgmma/e4m3,e5m2@128"};
        for (int i = 0; i < 2; i++) {
            float[] c = multiply(ProductName.parse(names[i]).product(), A, B);
            for (int j = 0; j < c.length; j++) {
                errors[i] += Math.abs(c[j] - exact[j]);
            }
        }
        assertThat(errors[1]).isPositive().isLessThan(0.7 * errors[0]);
    }

    @Test
    void infinitiesAndNanPassUnscaled() {
        MatrixProduct product = ProductName.parse("h100/wgmma/e5m2").product();
        float[] c = new float[2];
        product.multiply(1, 2, 2, new float[] {1, Float.NaN}, 0, 2, 1, new float[] {1, 1, 0, 0}, 0, 2, c, 0, 2, false);
        assertThat(c).containsExactly(Float.NaN, Float.NaN);
    }

    @Test
    void aNameSaysHowSumsArePromoted() {
        assertThat(ProductName.parse("h100/wgmma/e4m3@128"))
                .isEqualTo(new ProductName(UnitName.parse("h100/wgmma/e4m3"), 128));
        assertThat(ProductName.parse("h100/wgmma/e4m3").promoteEvery()).isZero();
        assertThat(ProductName.parse("unit:mine@home.json").unit().device()).isEqualTo("unit:mine@home.json");
        assertThatThrownBy(() -> ProductName.parse("h100/wgmma/e4m3@100").product())
                .hasMessage("promoteEvery 100 is not a multiple of the K of h100 wgmma e4m3 x e4m3 -> fp32, 32");
        assertThatThrownBy(() -> ProductName.parse("h100/wgmma/e4m3@x").product())
                .hasMessageContaining("unknown operand format 'e4m3@x'");
        assertThat(ProductName.parse("h100/wgmma/fp16").product()).isInstanceOf(UnitMatrixProduct.class);
    }
}
