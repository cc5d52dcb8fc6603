package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import binade.formats.kernel.Kernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integer and binary matrix products against the big-integer engine. */
@Tag("kernel")
class IntegerProductTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a100 wmma s8 s32|false", "a100 wmma u8,s8 s32|false", "a100 wmma u8 s32|false", "h100 wgmma s8,u8 s32|false",
        "a100 wmma s4 s32|false", "a100 wmma s8 s32|true", "amx-int8 cpu u8 s32|false"
    })
    void everyElementIsTheUnitsSum(String name, boolean saturate) {
        MatrixUnit plain = Units.unit(name);
        MatrixUnit unit = saturate ? plain.saturating() : plain;
        DotEngine exact = new ExactEngine(unit);
        SplittableRandom random = new SplittableRandom(7);
        for (int[] shape : new int[][] {{1, 1, 1}, {5, 17, 33}, {9, 40, 700}, {6, 33, 1030}}) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            byte[] a = bytes(random, m * k, n == 33 || n == 17 ? 0x81 : 0x80); // without -128 products pair up
            byte[] b = bytes(random, k * n, 0x80);
            int[] c = random.ints(m * n).map(x -> random.nextBoolean() ? x : Integer.MAX_VALUE - (x & 0xFFFF)).toArray();
            int[] start = c.clone();
            new IntegerMatrixProduct(unit).multiply(m, n, k, a, b, c);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    long[] wa = new long[k];
                    long[] wb = new long[k];
                    for (int p = 0; p < k; p++) {
                        wa[p] = a[i * k + p] & 0xFF;
                        wb[p] = b[p * n + j] & 0xFF;
                    }
                    assertThat(c[i * n + j]).as("%s, %d x %d x %d, element %d %d", unit.name(), m, n, k, i, j)
                            .isEqualTo((int) exact.dot(new DotOperands(wa, wb, start[i * n + j] & 0xFFFFFFFFL)));
                }
            }
        }
    }

    /** Constant operands reach the ends of what the packed sums hold. */
    @ParameterizedTest
    @CsvSource({"-128,-128", "-128,127", "127,-128", "127,127", "-127,-127", "0,-128"})
    void sumsStayInTheirFields(byte x, byte y) {
        assumeTrue(Kernels.vectorised());
        for (int k : new int[] {1, 2, 62, 63, 64, 189, 1025}) {
            int m = 5;
            int n = 37;
            byte[] a = new byte[m * k];
            byte[] b = new byte[k * n];
            Arrays.fill(a, x);
            Arrays.fill(b, y);
            bothAreSums(m, n, k, a, b);
        }
    }

    @Test
    void bothLaneProductsAreSums() {
        assumeTrue(Kernels.vectorised());
        SplittableRandom random = new SplittableRandom(9);
        for (int[] shape : new int[][] {{1, 1, 3}, {4, 32, 127}, {131, 65, 400}}) {
            byte[] a = bytes(random, shape[0] * shape[2], 0x80);
            byte[] b = bytes(random, shape[2] * shape[1], 0x80);
            bothAreSums(shape[0], shape[1], shape[2], a, b);
        }
    }

    private static void bothAreSums(int m, int n, int k, byte[] a, byte[] b) {
        int[] sums = new int[m * n];
        Arrays.setAll(sums, i -> Integer.MAX_VALUE - i);
        int[] triples = sums.clone();
        int[] pairs = sums.clone();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                for (int p = 0; p < k; p++) {
                    sums[i * n + j] += a[i * k + p] * b[p * n + j];
                }
            }
        }
        TripleProduct.multiply(m, n, k, a, b, triples);
        PairProduct.multiply(m, n, k, a, b, pairs);
        assertThat(triples).as("%d x %d x %d", m, n, k).isEqualTo(sums);
        assertThat(pairs).as("%d x %d x %d", m, n, k).isEqualTo(sums);
    }

    /** Random bytes, half of them at the ends of the range. */
    private static byte[] bytes(SplittableRandom random, int n, int lowest) {
        byte[] bytes = new byte[n];
        for (int i = 0; i < n; i++) {
            byte any = (byte) random.nextInt();
            bytes[i] = random.nextBoolean() ? any == Byte.MIN_VALUE ? 0 : any : (byte) (random.nextBoolean() ? lowest : 0x7F);
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"a100 wmma b1xor s32", "h100 mma b1and s32", "xnor-popcount cpu b1xor s32"})
    void bitsAreCounted(String name) {
        MatrixUnit unit = Units.unit(name);
        DotEngine exact = new ExactEngine(unit);
        SplittableRandom random = new SplittableRandom(8);
        int m = 3;
        int n = 5;
        for (int words : new int[] {4, 12, 36}) {
            long[] a = random.longs((long) m * words).toArray();
            long[] b = random.longs((long) n * words).toArray();
            int[] c = random.ints(m * n).toArray();
            int[] start = c.clone();
            new BinaryMatrixProduct(unit).multiply(m, n, words, a, b, c);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    DotOperands x = new DotOperands(
                            halves(a, i * words, words), halves(b, j * words, words), start[i * n + j] & 0xFFFFFFFFL);
                    assertThat(c[i * n + j]).isEqualTo((int) exact.dot(x));
                }
            }
        }
    }

    private static long[] halves(long[] words, int from, int count) {
        long[] halves = new long[2 * count];
        for (int i = 0; i < count; i++) {
            halves[2 * i] = words[from + i] & 0xFFFFFFFFL;
            halves[2 * i + 1] = words[from + i] >>> 32;
        }
        return halves;
    }

    @Test
    void otherUnitsAreRefused() {
        assertThatThrownBy(() -> new IntegerMatrixProduct(Units.unit("h100 wmma fp16 fp32"))).hasMessageContaining("s8 u8 s4 u4");
        assertThatThrownBy(() -> new IntegerMatrixProduct(Units.unit("avx512-vnni cpu s16 s32"))).hasMessageContaining("at most 8 bits");
        assertThatThrownBy(() -> new BinaryMatrixProduct(Units.unit("a100 wmma s8 s32"))).hasMessageContaining("b1xor");
        assertThatThrownBy(() -> new IntegerMatrixProduct(Units.unit("a100 wmma s8 s32"))
                        .multiply(2, 2, 2, new byte[3], new byte[4], new int[4]))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
