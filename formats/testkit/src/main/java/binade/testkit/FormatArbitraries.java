package binade.testkit;

import binade.testkit.vectors.CriticalInputs;
import binade.testkit.vectors.InputKind;
import binade.testkit.vectors.RoundingSpec;
import binade.testkit.vectors.TestVector;
import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Everything to draw from when a format is tested. Numbers are inputs: binary32, or binary64 where the format needs it.
 * All arbitraries shrink towards values near zero.
 *
 * <table>
 * <caption>What each arbitrary covers</caption>
 * <tr><td>{@link #nearTies}</td><td>each midpoint between neighbours (posits, logarithms: each threshold), ± 1 ulp</td></tr>
 * <tr><td>{@link #nearValues}</td><td>each value, ± 1 ulp</td></tr>
 * <tr><td>{@link #subnormalEdges}</td><td>fractions and small multiples of the smallest value and of the smallest
 *     normal, the last steps below it, ± 1 ulp, both signs</td></tr>
 * <tr><td>{@link #overflowEdges}</td><td>each end of the range, quarters of a step around it, the first tie beyond it,
 *     twice it, the largest input, ± 1 ulp</td></tr>
 * <tr><td>{@link #powersOfTwo}</td><td>each power of two from below the smallest to above the largest value, ± 1 ulp</td></tr>
 * <tr><td>{@link #zeros}, {@link #infinities}, {@link #nans}</td><td>what their names say</td></tr>
 * <tr><td>{@link #inputs}</td><td>all of the above and numbers between values, N(0, 1), log-uniform, any pattern</td></tr>
 * <tr><td>{@link #codes}</td><td>each code that fits the width</td></tr>
 * <tr><td>{@link #adjacentPairs}</td><td>each pair of neighbouring values</td></tr>
 * <tr><td>{@link #randomIntegers}</td><td>R of N bits, both ends and powers of two more often</td></tr>
 * <tr><td>{@link #vectors}</td><td>an input with the second operand the rounding needs</td></tr>
 * </table>
 *
 * <p>As a jqwik domain it needs a class with a constructor without parameters:
 * <pre>
 *   class E4m3Domain extends FormatArbitraries {
 *       E4m3Domain() { super(RoundingSpec.of("e4m3fn")); }
 *   }
 *   &#64;Property &#64;Domain(E4m3Domain.class)
 *   void something(&#64;ForAll TestVector v, &#64;ForAll AdjacentPair p, &#64;ForAll double x, &#64;ForAll long code) { … }
 * </pre>
 */
public class FormatArbitraries extends DomainContextBase {
    /** Two neighbouring values. */
    public record AdjacentPair(double low, double high) {}

    private final RoundingSpec spec;
    private final CriticalInputs inputs;

    public FormatArbitraries(RoundingSpec spec) {
        this.spec = Objects.requireNonNull(spec);
        inputs = new CriticalInputs(spec);
    }

    /** For the format of this id, rounded to nearest even. */
    public static FormatArbitraries of(String id) {
        return new FormatArbitraries(RoundingSpec.of(id));
    }

    private Arbitrary<Double> at(InputKind kind) {
        int size = inputs.size(kind);
        Arbitrary<Long> index = size > 0 ? Arbitraries.longs().between(0, size - 1) : Arbitraries.longs();
        return Combinators.combine(index.withoutEdgeCases(), Arbitraries.integers().between(-1, 1).withoutEdgeCases())
                .as((i, ulps) -> inputs.at(kind, i, ulps));
    }

    public Arbitrary<Double> nearTies() {
        return at(InputKind.TIE);
    }

    public Arbitrary<Double> nearValues() {
        return at(InputKind.VALUE);
    }

    public Arbitrary<Double> subnormalEdges() {
        return at(InputKind.SUBNORMAL_EDGE);
    }

    public Arbitrary<Double> overflowEdges() {
        return at(InputKind.OVERFLOW_EDGE);
    }

    public Arbitrary<Double> powersOfTwo() {
        return at(InputKind.POWER_OF_TWO);
    }

    public Arbitrary<Double> zeros() {
        return at(InputKind.ZERO);
    }

    public Arbitrary<Double> infinities() {
        return at(InputKind.INFINITE);
    }

    /** One NaN, also for formats without: their policy is the caller's. */
    public Arbitrary<Double> nans() {
        return at(InputKind.NAN);
    }

    /** All kinds in equal numbers; NaN only if the format has one. */
    @Provide
    public Arbitrary<Double> inputs() {
        return Arbitraries.of(Arrays.stream(InputKind.values())
                        .filter(kind -> kind != InputKind.NAN || spec.format().hasNan()).toList())
                .withoutEdgeCases().flatMap(this::at);
    }

    /** Every code; some formats have codes that name no value. */
    @Provide
    public Arbitrary<Long> codes() {
        int width = spec.format().width();
        return (width >= 63 ? Arbitraries.longs() : Arbitraries.longs().between(0, (1L << width) - 1)).withoutEdgeCases();
    }

    /** Values of the format that are finite. */
    public Arbitrary<Double> values() {
        int n = inputs.enumerated();
        Arbitrary<Long> index = n > 0 ? Arbitraries.longs().between(0, n - 1) : Arbitraries.longs();
        return index.withoutEdgeCases().map(inputs::value);
    }

    /** A finite value and the next one above. */
    @Provide
    public Arbitrary<AdjacentPair> adjacentPairs() {
        return values().map(v -> {
            double up = spec.nextUp(v);
            return Double.isFinite(up) && up != v ? new AdjacentPair(v, up) : new AdjacentPair(spec.nextDown(v), v);
        });
    }

    /** R of the stochastic rules. */
    public Arbitrary<Long> randomIntegers() {
        long end = 1L << spec.randomBits();
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, end - 1),
                Arbitraries.of(0L, end - 1, end / 2, Math.max(0, end / 2 - 1)),
                Arbitraries.integers().between(0, spec.randomBits() - 1).map(i -> 1L << i)).withoutEdgeCases();
    }

    /** An input with its second operand: R anywhere, the previous value often one of the two around the input. */
    @Provide
    public Arbitrary<TestVector> vectors() {
        return Combinators.combine(
                        inputs(), randomIntegers(), values(), Arbitraries.integers().between(0, 2).withoutEdgeCases())
                .as((x, random, value, which) -> {
                    double beside = which == 0 ? value : which == 1 ? spec.nextDown(x) : spec.nextUp(x);
                    return new TestVector(x, random, Double.isFinite(beside) ? beside : value);
                });
    }
}
