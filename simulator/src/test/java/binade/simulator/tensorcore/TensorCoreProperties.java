package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;

import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws of matrix units: section 11 of tensor-core-arithmetic. */
class TensorCoreProperties {
    private static final int TRIES = 300;

    @Provide
    Arbitrary<MatrixUnit> blocks() {
        return Arbitraries.of(
                        "v100 wmma fp16 fp32", "v100 wmma fp16 fp16", "a100 wmma bf16 fp32", "a100 wmma tf32 fp32", "ada mma e4m3 fp32",
                        "ada mma e5m2 fp16", "h100 wmma fp16 fp32", "h100 wgmma e4m3,e5m2 fp32", "b200 tcgen05 bf16 fp32",
                        "b200 tcgen05 e3m2,e2m1 fp32")
                .map(Units::unit);
    }

    @Provide
    Arbitrary<UnitCases.Kind> kinds() {
        return Arbitraries.of(UnitCases.Kind.class);
    }

    private static int length(MatrixUnit unit) {
        return unit.arithmetic().blockLength();
    }

    private static DotOperands oneBlock(MatrixUnit unit, UnitCases.Kind kind, long seed) {
        return new UnitCases(unit, seed).next(kind, length(unit));
    }

    private static long dot(MatrixUnit unit, DotOperands x) {
        return DotEngine.of(unit).dot(x);
    }

    @Property(tries = TRIES)
    void theOrderWithinABlockDoesNotMatter(
            @ForAll("blocks") MatrixUnit unit, @ForAll("kinds") UnitCases.Kind kind, @ForAll long seed) {
        DotOperands x = oneBlock(unit, kind, seed);
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        long[] a = x.a().clone();
        long[] b = x.b().clone();
        for (int i = a.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            long t = a[i];
            a[i] = a[j];
            a[j] = t;
            t = b[i];
            b[i] = b[j];
            b[j] = t;
        }
        assertThat(dot(unit, new DotOperands(a, b, x.c()))).isEqualTo(dot(unit, x));
    }

    @Property(tries = TRIES)
    void zeroProductsWithinABlockChangeNothing(
            @ForAll("blocks") MatrixUnit unit, @ForAll("kinds") UnitCases.Kind kind, @ForAll long seed) {
        DotOperands half = new UnitCases(unit, seed).next(kind, length(unit) / 2);
        long[] a = new long[length(unit)];
        long[] b = new long[length(unit)];
        for (int i = 0; i < half.a().length; i++) { // zeros of either operand, and of both signs, in between
            a[2 * i] = half.a()[i];
            b[2 * i] = half.b()[i];
            b[2 * i + 1] = unit.b().isNan(half.b()[i]) || unit.b().isInfinite(half.b()[i]) ? 0 : half.b()[i];
        }
        MatrixUnit shorter = unit.with(withLength((FusedBlock) unit.arithmetic(), length(unit) / 2));
        assertThat(dot(unit, new DotOperands(a, b, half.c()))).isEqualTo(dot(shorter, half));
    }

    private static FusedBlock withLength(FusedBlock b, int length) {
        return new FusedBlock(length, b.fractionBits(), b.floor(), b.zeroTerms(), b.rounding(), b.resultFractionBits());
    }

    @Property(tries = TRIES)
    void negatingAAndCNegatesTheResult(
            @ForAll("blocks") MatrixUnit unit, @ForAll("kinds") UnitCases.Kind kind, @ForAll long seed) {
        DotOperands x = oneBlock(unit, kind, seed);
        long[] a = x.a().clone();
        for (int i = 0; i < a.length; i++) {
            a[i] ^= 1L << unit.a().wordBits() - 1;
        }
        long sign = unit.accumulator().signBit();
        long d = dot(unit, x);
        long expected = d == 0 || unit.accumulator().words().isNan(d) ? d : d ^ sign;
        assertThat(dot(unit, new DotOperands(a, x.b(), x.c() ^ sign))).isEqualTo(expected);
    }

    @Property(tries = TRIES)
    void theTruncatingUnitStaysWithinItsErrorBound(@ForAll("blocks") MatrixUnit unit, @ForAll long seed) {
        FusedBlock block = (FusedBlock) unit.arithmetic();
        DotOperands x = oneBlock(unit, UnitCases.Kind.MODERATE, seed);
        AccumulatorFormat f = unit.accumulator();
        long d = dot(unit, x);
        if (Specials.of(f, d) != Specials.FINITE) {
            return;
        }
        Dyadic exact = Dyadic.of(f.words(), x.c());
        int largest = f.words().significand(x.c()) == 0 ? Integer.MIN_VALUE : f.words().exponent(x.c());
        for (int k = 0; k < x.a().length; k++) {
            Dyadic product = Dyadic.of(unit.a(), x.a()[k]).times(Dyadic.of(unit.b(), x.b()[k]));
            exact = exact.plus(product);
            int r = unit.a().exponent(x.a()[k]) + unit.b().exponent(x.b()[k]);
            largest = product.isZero() ? largest : Math.max(largest, r);
        }
        largest = block.floor() == null ? largest : Math.max(largest, block.floor());
        // every term loses less than a quantum of the alignment, the result less than one unit in its last kept place
        Dyadic value = Dyadic.of(f.words(), d);
        int lastPlace = Math.max(f.words().exponent(d), f.minExponent()) - block.resultFractionBits();
        Dyadic bound = Dyadic.of(length(unit) + 1, largest - block.fractionBits()).plus(Dyadic.of(1, lastPlace));
        Dyadic error = exact.plus(new Dyadic(value.n().negate(), value.e()));
        Dyadic slack = bound.plus(new Dyadic(error.n().abs().negate(), error.e()));
        assertThat(slack.n().signum()).as("%s: error %s, bound %s", unit.name(), error, bound).isPositive();
    }

