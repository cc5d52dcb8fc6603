package binade.testkit;

import binade.testkit.vectors.RoundingSpec;
import binade.testkit.vectors.TestVector;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The laws of rounding as jqwik properties. A test implements the interface and has them all:
 *
 * <pre>
 *   class MyKernelTest implements RoundingContract {
 *       public RoundingSpec spec() { return RoundingSpec.of("e4m3fn"); }
 *       public RoundingUnderTest subject() { return RoundingUnderTest.ofFloats(MyKernel::round); }
 *   }
 * </pre>
 *
 * <p>A failure names the law, the input in hex, the result and the exact result.
 */
public interface RoundingContract {
    /** What should be computed. */
    RoundingSpec spec();

    /** What computes it. */
    RoundingUnderTest subject();

    /** The laws; override to add some. */
    default RoundingLaws laws() {
        return new RoundingLaws(spec(), subject());
    }

    /** What the vectors are drawn from; override to draw from elsewhere. */
    @Provide
    default Arbitrary<TestVector> vectors() {
        return new FormatArbitraries(spec()).vectors();
    }

    @Property
    default void resultsAreExact(@ForAll("vectors") TestVector v) {
        laws().equalsExact(v);
    }

    @Property
    default void nanStaysNan(@ForAll("vectors") TestVector v) {
        laws().nanStaysNan(v);
    }

    @Property
    default void resultsAreInTheFormat(@ForAll("vectors") TestVector v) {
        laws().isInFormat(v);
    }

    @Property
    default void nearestIsNearest(@ForAll("vectors") TestVector v) {
        laws().nearestIsNearest(v);
    }

    @Property
    default void roundingIsMonotone(@ForAll("vectors") TestVector v, @ForAll("vectors") TestVector other) {
        laws().monotone(v, other.x());
    }

    @Property
    default void roundingIsIdempotent(@ForAll("vectors") TestVector v, @ForAll("vectors") TestVector again) {
        laws().idempotent(v, again);
    }

    @Property
    default void magnitudeRulesMirrorAtZero(@ForAll("vectors") TestVector v) {
        laws().oddSymmetry(v);
    }

    @Property
    default void overflowFollowsItsRule(@ForAll("vectors") TestVector v) {
        laws().overflowFollowsItsRule(v);
    }

    @Property
    default void hysteresisHoldsOn(@ForAll("vectors") TestVector v) {
        laws().hysteresisHoldsOn(v);
    }

    @Property
    default void randomBitsMoveOneWay(@ForAll("vectors") TestVector v, @ForAll("vectors") TestVector other) {
        laws().randomBitsMoveOneWay(v, other.random());
    }
}
