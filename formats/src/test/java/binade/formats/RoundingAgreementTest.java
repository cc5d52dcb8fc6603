package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.RoundingDomain.Kind;
import binade.formats.RoundingDomain.Scaled;
import binade.formats.kernel.RoundingPlan;
import binade.formats.reference.ExactFormat;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.ExactRounding;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scalar path gives the bits of exact arithmetic: every rounding, overflow rule and kind of input. */
class RoundingAgreementTest {
    private static final int INPUTS_PER_KIND = 10;

    static List<GridFormat> formats() {
        return RoundingDomain.FORMATS;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void scalar_rounding_equals_exact_rounding(GridFormat format) {
        SplittableRandom random = new SplittableRandom(format.id().hashCode());
        for (Scaled scaled : RoundingDomain.scales(format)) {
            ExactFormat exact = ExactFormats.of(format, scaled.scale());
            for (Overflow overflow : Overflow.values()) {
                RoundingPlan plan = scaled.plan(overflow);
                for (Rounding rounding : Rounding.values()) {
                    for (Kind kind : Kind.values()) {
                        for (int i = 0; i < INPUTS_PER_KIND; i++) {
                            check(scaled, plan, exact, overflow, rounding, kind, random);
                        }
                    }
                }
            }
        }
    }

    private static void check(
            Scaled scaled, RoundingPlan plan, ExactFormat exact, Overflow overflow, Rounding rounding, Kind kind,
            SplittableRandom random) {
        float x = RoundingDomain.input(scaled, kind, random);
        int bits = random.nextInt(1, 33);
        long r = random.nextLong(1L << bits);
        float previous = random.nextInt(4) == 0 ? x : RoundingDomain.input(scaled, Kind.VALUE, random);
        float fast = plan.roundOne(x, rounding, r, bits, previous);
        if (rounding == Rounding.NEAREST_EVEN) {
            assertThat(Bits.of(plan.roundOne(x))).as("%s of %s, the short way", scaled, Bits.show(x)).isEqualTo(Bits.of(fast));
        }
        float slow = (float) ExactRounding.round(x, exact, rounding, overflow, r, bits, previous);
        assertThat(Bits.same(fast, slow))
                .as("%s %s %s of %s, R %d of %d bits, previous %s: %s, exactly %s", scaled, rounding.id(), overflow.id(),
                        Bits.show(x), r, bits, Bits.show(previous), Bits.show(fast), Bits.show(slow))
                .isTrue();
    }
}
