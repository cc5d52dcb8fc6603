package binade.simulator.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Fixed-point factors: the fast arithmetic against big numbers, and what it approximates. */
class FixedPointProperties {
    private static final int[] EDGES = {
        0, 1, -1, 2, -2, 3, -3, 1 << 30, -(1 << 30), (1 << 30) - 1, (1 << 30) + 1, Integer.MAX_VALUE, Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1, 0x55555555, 0xaaaaaaaa
    };

    @Property(tries = 2000)
    void theHighProductIsThatOfBigNumbers(@ForAll int a, @ForAll int b) {
        assertThat(FixedPoint.highProduct(a, b)).isEqualTo(FixedPointReference.highProduct(a, b));
    }

    @Property(tries = 2000)
    void theRoundingShiftIsThatOfBigNumbers(@ForAll int x, @ForAll @IntRange(max = 31) int exponent) {
        assertThat(FixedPoint.shiftRight(x, exponent)).isEqualTo(FixedPointReference.shiftRight(x, exponent));
    }

    /** Among them the only product that saturates, and every tie of small numbers. */
    @Example
    void bothAgreeAtTheEdges() {
        for (int a : EDGES) {
            for (int b : EDGES) {
                assertThat(FixedPoint.highProduct(a, b)).isEqualTo(FixedPointReference.highProduct(a, b));
            }
            for (int e = 0; e < 32; e++) {
                assertThat(FixedPoint.shiftRight(a, e)).isEqualTo(FixedPointReference.shiftRight(a, e));
            }
        }
        for (int x = -64; x <= 64; x++) {
            assertThat(FixedPoint.highProduct(x, 1 << 30)).isEqualTo(FixedPointReference.highProduct(x, 1 << 30));
            assertThat(FixedPoint.shiftRight(x, 1)).isEqualTo(FixedPointReference.shiftRight(x, 1));
        }
        assertThat(FixedPoint.highProduct(Integer.MIN_VALUE, Integer.MIN_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    @Property(tries = 2000)
    void aFactorIsTheNearestOfItsKindAndItsProductsAreWithinAUnit(
            @ForAll @IntRange(min = -34, max = 8) int exponent, @ForAll @DoubleRange(max = 1, maxIncluded = false) double fraction,
            @ForAll int x) {
        double factor = Math.scalb(1 + fraction, exponent);
        FixedPoint f = FixedPoint.of(factor);
        assertThat(f).isEqualTo(FixedPointReference.of(factor));
        assertThat(f.value()).isCloseTo(factor, within(exponent < -32 ? factor : factor * 0x1p-31));
        assertThat(f.times(x)).isEqualTo(FixedPointReference.times(f, x));
        if (Math.abs(factor * x) < 1 << 30 && (double) x * Math.scalb(1, Math.max(0, f.shift())) < 1 << 30) {
            // half a unit from each of the two roundings, and the factor's own error
            assertThat((double) f.times(x)).isCloseTo(factor * x, within(1 + Math.abs(factor * x) * 0x1p-31));
        }
    }

    /** By hand: 0.3 = 0.6 2^-1, 0.6 2^31 = 1288490188.8; 7 times it is 2.1; 5 times 1/2 is 2.5, up; -5 times: -2.5, up to -2. */
    @Example
    void workedExamples() {
        assertThat(FixedPoint.of(0.3)).isEqualTo(new FixedPoint(1288490189, -1));
        assertThat(FixedPoint.of(0.3).times(7)).isEqualTo(2);
        assertThat(FixedPoint.of(0.5)).isEqualTo(new FixedPoint(1 << 30, 0));
        assertThat(FixedPoint.of(0.5).times(5)).isEqualTo(3);
        assertThat(FixedPoint.of(0.5).times(-5)).isEqualTo(-2);
        assertThat(FixedPoint.of(0.25).times(-10)).as("-5 2^-1, away from zero").isEqualTo(-3);
        assertThat(FixedPoint.of(3).times(5)).isEqualTo(15);
        assertThat(FixedPoint.of(1 - 1e-12)).as("carries").isEqualTo(new FixedPoint(1 << 30, 1));
        assertThat(FixedPoint.of(1e-12).times(Integer.MAX_VALUE)).isZero();
        assertThat(FixedPoint.of(0).times(5)).isZero();
        assertThatThrownBy(() -> FixedPoint.of(-1)).hasMessage("factor -1.0; allowed: 0 to below 2^31");
        assertThatThrownBy(() -> new FixedPoint(5, 0)).hasMessageContaining("2^30 to 2^31 - 1");
    }
}