    @Property(tries = TRIES)
    void enoughAlignmentBitsAndNearestEvenAreTheExactUnit(@ForAll("kinds") UnitCases.Kind kind, @ForAll long seed) {
        MatrixUnit unit = Machines.with(
                Units.unit("h100 wmma bf16 fp32"), Map.of("fractionBits", "512", "rounding", "rne", "floor", "none"));
        MatrixUnit exact = Units.unit("exact any bf16 fp32");
        DotOperands x = oneBlock(unit, kind, seed);
        long d = dot(exact, x);
        long expected = unit.accumulator().words().isNan(d) ? 0x7FFFFFFFL : d == 0x80000000L ? 0 : d; // units return +0
        assertThat(dot(unit, x)).isEqualTo(expected);
    }

    /** F = 60, as section 11 suggests: exponents within 36 of each other. */
    @Property(tries = TRIES)
    void sixtyBitsRoundModerateSumsCorrectly(@ForAll long seed) {
        MatrixUnit unit = Machines.with(Units.unit("h100 wmma fp16 fp32"), Map.of("fractionBits", "60", "rounding", "rne"));
        DotOperands x = oneBlock(unit, UnitCases.Kind.MODERATE, seed);
        DotOperands positive = new DotOperands(x.a(), x.b(), 0x3F800000L);
        assertThat(dot(unit, positive)).isEqualTo(dot(Units.unit("exact any fp16 fp32"), positive));
    }

    @Property(tries = TRIES)
    void specialValuesFollowTheRules(@ForAll("blocks") MatrixUnit unit, @ForAll long seed) {
        DotOperands x = oneBlock(unit, UnitCases.Kind.SPECIAL, seed);
        int special = Specials.of(unit.accumulator(), x.c());
        for (int k = 0; k < x.a().length; k++) {
            special |= Specials.of(unit.a(), x.a()[k], unit.b(), x.b()[k]);
        }
        if (special != Specials.FINITE) {
            long expected = special == Specials.NAN
                    ? unit.accumulator().signBit() - 1
                    : unit.accumulator().infinity(special == Specials.NEGATIVE);
            assertThat(dot(unit, x)).isEqualTo(expected);
        } else {
            assertThat(unit.accumulator().words().isNan(dot(unit, x))).isFalse();
        }
    }

    @Property(tries = TRIES)
    void integersAddInAnyOrderModuloTwoTo32(@ForAll long seed) {
        MatrixUnit unit = Units.unit("a100 wmma s8,u8 s32");
        DotOperands x = new UnitCases(unit, seed).next(UnitCases.Kind.ANY, 64);
        DotOperands first = new DotOperands(
                java.util.Arrays.copyOfRange(x.a(), 32, 64), java.util.Arrays.copyOfRange(x.b(), 32, 64), x.c());
        DotOperands second = new DotOperands(
                java.util.Arrays.copyOf(x.a(), 32), java.util.Arrays.copyOf(x.b(), 32), dot(unit, first));
        assertThat(dot(unit, second)).isEqualTo(dot(unit, x));
    }

    @Property(tries = TRIES)
    void theExactUnitIsTheRoundedSum(@ForAll("kinds") UnitCases.Kind kind, @ForAll long seed) {
        MatrixUnit unit = Units.unit("exact any fp16 fp64"); // 53 bits: a double holds every rounded sum
        DotOperands x = new UnitCases(unit, seed).next(kind, 20);
        java.math.BigDecimal sum = java.math.BigDecimal.ZERO;
        double c = Double.longBitsToDouble(x.c());
        double unrounded = c;
        for (int k = 0; k < 20; k++) {
            double a = Float.float16ToFloat((short) x.a()[k]);
            double b = Float.float16ToFloat((short) x.b()[k]);
            unrounded += a * b;
            if (Double.isFinite(a * b)) {
                sum = sum.add(new java.math.BigDecimal(a * b));
            }
        }
        double ours = Double.longBitsToDouble(dot(unit, x));
        if (Double.isFinite(unrounded)) {
            assertThat(ours).isEqualTo(sum.add(new java.math.BigDecimal(c)).doubleValue());
        } else if (Double.isNaN(unrounded)) {
            assertThat(ours).isNaN();
        }
    }
}
