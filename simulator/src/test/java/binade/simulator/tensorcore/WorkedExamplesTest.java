package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tensor-core-arithmetic, section 10, and the probes of section 9, through both engines. */
class WorkedExamplesTest {
    private static final double X = 1.9990234375;

    private static double p(int e) {
        return Math.scalb(1.0, e);
    }

    private static double[] example(String id) {
        return switch (id) {
            case "E1" -> new double[] {1, 1, p(-12), -p(-12)};
            case "E2" -> new double[] {1, 1, p(-12), -p(-13)};
            case "E3" -> repeat(8, p(-12), p(-12));
            case "E4" -> repeat(16, p(-12), p(-13));
            case "E5" -> new double[] {X, X, X, -X, p(-12), p(-13)};
            case "E6" -> new double[] {1, 1, p(-5), p(-6)};
            case "E7" -> new double[] {1, 1, p(-5), p(-6), p(-12), p(-12)};
            case "E8" -> repeat(3, p(-12), -p(-12));
            case "E9" -> new double[] {p(-24), p(-24)};
            case "E12" -> new double[] {65504, 1, 15.9921875, 1};
            case "E13" -> new double[] {65504, 1, 16, 1};
            default -> throw new AssertionError(id);
        };
    }

    private static double[] repeat(int n, double a, double b) {
        double[] pairs = new double[2 * n];
        for (int i = 0; i < n; i++) {
            pairs[2 * i] = a;
            pairs[2 * i + 1] = b;
        }
        return pairs;
    }

