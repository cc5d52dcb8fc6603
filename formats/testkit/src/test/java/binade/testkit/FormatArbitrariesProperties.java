package binade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Rounding;
import binade.testkit.FormatArbitraries.AdjacentPair;
import binade.testkit.vectors.RoundingSpec;
import binade.testkit.vectors.TestVector;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;

/** The generators reach what they promise, as a domain and one by one. */
class FormatArbitrariesProperties {
    private static final RoundingSpec SPEC = RoundingSpec.of("e4m3fn").with(Rounding.STOCHASTIC_B, 8);
    private static final FormatArbitraries E4M3 = new FormatArbitraries(SPEC);

    static final class E4m3Domain extends FormatArbitraries {
        E4m3Domain() {
            super(SPEC);
        }
    }

    @Property
    @Domain(E4m3Domain.class)
    @StatisticsReport(onFailureOnly = true)
    void the_domain_gives_inputs_of_every_class(@ForAll double x) {
        double a = Math.abs(x);
        String kind = Double.isNaN(x) ? "nan" : Double.isInfinite(x) ? "infinite" : a == 0 ? "zero"
                : a < 0x1p-6 ? "subnormal" : a > 448 ? "overflow" : "normal";
        assertThat(Double.compare(x, (float) x)).isZero();
        Statistics.label("kind").collect(kind).coverage(c -> {
            for (String each : new String[] {"nan", "infinite", "zero", "subnormal", "overflow", "normal"}) {
                c.check(each).percentage(p -> p > 3);
            }
        });
        boolean tie = a > 0x1p-10 && a < 448 && 2 * (a - SPEC.nextDown(a)) == SPEC.nextUp(a) - SPEC.nextDown(a)
                && SPEC.library(a, 0, 0) != a;
        Statistics.label("tie").collect(tie).coverage(c -> c.check(true).percentage(p -> p > 0.5));
    }

    @Property
    @Domain(E4m3Domain.class)
    void the_domain_gives_codes_pairs_and_vectors(@ForAll long code, @ForAll AdjacentPair pair, @ForAll TestVector v) {
        assertThat(code).isBetween(0L, 255L);
        assertThat(pair.low()).isLessThan(pair.high());
        assertThat(SPEC.nextUp(pair.low())).isEqualTo(pair.high());
        assertThat(v.random()).isBetween(0L, 255L);
        assertThat(SPEC.agree(v.previous(), SPEC.decode(SPEC.encode(v.previous())))).isTrue();
    }

    @Provide
    Arbitrary<Double> nearTies() {
        return E4M3.nearTies();
    }

    @Provide
    Arbitrary<Double> powersOfTwo() {
        return E4M3.powersOfTwo();
    }

    @Provide
    Arbitrary<Double> overflowEdges() {
        return E4M3.overflowEdges();
    }

    @Provide
    Arbitrary<Double> subnormalEdges() {
        return E4M3.subnormalEdges();
    }

    @Property
    void near_ties_are_ties_or_one_ulp_beside(@ForAll("nearTies") double x) {
        double low = SPEC.nextDown(x);
        double high = SPEC.nextUp(x);
        double middle = Math.abs(x) > 448 ? Math.copySign(464, x) : (low + high) / 2;
        assertThat(Math.abs(x - middle)).isLessThanOrEqualTo(Math.ulp((float) middle));
    }

    @Property
    void powers_of_two_are_powers_or_one_ulp_beside(@ForAll("powersOfTwo") double x) {
        double power = Math.scalb(1.0, (int) Math.rint(Math.log(Math.abs(x)) / Math.log(2)));
        assertThat(Math.abs(Math.abs(x) - power)).isLessThanOrEqualTo(Math.ulp((float) power));
    }

    @Property
    void edges_lie_at_their_ends(@ForAll("overflowEdges") double far, @ForAll("subnormalEdges") double near) {
        assertThat(Math.abs(far)).isGreaterThan(400);
        assertThat(Math.abs(near)).isLessThan(0x1.9p-5);
    }
}
