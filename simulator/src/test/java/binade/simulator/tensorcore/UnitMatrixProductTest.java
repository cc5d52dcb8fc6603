package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrix products on units against the big-integer engine, element by element and bit by bit, on every kind of data. */
@Tag("kernel")
class UnitMatrixProductTest {
    private static final int M = 5;
    private static final int N = 17;

    private static float[] values(SplittableRandom random, int n, String kind, OperandFormat f) {
        float[] v = new float[n];
        for (int i = 0; i < n; i++) {
            float x = (float) random.nextGaussian();
            v[i] = switch (kind) {
                case "normal" -> x;
                case "wide" -> Math.scalb(x, random.nextInt(-30, 30));
                case "extreme" -> Math.scalb(x, random.nextInt(f.minExponent() - f.fractionBits(), f.maxExponent() + 1));
                case "cancel" -> i % 2 == 1 && random.nextInt(3) > 0 ? -v[i - 1] : Math.scalb(x, random.nextInt(-8, 8));
                case "sparse" -> random.nextInt(4) == 0 ? x : random.nextBoolean() ? 0f : -0f;
                case "tiny" -> Math.scalb(x, f.minExponent() + random.nextInt(4));
                case "special" -> random.nextInt(90) == 0 ? Float.POSITIVE_INFINITY : random.nextInt(120) == 0 ? Float.NaN : x;
                default -> throw new AssertionError(kind);
            };
        }
        return v;
    }

    private static long expected(MatrixUnit unit, DotEngine exact, float[] a, float[] b, int i, int j, int k, float c) {
        long[] wa = new long[k];
        long[] wb = new long[k];
        for (int p = 0; p < k; p++) {
            wa[p] = unit.a().word(a[i * k + p]);
            wb[p] = unit.b().word(b[p * N + j]);
        }
        return exact.dot(new DotOperands(wa, wb, unit.accumulator().words().word(c)));
    }

