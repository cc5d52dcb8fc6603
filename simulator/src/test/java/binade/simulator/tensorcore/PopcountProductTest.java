package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.ScalarMatrixProduct;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PopcountProductTest {
    private static final MatrixProduct REFUSING = (_, _, _, _, _, _, _, _, _, _, _, _, _, _) -> {
        throw new AssertionError("the ordinary product was asked");
    };

    private static final int ROOM = 3;

    /** Every element by a sum of integers; operands lie with gaps, a transposed or not. */
    @ParameterizedTest
    @CsvSource({"-1,1", "0,1", "-1,0", "-1,-1", "0,0"})
    void everyElementIsTheScaledSumOfSigns(int least, int most) {
        SplittableRandom random = new SplittableRandom(1);
        for (int[] shape : new int[][] {{1, 1, 1}, {5, 7, 63}, {4, 3, 64}, {3, 5, 65}, {17, 9, 300}}) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            boolean transposed = random.nextBoolean();
            int aRow = transposed ? 1 : k + ROOM;
            int aColumn = transposed ? m + ROOM : 1;
            float[] a = new float[ROOM + (m + ROOM) * (k + ROOM)];
            float[] b = new float[ROOM + k * (n + ROOM)];
            float[] c = new float[ROOM + m * (n + ROOM)];
            float[] s = new float[n];
            for (int j = 0; j < n; j++) {
                s[j] = random.nextFloat() + 0.01f;
                for (int p = 0; p < k; p++) {
                    b[ROOM + p * (n + ROOM) + j] = random.nextBoolean() ? s[j] : -s[j];
                }
            }
            for (int i = 0; i < m; i++) {
                for (int p = 0; p < k; p++) {
                    // -1 and 1 without zeros, or any of the three
                    a[ROOM + i * aRow + p * aColumn] = least == -1 && most == 1 && n % 2 == 1
                            ? 2 * random.nextInt(2) - 1 : random.nextInt(least, most + 1);
                }
                for (int j = 0; j < n; j++) {
                    c[ROOM + i * (n + ROOM) + j] = random.nextFloat();
                }
            }
            for (boolean accumulate : new boolean[] {false, true}) {
                float[] expected = c.clone();
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < n; j++) {
                        int sum = 0;
                        for (int p = 0; p < k; p++) {
                            sum += (int) (a[ROOM + i * aRow + p * aColumn] * Math.signum(b[ROOM + p * (n + ROOM) + j]));
                        }
                        int at = ROOM + i * (n + ROOM) + j;
                        expected[at] = accumulate ? expected[at] + s[j] * sum : s[j] * sum;
                    }
                }
                float[] found = c.clone();
                new PopcountProduct(REFUSING).multiply(
                        m, n, k, a, ROOM, aRow, aColumn, b, ROOM, n + ROOM, found, ROOM, n + ROOM, accumulate);
                assertThat(found).as("%d x %d x %d", m, n, k).isEqualTo(expected);
            }
        }
    }

    /** Where the chain rounds nothing, scaling first or last is the same. */
    @Test
    void scalesThatArePowersOfTwoGiveTheBitsOfTheBinary32Chain() {
        SplittableRandom random = new SplittableRandom(2);
        int m = 13;
        int n = 11;
        int k = 500;
        float[] a = new float[m * k];
        float[] b = new float[k * n];
        for (int i = 0; i < a.length; i++) {
            a[i] = random.nextInt(3) - 1;
        }
        for (int i = 0; i < b.length; i++) {
            b[i] = Math.scalb(random.nextBoolean() ? 1f : -1f, i % n - 8);
        }
        float[] chain = new float[m * n];
        float[] counted = new float[m * n];
        new ScalarMatrixProduct().multiply(m, n, k, a, 0, k, 1, b, 0, n, chain, 0, n, false);
        new PopcountProduct(REFUSING).multiply(m, n, k, a, 0, k, 1, b, 0, n, counted, 0, n, false);
        for (int i = 0; i < chain.length; i++) {
            assertThat(counted[i] == chain[i]).as("element %d: %s and %s", i, counted[i], chain[i]).isTrue(); // 0 is -0
        }
    }

    @ParameterizedTest
    @CsvSource({"0.5,2,2", "1,2,3", "1,0,0", "NaN,2,2", "1,NaN,NaN", "1,Infinity,Infinity"})
    void otherMatricesGoToTheOrdinaryProduct(float a, float b0, float b1) {
        float[] found = new float[1];
        float[] expected = new float[1];
        float[] x = {a, 1};
        float[] w = {b0, b1};
        new PopcountProduct().multiply(1, 1, 2, x, 0, 2, 1, w, 0, 1, found, 0, 1, false);
        new ScalarMatrixProduct().multiply(1, 1, 2, x, 0, 2, 1, w, 0, 1, expected, 0, 1, false);
        assertThat(found).isEqualTo(expected);
    }
}
