package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.kernel.RoundingPlan;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Formats that are the same set of numbers under two definitions: paper-method 4, 5, 13.5. */
class EquivalenceProperties {
    private static final Rounding[] PAPER_ROUNDINGS = {
        Rounding.NEAREST_EVEN, Rounding.STOCHASTIC, Rounding.HYSTERESIS
    };

    @Property(tries = 300)
    void a_float_without_reserved_codes_is_a_list_at_a_fixed_scale(
            @ForAll @IntRange(min = 1, max = 6) int e, @ForAll @IntRange(max = 9) int m, @ForAll @IntRange(min = -10, max = 40) int bias,
            @ForAll @Size(20) float[] x, @ForAll @IntRange(max = 4095) int r) {
        int scale = (1 << e) - 1 - bias;
        GridFormat list = Formats.parse("list:" + Arrays.stream(Lists.floatList(e, m)).mapToObj(Integer::toString)
                .collect(Collectors.joining(",")));
        GridFormat biased = Formats.parse("float:" + e + "," + m + "," + bias);
        Assume.that(scale >= list.minScale() && scale <= list.maxScale());
        assertThat(biased.grid()).isEqualTo(list.grid().scaledBy(scale));
        RoundingPlan a = RoundingPlan.of(biased, 0, Overflow.SAT_FINITE);
        RoundingPlan b = RoundingPlan.of(list, scale, Overflow.SAT_FINITE);
        for (Rounding rounding : PAPER_ROUNDINGS) {
            for (int i = 0; i < x.length; i++) {
                float previous = x[(i + 1) % x.length];
                assertThat(Bits.of(a.roundOne(x[i], rounding, r, 12, previous)))
                        .isEqualTo(Bits.of(b.roundOne(x[i], rounding, r, 12, previous)));
            }
        }
    }

    @Property
    void an_integer_is_a_list_but_for_its_most_negative_value(
            @ForAll @IntRange(min = 2, max = 16) int b, @ForAll @IntRange(min = -100, max = 100) int scale,
            @ForAll @FloatRange(min = -2.2f, max = 2.2f) float t, @ForAll @IntRange(max = 4095) int r,
            @ForAll @FloatRange(min = -2.2f, max = 2.2f) float p) {
        float x = Math.scalb(t, scale);
        float previous = Math.scalb(p, scale);
        RoundingPlan integer = RoundingPlan.of(Formats.parse("int" + b), scale, Overflow.SAT_FINITE);
        GridFormat list = Lists.format("list", Lists.signMagnitude(b));
        RoundingPlan magnitude = RoundingPlan.of(list, scale, Overflow.SAT_FINITE);
        for (Rounding rounding : PAPER_ROUNDINGS) {
            float y = integer.roundOne(x, rounding, r, 12, previous);
            float z = magnitude.roundOne(x, rounding, r, 12, previous);
            boolean lowest = y == integer.grid().min();
            assertThat(z).isEqualTo(lowest ? (float) magnitude.grid().min() : y);
        }
    }
}