    private static int bits(float x) {
        return Float.floatToIntBits(x); // one NaN
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "v100 wmma fp16 fp32", "v100 wmma fp16 fp16", "a100 wmma fp16 fp32", "a100 wmma bf16 fp32", "a100 wmma tf32 fp32",
        "ada mma e4m3 fp32", "ada mma e5m2 fp16", "h100 wmma fp16 fp32", "h100 wmma bf16 fp32", "h100 wgmma e4m3,e5m2 fp32",
        "h100 mma-fp8-as-hmma e4m3 fp32", "h100 mma-fp8-as-hmma e5m2 fp16", "b200 tcgen05 bf16 fp32", "b200 tcgen05 e4m3 fp32",
        "b200 tcgen05 e2m3,e3m2 fp32", "mi300x mfma bf16 fp32", "mi250 mfma fp16 fp32", "exact any bf16 fp32"
    })
    void everyElementIsTheUnitsChain(String name) {
        MatrixUnit unit = Units.unit(name);
        DotEngine exact = new ExactEngine(unit);
        int k = 2 * Math.max(16, unit.k()) + 5;
        for (String kind : new String[] {"normal", "wide", "extreme", "cancel", "sparse", "tiny", "special"}) {
            boolean noNan = unit.a() == OperandFormat.E2M3 && kind.equals("special");
            SplittableRandom random = new SplittableRandom(name.hashCode() + 31L * kind.hashCode());
            float[] a = values(random, M * k, noNan ? "normal" : kind, unit.a());
            float[] b = values(random, k * N, noNan ? "normal" : kind, unit.b());
            float[] c = new float[M * N];
            UnitMatrixProduct product = new UnitMatrixProduct(unit, GemmOptions.PLAIN.withThreads(2));
            product.multiply(M, N, k, a, 0, k, 1, b, 0, N, c, 0, N, false);
            new OperandRounding(unit.a()).round(a);
            new OperandRounding(unit.b()).round(b);
            for (int i = 0; i < M; i++) {
                for (int j = i % 2; j < N; j += 2) { // every row and column; the big-integer engine takes most of the time
                    float e = unit.accumulator().words().value(expected(unit, exact, a, b, i, j, k, 0));
                    assertThat(bits(c[i * N + j])).as("%s, %s, element %d %d: %s, exactly %s", name, kind, i, j,
                            Float.toHexString(c[i * N + j]), Float.toHexString(e)).isEqualTo(bits(e));
                }
            }
        }
    }

    @Test
    void theBitsDoNotDependOnThreadsOrLayout() {
        SplittableRandom random = new SplittableRandom(1);
        MatrixUnit unit = Units.unit("h100 wmma fp16 fp32");
        int k = 600;
        float[] a = values(random, M * k, "wide", unit.a());
        float[] b = values(random, k * N, "normal", unit.b());
        float[] one = new float[M * N];
        float[] two = new float[M * N];
        new UnitMatrixProduct(unit, GemmOptions.PLAIN).gemm(M, N, k, 1, a, b, 0, one);
        float[] transposed = new float[M * k];
        for (int i = 0; i < M; i++) {
            for (int p = 0; p < k; p++) {
                transposed[p * M + i] = a[i * k + p];
            }
        }
        new UnitMatrixProduct(unit, GemmOptions.PLAIN.withThreads(3))
                .multiply(M, N, k, transposed, 0, 1, M, b, 0, N, two, 0, N, false);
        assertThat(two).isEqualTo(one);
    }

    @Test
    void accumulationStartsAtC() {
        MatrixUnit unit = Units.unit("h100 wgmma e4m3 fp32");
        float[] c = {16384f, Float.NEGATIVE_INFINITY, 1e-30f, 1e38f, -0f};
        float[] start = c.clone();
        float[] a = new float[32];
        float[] b = new float[32 * 5];
        Arrays.fill(a, 1);
        Arrays.fill(b, 1);
        new UnitMatrixProduct(unit, GemmOptions.PLAIN).multiply(1, 5, 32, a, 0, 32, 1, b, 0, 5, c, 0, 5, true);
        DotEngine exact = new ExactEngine(unit);
        long[] ones = new long[32];
        Arrays.fill(ones, 0x38);
        for (int j = 0; j < 5; j++) {
            long word = exact.dot(new DotOperands(ones, ones, OperandFormat.FP32.word(start[j])));
            assertThat(Float.floatToRawIntBits(c[j])).isEqualTo((int) word);
        }
        assertThat(c[0]).isEqualTo(16384f); // example F7: products are lost below 2^-13 of the accumulator
    }

    @Test
    void promotionAndSplitKAddPartialSumsInBinary32() {
        MatrixUnit unit = Units.unit("h100 wgmma e4m3 fp32");
        int k = 2048;
        float[] a = new float[k];
        float[] b = new float[k];
        Arrays.fill(a, 1.125f);
        Arrays.fill(b, 1);
        float[] plain = new float[1];
        float[] promoted = new float[1];
        float[] split = new float[1];
        new UnitMatrixProduct(unit, GemmOptions.PLAIN).gemm(1, 1, k, 1, a, b, 0, plain);
        new UnitMatrixProduct(unit, new GemmOptions(1, 128, 1)).gemm(1, 1, k, 1, a, b, 0, promoted);
        new UnitMatrixProduct(unit, new GemmOptions(2, 0, 1)).gemm(1, 1, k, 1, a, b, 0, split);
        assertThat(promoted[0]).isEqualTo(2304f); // each 128 of them are 144, exact in 13 bits
        DotEngine engine = DotEngine.of(unit);
        long[] ones = new long[k / 2];
        long[] eighths = new long[k / 2];
        Arrays.fill(ones, 0x38);
        Arrays.fill(eighths, 0x39);
        float half = OperandFormat.FP32.value(engine.dot(new DotOperands(eighths, ones, 0)));
        assertThat(split[0]).isEqualTo(half + half);
        long[] all = Arrays.copyOf(ones, k);
        Arrays.fill(all, 0x38);
        long[] allEighths = Arrays.copyOf(eighths, k);
        Arrays.fill(allEighths, 0x39);
        assertThat(plain[0]).isEqualTo(OperandFormat.FP32.value(engine.dot(new DotOperands(allEighths, all, 0))));
    }

    @Test
    void theEpilogueIsOneFusedMultiplyAdd() {
        MatrixUnit unit = Units.unit("exact any fp16 fp32");
        float[] c = {3};
        new UnitMatrixProduct(unit, GemmOptions.PLAIN).gemm(1, 1, 2, 0.5f, new float[] {1, 2}, new float[] {3, 4}, 2, c);
        assertThat(c[0]).isEqualTo(0.5f * 11 + 6);
    }

    @Test
    void whatDoesNotRunOnBinary32IsRefused() {
        assertThatThrownBy(() -> new UnitMatrixProduct(Units.unit("a100 wmma s8 s32"), GemmOptions.PLAIN))
                .hasMessageContaining("do not run on s8 operands");
        assertThatThrownBy(() -> new UnitMatrixProduct(Units.unit("b200 tcgen05 e2m1 fp32 mxf4"), GemmOptions.PLAIN))
                .hasMessageContaining("without scales");
        assertThatThrownBy(() -> new UnitMatrixProduct(Units.unit("h100 wmma fp16 fp32"), new GemmOptions(1, 24, 1)))
                .hasMessageContaining("promoteEvery 24 is not a multiple of the K of h100");
        assertThatThrownBy(() -> new GemmOptions(0, 0, 1)).hasMessageContaining("splitK 0");
    }
}