    @ParameterizedTest
    @CsvSource({
        "E1, fp32, 0, 3F800000, 3F7FFFFF, 3F7FFFFF", "E2, fp32, 0, 3F800000, 3F800000, 3F7FFFFF",
        "E3, fp32, 3F800000, 3F800000, 3F800004, 3F800004", "E4, fp32, 3F800000, 3F800000, 3F800000, 3F800004",
        "E5, fp32, 0, 00000000, 00000000, 33000000", "E6, fp16, 0, 3C00, 3C00, 3C00", "E7, fp16, 0, 3C00, 3C01, 3C01",
        "E8, fp32, 3F800000, 3F800000, 3F7FFFFD, 3F7FFFFD", "E9, fp32, 0, 27800000, 27800000, 27800000",
        "E12, fp16, 0, 7BFF, 7BFF, 7BFF", "E13, fp16, 0, 7C00, 7C00, 7C00"
    })
    void halfPrecisionExamples(String id, String acc, String c, String v100, String a100, String h100) {
        String[] devices = {"v100 wmma", "a100 wmma", "h100 wmma", "b200 wmma", "h100 wgmma"};
        String[] expected = {v100, a100, h100, h100, h100};
        for (int i = 0; i < devices.length; i++) {
            MatrixUnit unit = Units.unit(devices[i] + " fp16 " + acc);
            DotOperands x = Units.pairs(unit, 16, Long.parseLong(c, 16), example(id));
            assertThat(Units.dot(unit, x)).as("%s on %s", id, unit.name()).isEqualTo(expected[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "F1, 00000000, 3F800000, 3F803E00", "F3, 00000000, 40000000, 40000200", "F4, 3F8007FF, 3F800400, 3F8007FF",
        "F7, 46800000, 46800000, 46804000"
    })
    void fp8Examples(String id, String c, String short13, String full) {
        double[] pairs = switch (id) {
            case "F1" -> repeat(32, p(-6), p(-8));
            case "F3" -> new double[] {1, 1, 1, 1, p(-6), p(-7)};
            case "F4" -> new double[0];
            default -> repeat(32, 1, 1);
        };
        if (id.equals("F1")) {
            pairs[0] = 1;
            pairs[1] = 1;
        }
        String[] units = {"ada mma", "h100 wgmma", "b200 tcgen05", "h100 mma-fp8-as-hmma", "b200 mma-fp8-as-hmma"};
        for (int i = 0; i < units.length; i++) {
            MatrixUnit unit = Units.unit(units[i] + " e4m3 fp32");
            assertThat(Units.dot(unit, Units.pairs(unit, 32, Long.parseLong(c, 16), pairs)))
                    .as("%s on %s", id, unit.name()).isEqualTo(i < 2 ? short13 : full);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7F61 7F61 00000000, 7F800000", "7F80 0000 00000000, 7FFFFFFF", "7F80 3F80 FF800000, 7FFFFFFF",
        "0000 0000 80000000, 00000000", "0001 8001 00000000, 00000000", "FF80 3F80 00000000, FF800000",
        "7FC1 3F80 00000000, 7FFFFFFF", "3F80 3F80 FFC00000, 7FFFFFFF"
    })
    void specialsInBf16(String words, String expected) {
        String[] w = words.split(" ");
        for (String device : new String[] {"a100 wmma", "h100 wgmma", "b200 tcgen05"}) {
            MatrixUnit unit = Units.unit(device + " bf16 fp32");
            DotOperands x = new DotOperands(
                    new long[] {Long.parseLong(w[0], 16)}, new long[] {Long.parseLong(w[1], 16)}, Long.parseLong(w[2], 16));
            assertThat(Units.dot(unit, x)).as("%s on %s", words, unit.name()).isEqualTo(expected);
        }
    }

    @Test
    void integers() {
        MatrixUnit s8 = Units.unit("a100 wmma s8 s32");
        DotOperands nearlyOver = new DotOperands(new long[] {1}, new long[] {1}, 0x7FFFFFFFL);
        assertThat(Units.dot(s8, nearlyOver)).isEqualTo("80000000");
        assertThat(Units.dot(s8.saturating(), nearlyOver)).isEqualTo("7FFFFFFF");
        assertThat(Units.dot(s8, filled(32, 0x80, 0x80))).isEqualTo("00080000");
        assertThat(Units.dot(Units.unit("a100 wmma s8,u8 s32"), filled(32, 0x80, 0xFF))).isEqualTo("FFF01000");
        DotOperands bits = new DotOperands(new long[] {0xF0F0F0F0L}, new long[] {0xFF00FF00L}, 5);
        assertThat(Units.dot(Units.unit("a100 wmma b1xor s32"), bits)).isEqualTo("00000015");
        assertThat(Units.dot(Units.unit("a100 wmma b1and s32"), bits)).isEqualTo("0000000D");
        assertThat(Units.dot(Units.unit("xnor-popcount cpu b1xor s32"), bits)).isEqualTo("00000005"); // 16 of 32 differ
    }

    private static DotOperands filled(int k, long a, long b) {
        long[] as = new long[k];
        long[] bs = new long[k];
        Arrays.fill(as, a);
        Arrays.fill(bs, b);
        return new DotOperands(as, bs, 0);
    }

    private static String scaled(String unit, int k, long word, long[] scaleA, long[] scaleB) {
        DotOperands x = filled(k, word, word);
        return Units.dot(Units.unit(unit), new DotOperands(x.a(), x.b(), 0, scaleA, scaleB));
    }

    @Test
    void blockScales() {
        long one = 0x38; // ue4m3
        assertThat(scaled("b200 tcgen05 e2m1 fp32 nvfp4", 64, 2, new long[] {one, one, one, one}, new long[] {one, one, one, one}))
                .isEqualTo("42800000");
        assertThat(scaled("b200 tcgen05 e2m1 fp32 nvfp4", 64, 2, new long[] {one, 0x40, 0x48, 0x30}, new long[] {one, one, one, one}))
                .isEqualTo("42F00000");
        assertThat(scaled("b200 tcgen05 e2m1 fp32 mxf4", 64, 7, new long[] {137, 127}, new long[] {127, 127}))
                .isEqualTo("49902400"); // 6 x 6, the first scale 2^10
        assertThat(scaled("b200 tcgen05 e4m3 fp32 mxf8f6f4", 32, 0x7E, new long[] {118}, new long[] {119})).isEqualTo("42440000");
        assertThat(scaled("b200 tcgen05 e2m1 fp32 mxf4", 64, 2, new long[] {127, 255}, new long[] {127, 127}))
                .isEqualTo("7FFFFFFF");
    }

    @Test
    void amd() {
        MatrixUnit cdna3 = Units.unit("mi300x mfma fp16 fp32");
        assertThat(Units.dot(cdna3, Units.pairs(cdna3, 16, 0xB2800000L, 1, 1))).isEqualTo("3F7FFFFF"); // -2^-26
        assertThat(Units.dot(cdna3, Units.pairs(cdna3, 16, 0x32800000L, 1, 1))).isEqualTo("3F800000");
        assertThat(Units.dot(cdna3, Units.pairs(cdna3, 16, 0xAB800000L, 1, 1))).isEqualTo("3F7FFFFF"); // -2^-40
        MatrixUnit cdna2 = Units.unit("mi250 mfma fp16 fp32");
        // products 2^-24 of normal operands: fp16 subnormals would be flushed
        assertThat(Units.dot(cdna2, Units.pairs(cdna2, 4, 0, 1, 1, p(-12), p(-12), p(-12), p(-12)))).isEqualTo("3F800000");
        assertThat(Units.dot(cdna2, Units.pairs(cdna2, 4, 0, 1, 1, 0, 0, p(-12), p(-12), p(-12), p(-12))))
                .isEqualTo("3F800001");
        assertThat(Units.dot(cdna2, Units.pairs(cdna2, 4, 0, p(-15), 1))).isEqualTo("00000000");
    }

    @Test
    void openQuestionsAreSwitches() {
        MatrixUnit bf16 = Units.unit("h100 wmma bf16 fp32");
        DotOperands zeroTimesHuge = new DotOperands(new long[] {0, 0x3080}, new long[] {0x7F00, 0x3080}, 0); // D1
        assertThat(Units.dot(bf16, zeroTimesHuge)).isEqualTo("21800000");
        assertThat(Units.dot(with(bf16, "zeroTerms", "minimum-exponent"), zeroTimesHuge)).isEqualTo("00000000");
        DotOperands tiny = filled(8, 0x1980, 0x1980); // D2: 2^-76 x 2^-76
        assertThat(Units.dot(bf16, tiny)).isEqualTo("00000001");
        assertThat(Units.dot(with(bf16, "floor", "-126"), tiny)).isEqualTo("00000000");
        MatrixUnit half = Units.unit("h100 wmma fp16 fp16"); // D3: 2^-14 x 2^-11, 2^-24 x 2^-24
        DotOperands tie = new DotOperands(new long[] {0x0400, 1}, new long[] {0x1000, 1}, 0);
        assertThat(Units.dot(half, tie)).isEqualTo("0000");
        assertThat(Units.dot(with(half, "floor", "none"), tie)).isEqualTo("0001");
        MatrixUnit cdna1 = Units.unit("mi100 mfma fp16 fp32"); // D7
        DotOperands order = Units.pairs(cdna1, 4, 0, 1, 1, p(-12), p(-12), p(-12), p(-12));
        assertThat(Units.dot(cdna1, order)).isEqualTo("3F800001");
        assertThat(Units.dot(with(cdna1, "type", "pairwise"), order)).isEqualTo("3F800000");
    }

    private static MatrixUnit with(MatrixUnit unit, String field, String value) {
        return Machines.with(unit, java.util.Map.of(field, value));
    }

    @Test
    void sparsePositionsAreSelectedBeforeAnything() {
        MatrixUnit unit = Units.unit("h100 wmma fp16 fp32");
        long nan = 0x7E00;
        long[] a = {0x3C00, nan, nan, 0x4000, 0x3C00, nan, nan, 0x4000};
        long[] b = {0x3C00, nan, 0x7C00, 0x4200, 0x3C00, 0, 0x7C00, 0x4200};
        Sparsity s = Sparsity.of(unit, 0xC); // positions 0 and 3: 2 (1 + 6)
        assertThat(Units.dot(unit, new DotOperands(s.select(a), s.select(b), 0))).isEqualTo("41600000");
        long[] pairs = {1, 2, 3, 4, 5, 6, 7, 8};
        assertThat(Sparsity.of(Units.unit("a100 wmma s4 s32"), 0xE).select(pairs)).containsExactly(5, 6, 7, 8);
        assertThat(Sparsity.of(Units.unit("a100 wmma tf32 fp32"), 0xE).select(pairs)).containsExactly(2, 4, 6, 8);
        assertThat(Sparsity.of(Units.unit("b200 tcgen05 fp16 fp32"), 0x6).select(pairs)).containsExactly(3, 2, 7, 6);
    }
}
