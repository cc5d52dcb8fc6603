package binade.formats.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import binade.formats.Bits;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.RoundingDomain;
import binade.formats.RoundingDomain.Scaled;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel of this process gives the bits of the scalar kernel. Runs on wide vectors, on narrow ones, and without. */
@Tag("kernel")
class RoundingKernelTest {
    private static final int COUNT = 600;
    private static final float UNTOUCHED = 12345.678f;

    private final RoundingKernel kernel = Kernels.rounding();
    private final RoundingKernel scalar = new ScalarRoundingKernel();

    static List<GridFormat> formats() {
        return RoundingDomain.FORMATS;
    }

    private static int[] randomIntegers(int count, int bits, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] r = new int[count];
        Arrays.setAll(r, i -> switch (i % 7) {
            case 0 -> 0;
            case 1 -> (int) ((1L << bits) - 1);
            default -> (int) random.nextLong(1L << bits);
        });
        return r;
    }

    private static void assertSame(float[] expected, float[] actual, float[] x, String what) {
        for (int i = 0; i < expected.length; i++) {
            if (!Bits.same(expected[i], actual[i])) {
                fail("%s, element %d, %s: %s, scalar kernel %s", what, i, Bits.show(x[i]), Bits.show(actual[i]),
                        Bits.show(expected[i]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void every_rounding_has_the_bits_of_the_scalar_kernel(GridFormat format) {
        for (Scaled scaled : RoundingDomain.scales(format)) {
            float[] x = RoundingDomain.inputs(scaled, COUNT, 1);
            float[] previous = RoundingDomain.inputs(scaled, COUNT, 2);
            for (int i = 0; i < COUNT; i += 5) {
                previous[i] = x[i];
            }
            for (Overflow overflow : Overflow.values()) {
                RoundingPlan plan = scaled.plan(overflow);
                for (Rounding rounding : Rounding.values()) {
                    for (int bits : rounding.operand() == Rounding.Operand.RANDOM ? new int[] {1, 7, 24, 32} : new int[] {1}) {
                        int[] random = randomIntegers(COUNT, bits, bits);
                        float[] expected = new float[COUNT];
                        float[] actual = new float[COUNT];
                        scalar.round(plan, rounding, x, expected, 0, COUNT, random, 0, bits, previous);
                        kernel.round(plan, rounding, x, actual, 0, COUNT, random, 0, bits, previous);
                        assertSame(expected, actual, x,
                                scaled + " " + plan.method() + " " + rounding + " " + bits + " bits " + overflow);
                    }
                }
                float[] expected = new float[COUNT];
                float[] actual = new float[COUNT];
                scalar.round(plan, x, expected, 0, COUNT);
                kernel.round(plan, x, actual, 0, COUNT);
                assertSame(expected, actual, x, scaled + " " + plan.method() + " nearest " + overflow);
            }
        }
    }

    /** Sums inside the range, with one of another kind now and then, so that both ways of the kernel are taken in turn. */
    private static float[] mixed(Scaled scaled, int every, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] other = RoundingDomain.inputs(scaled, COUNT, seed);
        double max = scaled.plan(Overflow.SAT_FINITE).grid().max();
        float[] x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            double size = max * (0.01 + 0.4 * random.nextDouble());
            x[i] = i % every == every - 1 ? other[i] : (float) (random.nextBoolean() ? size : -size);
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void rounding_a_sum_is_rounding_after_summing(GridFormat format) {
        for (Scaled scaled : RoundingDomain.scales(format)) {
            for (Overflow overflow : List.of(Overflow.SAT_FINITE, format.defaultOverflow())) {
                RoundingPlan plan = scaled.plan(overflow);
                for (Rounding rounding : Rounding.values()) {
                    for (int bits : rounding.operand() == Rounding.Operand.RANDOM ? new int[] {1, 7, 14, 16, 32} : new int[] {}) {
                        for (int every : new int[] {1, 61, 251, COUNT + 1}) {
                            assertSum(plan, rounding, bits, mixed(scaled, every, bits), RoundingDomain.inputs(scaled, COUNT, 9), every);
                        }
                    }
                }
            }
        }
    }

    private void assertSum(RoundingPlan plan, Rounding rounding, int bits, float[] a, float[] b, int every) {
        String what = plan.method() + " " + rounding + " " + bits + " bits, others every " + every;
        int from = 3 * (every % 2);
        float c = every == 1 ? 1f : every == 61 ? -0x1.5p-9f : 0f;
        b = c == 0f ? new float[COUNT] : b; // leaves a as it is
        int[] random = randomIntegers(COUNT + 5, bits, bits);
        float[] sum = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            float product = c * b[i];
            sum[i] = a[i] + product;
        }
        float[] expected = new float[COUNT];
        scalar.round(plan, rounding, sum, expected, from, COUNT, random, 5, bits, null);
        for (RoundingKernel k : List.of(kernel, scalar)) {
            float[] y = new float[COUNT];
            k.roundSum(plan, rounding, a, c, b, y, from, COUNT, random, 5, bits);
            assertSame(expected, y, sum, what);
            float[] overA = a.clone();
            k.roundSum(plan, rounding, overA, c, b, overA, from, COUNT, random, 5, bits);
            float[] overB = b.clone();
            k.roundSum(plan, rounding, a, c, overB, overB, from, COUNT, random, 5, bits);
            for (int i = 0; i < from; i++) {
                assertThat(overA[i]).isEqualTo(a[i]);
                assertThat(overB[i]).isEqualTo(b[i]);
                overA[i] = 0;
                overB[i] = 0;
            }
            assertSame(expected, overA, sum, what + " over a");
            assertSame(expected, overB, sum, what + " over b");
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void odd_lengths_and_offsets_touch_nothing_else(GridFormat format) {
        Scaled scaled = new Scaled(format, format.scalable() ? 0 : 0);
        RoundingPlan plan = scaled.plan(format.defaultOverflow());
        float[] x = RoundingDomain.inputs(scaled, 150, 3);
        int[] random = randomIntegers(150, 12, 4);
        float[] previous = RoundingDomain.inputs(scaled, 150, 5);
        for (int from : new int[] {0, 1, 3, 17}) {
            for (int to : new int[] {from, from + 1, from + 15, from + 16, from + 17, from + 31, from + 100, 150}) {
                for (Rounding rounding : Rounding.values()) {
                    float[] expected = new float[150];
                    Arrays.fill(expected, UNTOUCHED);
                    float[] actual = expected.clone();
                    float[] inPlace = x.clone();
                    scalar.round(plan, rounding, x, expected, from, to, random, Math.min(5, from), 12, previous);
                    kernel.round(plan, rounding, x, actual, from, to, random, Math.min(5, from), 12, previous);
                    kernel.round(plan, rounding, inPlace, inPlace, from, to, random, Math.min(5, from), 12, previous);
                    assertSame(expected, actual, x, format + " " + rounding + " [" + from + ", " + to + ")");
                    System.arraycopy(inPlace, from, actual, from, to - from);
                    assertSame(expected, actual, x, format + " in place " + rounding + " [" + from + ", " + to + ")");
                    System.arraycopy(x, from, inPlace, from, to - from);
                    assertSame(x, inPlace, x, format + " in place " + rounding + " outside the range");
                }
            }
        }
    }

    @Test
    void the_result_may_replace_the_previous_values() {
        Scaled scaled = new Scaled(RoundingDomain.FORMATS.getFirst(), 0);
        RoundingPlan plan = scaled.plan(Overflow.SAT_FINITE);
        float[] x = RoundingDomain.inputs(scaled, COUNT, 6);
        float[] previous = RoundingDomain.inputs(scaled, COUNT, 7);
        float[] expected = new float[COUNT];
        scalar.round(plan, Rounding.HYSTERESIS, x, expected, 0, COUNT, null, 0, 1, previous);
        kernel.round(plan, Rounding.HYSTERESIS, x, previous, 0, COUNT, null, 0, 1, previous);
        assertSame(expected, previous, x, "hysteresis into previous");
    }

    @Test
    void the_largest_magnitude_is_found_among_zeros_infinities_and_nan() {
        for (Scaled scaled : RoundingDomain.scales(RoundingDomain.FORMATS.getFirst())) {
            float[] x = RoundingDomain.inputs(scaled, COUNT, 8);
            for (int from = 0; from < 40; from += 3) {
                for (int to = from; to < from + 90; to += 7) {
                    assertThat(kernel.maxMagnitudeBits(x, from, to)).isEqualTo(scalar.maxMagnitudeBits(x, from, to));
                }
            }
        }
        assertThat(kernel.maxMagnitudeBits(new float[50], 0, 50)).isZero();
        float[] x = new float[50];
        x[41] = -Float.MIN_VALUE;
        assertThat(kernel.maxMagnitudeBits(x, 0, 50)).isEqualTo(1);
        x[3] = Float.NEGATIVE_INFINITY;
        assertThat(kernel.maxMagnitudeBits(x, 0, 50)).isEqualTo(0x7f800000);
        x[49] = Float.NaN;
        assertThat(kernel.maxMagnitudeBits(x, 0, 50)).isGreaterThan(0x7f800000);
    }

    @Test
    void the_first_magnitude_above_a_bound_is_found() {
        for (Scaled scaled : RoundingDomain.scales(RoundingDomain.FORMATS.getFirst())) {
            float[] x = RoundingDomain.inputs(scaled, COUNT, 10);
            float[] sizes = RoundingDomain.inputs(scaled, 40, 11);
            for (int from = 0; from < 40; from += 3) {
                for (int to = from; to < from + 90; to += 7) {
                    float bound = Math.abs(sizes[from]);
                    int expected = from;
                    while (expected < to && !(Math.abs(x[expected]) > bound)) {
                        expected++;
                    }
                    assertThat(kernel.firstAbove(x, bound, from, to)).isEqualTo(expected);
                }
            }
        }
        float[] x = new float[50];
        assertThat(kernel.firstAbove(x, 0, 3, 50)).isEqualTo(50);
        x[47] = -Float.MIN_VALUE;
        x[12] = Float.NaN;
        assertThat(kernel.firstAbove(x, 0, 3, 50)).isEqualTo(47);
    }

    @Test
    void sums_and_differences_are_binary32() {
        float[] x = {1f, 0x1p24f, -0f, 3f};
        float[] y = {0x1p-30f, 1f, 0f, 3f};
        float[] r = new float[4];
        kernel.subtract(x, y, r, 0, 4);
        assertThat(r).containsExactly(1f, 0x1.fffffep23f, -0f, 0f);
        kernel.add(y, x, 1, 3);
        assertThat(y).containsExactly(0x1p-30f, 0x1p24f, 0f, 3f);
    }
}
