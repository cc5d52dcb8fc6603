package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.RoundingDomain.Kind;
import binade.formats.RoundingDomain.Scaled;
import binade.formats.RoundingDomain.Situation;
import binade.formats.kernel.RoundingPlan;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.ExactRounding;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

@Domain(RoundingDomain.class)
@Domain(DomainContext.Global.class)
class RoundingProperties {
    private static final Set<Rounding> MAGNITUDE_RULES = EnumSet.of(
            Rounding.NEAREST_EVEN, Rounding.NEAREST_AWAY, Rounding.TOWARD_ZERO, Rounding.TO_ODD, Rounding.STOCHASTIC_A,
            Rounding.STOCHASTIC_B, Rounding.STOCHASTIC_C);

    private static float saturating(Situation s, float x, Rounding rounding, long r, int bits, float previous) {
        return s.scaled().plan(Overflow.SAT_FINITE).roundOne(x, rounding, r, bits, previous);
    }

    @Property(tries = 20_000)
    @StatisticsReport(onFailureOnly = true)
    void fast_equals_exact(
            @ForAll Situation s, @ForAll Rounding rounding, @ForAll Overflow overflow, @ForAll @IntRange(min = 1, max = 32) int bits,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long r = random.nextLong(1L << bits);
        float previous = RoundingDomain.input(s.scaled(), Kind.BETWEEN, random);
        float fast = s.scaled().plan(overflow).roundOne(s.x(), rounding, r, bits, previous);
        float exact = (float) ExactRounding.round(
                s.x(), ExactFormats.of(s.scaled().format(), s.scaled().scale()), rounding, overflow, r, bits, previous);
        assertThat(Bits.of(fast)).isEqualTo(Bits.of(exact));
        Statistics.label("kind").collect(s.kind()).coverage(c -> {
            for (Kind kind : Kind.values()) {
                c.check(kind).percentage(p -> p > 3);
            }
        });
        Statistics.label("rounding").collect(rounding).coverage(c -> {
            for (Rounding each : Rounding.values()) {
                c.check(each).percentage(p -> p > 3);
            }
        });
    }

    @Property
    void nearest_is_nearest(@ForAll Situation s) {
        Assume.that(!Float.isNaN(s.x()) && !Float.isInfinite(s.x()));
        Grid grid = s.scaled().grid();
        float y = saturating(s, s.x(), Rounding.NEAREST_EVEN, 0, 1, 0);
        BigDecimal distance = distance(s.x(), y);
        long rank = grid.rank(Math.abs(y));
        long limit = y < 0 || s.x() < 0 ? grid.maxNegativeRank() : grid.maxRank();
        for (long other = Math.max(0, rank - 1); other <= Math.min(limit, rank + 1); other++) {
            double neighbour = Math.copySign(grid.magnitude(other), s.x());
            assertThat(distance).as("%s is nearer than %s", neighbour, y).isLessThanOrEqualTo(distance(s.x(), neighbour));
        }
    }

    private static BigDecimal distance(double a, double b) {
        return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
    }

    @Property
    void every_result_is_in_the_format_and_rounds_to_itself(
            @ForAll Situation s, @ForAll Rounding rounding, @ForAll Overflow overflow, @ForAll @IntRange(max = 255) int r) {
        RoundingPlan plan = s.scaled().plan(overflow);
        float y = plan.roundOne(s.x(), rounding, r, 8, -s.x());
        if (Float.isFinite(y)) {
            Grid grid = s.scaled().grid();
            assertThat(grid.magnitude(grid.rank(Math.abs(y)))).isEqualTo(Math.abs(y));
            assertThat((double) y).isBetween(grid.min(), grid.max());
        }
        for (Rounding again : Rounding.values()) {
            assertThat(Bits.of(plan.roundOne(y, again, r, 8, s.x()))).isEqualTo(Bits.of(y));
        }
    }

    @Property
    void results_are_ordered_like_their_inputs(
            @ForAll Situation s, @ForAll Rounding rounding, @ForAll @IntRange(max = 255) int r, @ForAll long seed) {
        float x = s.x();
        float other = RoundingDomain.input(s.scaled(), s.kind(), new SplittableRandom(seed));
        Assume.that(!Float.isNaN(x) && !Float.isNaN(other));
        float previous = RoundingDomain.input(s.scaled(), Kind.VALUE, new SplittableRandom(~seed)); // on the grid
        float low = Math.min(x, other);
        float high = Math.max(x, other);
        // magnitude rules with one R for both are monotone on either side of zero, and zero lies between the sides
        assertThat(saturating(s, low, rounding, r, 8, previous))
                .isLessThanOrEqualTo(saturating(s, high, rounding, r, 8, previous));
    }

    @Property
    void magnitude_rules_mirror_at_zero(
            @ForAll Situation s, @ForAll Rounding rounding, @ForAll @IntRange(max = 255) int r) {
        Assume.that(MAGNITUDE_RULES.contains(rounding));
        Grid grid = s.scaled().grid();
        Assume.that(grid.maxRank() == grid.maxNegativeRank());
        float y = saturating(s, s.x(), rounding, r, 8, 0);
        float mirrored = saturating(s, -s.x(), rounding, r, 8, 0);
        assertThat(Bits.of(0f + mirrored)).isEqualTo(Bits.of(0f - y));
    }

    @Property
    void up_mirrors_down(@ForAll Situation s) {
        Grid grid = s.scaled().grid();
        Assume.that(grid.maxRank() == grid.maxNegativeRank());
        float up = saturating(s, -s.x(), Rounding.UP, 0, 1, 0);
        float down = saturating(s, s.x(), Rounding.DOWN, 0, 1, 0);
        assertThat(Bits.of(0f + up)).isEqualTo(Bits.of(0f - down));
    }

    @Example
    void the_signed_stochastic_rule_does_not_mirror() {
        Scaled fp134 = new Scaled(Formats.parse("fp134"), 0);
        Situation s = new Situation(fp134, Kind.BETWEEN, 0.7f);
        int r = 128; // 1/2 lies above the fraction 0.4 of t = 22.4 and below 0.6, that of -22.4
        assertThat(saturating(s, 0.7f, Rounding.STOCHASTIC, r, 8, 0)).isEqualTo(22 / 32f);
        assertThat(saturating(s, -0.7f, Rounding.STOCHASTIC, r, 8, 0)).isEqualTo(-22 / 32f);
        int low = 110; // 0.43: above 0.4, below 0.6
        assertThat(saturating(s, 0.7f, Rounding.STOCHASTIC, 90, 8, 0)).isEqualTo(23 / 32f);
        assertThat(saturating(s, -0.7f, Rounding.STOCHASTIC, 90, 8, 0)).isNotEqualTo(-23 / 32f);
        assertThat(saturating(s, -0.7f, Rounding.STOCHASTIC, low, 8, 0)).isEqualTo(-22 / 32f);
    }

    @Example
    void directed_roundings_do_not_mirror_themselves() {
        Situation s = new Situation(new Scaled(Formats.parse("fp134"), 0), Kind.BETWEEN, 0.7f);
        for (Rounding rounding : new Rounding[] {Rounding.UP, Rounding.DOWN}) {
            assertThat(saturating(s, -0.7f, rounding, 0, 1, 0)).isNotEqualTo(-saturating(s, 0.7f, rounding, 0, 1, 0));
        }
        assertThat(saturating(s, -0.7f, Rounding.HYSTERESIS, 0, 1, 5))
                .isNotEqualTo(-saturating(s, 0.7f, Rounding.HYSTERESIS, 0, 1, 5));
    }
}
