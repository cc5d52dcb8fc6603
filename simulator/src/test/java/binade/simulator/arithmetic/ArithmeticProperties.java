package binade.simulator.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Laws that correctly rounded arithmetic obeys in every format and rounding. */
class ArithmeticProperties {
    private static final List<String> IEEE = List.of("fp32", "fp16", "bf16", "tf32", "e5m2", "e4m3", "e3m4");
    private static final List<String> OTHERS = List.of("e4m3fn", "e2m1fn", "e5m2fnuz", "fp134", "log4", "int8", "w8-050");

    /** Two operands of a format, the second often close to the first or its opposite. */
    record Pair(GridFormat format, long a, long b, Rounding rounding) {
        Arithmetic arithmetic() {
            return with(rounding);
        }

        Arithmetic with(Rounding other) {
            return Arithmetic.of(Projection.of(format, other, Overflow.OVERFLOW));
        }

        double value(long code) {
            return format.encoding().decode(code, format.grid());
        }

        @Override
        public String toString() {
            return format + " " + rounding.id() + " " + Long.toHexString(a) + " " + Long.toHexString(b);
        }
    }

    private static Arbitrary<Pair> pairs(List<String> ids) {
        return Arbitraries.of(ids).map(OperandCases::format).flatMap(f -> Arbitraries.longs().flatMap(seed -> {
            OperandCases cases = new OperandCases(f, seed);
            long a = cases.operand();
            long b = cases.partnerOf(a);
            return Arbitraries.of(OperandCases.ROUNDINGS).map(r -> new Pair(f, a, b, r));
        }));
    }

    @Provide
    Arbitrary<Pair> ieee() {
        return pairs(IEEE);
    }

    @Provide
    Arbitrary<Pair> any() {
        return pairs(java.util.stream.Stream.concat(IEEE.stream(), OTHERS.stream()).toList());
    }

    @Property
    void sums_and_products_commute(@ForAll("any") Pair p) {
        assertThat(p.arithmetic().add(p.a(), p.b())).isEqualTo(p.arithmetic().add(p.b(), p.a()));
        assertThat(p.arithmetic().mul(p.a(), p.b())).isEqualTo(p.arithmetic().mul(p.b(), p.a()));
    }

    @Property
    void a_difference_is_the_sum_with_the_opposite(@ForAll("ieee") Pair p) {
        long sign = 1L << (p.format().width() - 1);
        assertThat(p.arithmetic().sub(p.a(), p.b())).isEqualTo(p.arithmetic().add(p.a(), p.b() ^ sign));
    }

    @Property
    void fma_with_one_is_a_sum(@ForAll("ieee") Pair p) {
        long one = p.format().encoding().encode(1.0, p.format().grid());
        assertThat(p.arithmetic().fma(p.a(), one, p.b())).isEqualTo(p.arithmetic().add(p.a(), p.b()));
    }

    /** Directed results enclose all others; they coincide exactly where the result is exact. */
    @Property
    void directed_roundings_enclose_the_result(@ForAll("ieee") Pair p) {
        for (Operation operation : List.of(Operation.ADD, Operation.MUL, Operation.DIV, Operation.SQRT)) {
            Result down = p.with(Rounding.DOWN).apply(operation, p.a(), p.b(), 0, 0);
            Result up = p.with(Rounding.UP).apply(operation, p.a(), p.b(), 0, 0);
            Result any = p.arithmetic().apply(operation, p.a(), p.b(), 0, 0);
            double low = p.value(down.code());
            double high = p.value(up.code());
            double middle = p.value(any.code());
            if (Double.isNaN(middle)) {
                assertThat(down).isEqualTo(up).isEqualTo(any);
                continue;
            }
            assertThat(middle).isBetween(low, high);
            assertThat((any.flags() & Flags.INEXACT) != 0).as("%s %s %s", operation, down, up).isEqualTo(low != high);
        }
    }

    @Property
    void a_remainder_is_at_most_half_the_divisor_and_exact(@ForAll("ieee") Pair p) {
        Result result = p.arithmetic().rem(p.a(), p.b());
        double x = p.value(p.a());
        double y = p.value(p.b());
        double r = p.value(result.code());
        if (!Double.isNaN(r)) {
            assertThat(result.flags()).isZero();
            assertThat(Math.abs(r)).isLessThanOrEqualTo(Double.isInfinite(y) ? Math.abs(x) : Math.abs(y) / 2);
        }
    }

    @Property
    void rounding_an_integer_changes_nothing(@ForAll("ieee") Pair p) {
        Result once = p.arithmetic().roundToInt(p.a());
        if (!Double.isNaN(p.value(p.a()))) {
            assertThat(p.arithmetic().roundToInt(once.code())).isEqualTo(new Result(once.code(), 0));
        }
    }

    @Property
    void to_fp32_and_back_is_the_identity(@ForAll("any") Pair p) {
        GridFormat fp32 = OperandCases.format("fp32");
        Projection wide = Projection.of(fp32);
        Projection back = Projection.of(p.format(), p.rounding(), Overflow.OVERFLOW);
        Result there = Conversion.of(p.format(), wide).convert(p.a(), 0);
        boolean nan = Float.isNaN(Float.intBitsToFloat((int) there.code()));
        long canonical = p.format().encoding().negativeZero() || p.value(p.a()) != 0 ? p.a() : 0;
        if (!nan) {
            assertThat(there.flags()).isZero();
            assertThat(Conversion.of(fp32, back).convert(there.code(), 0)).isEqualTo(new Result(canonical, 0));
        }
    }
}
