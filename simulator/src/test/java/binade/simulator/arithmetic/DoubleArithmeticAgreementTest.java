package binade.simulator.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FP64 by the platform against the exact reference: codes and flags. */
class DoubleArithmeticAgreementTest {
    private static final GridFormat FP64 = OperandCases.format("fp64");

    private static void agree(Arithmetic fast, Arithmetic exact, Operation op, double a, double b, double c) {
        long x = Double.doubleToRawLongBits(a);
        long y = Double.doubleToRawLongBits(b);
        long z = Double.doubleToRawLongBits(c);
        assertThat(fast.apply(op, x, y, z, 0)).as("%s %x %x %x", op, x, y, z).isEqualTo(exact.apply(op, x, y, z, 0));
    }

    /** A number of either sign within 60 binades of another. */
    private static double near(double x, SplittableRandom random) {
        return Math.scalb(x, random.nextInt(120) - 60) * random.nextDouble(-2, 2);
    }

    @ParameterizedTest
    @EnumSource
    void platform_and_reference_agree_in_codes_and_flags(Operation op) {
        Projection p = Projection.of(FP64);
        Arithmetic fast = new DoubleArithmetic(p);
        Arithmetic exact = new ExactArithmetic(p);
        SplittableRandom random = new SplittableRandom(op.ordinal());
        for (int i = 0; i < 300; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            double y = i % 2 == 0 ? Double.longBitsToDouble(random.nextLong()) : near(x, random);
            agree(fast, exact, op, x, y, near(x * y, random));
            // small significands: exact results; close exponents: cancellation; near the limits of the fast path
            double u = Math.scalb(random.nextInt(1 << 20) - (1 << 19), random.nextInt(60) - 30);
            double v = Math.scalb(random.nextInt(1 << 20) - (1 << 19), random.nextInt(60) - 30);
            agree(fast, exact, op, u, v, -(u * v));
            agree(fast, exact, op, u * v, v, u);
            double s = random.nextDouble(1, 2);
            double t = random.nextDouble(-2, 2);
            agree(fast, exact, op, s, t, -(s * t));
            agree(fast, exact, op, Math.scalb(s, random.nextInt(8) - 962), t, Math.scalb(t, random.nextInt(8) - 962));
            agree(fast, exact, op, Math.scalb(s, random.nextInt(5) + 997), Math.scalb(t, random.nextInt(30)), Math.scalb(t, 1000));
            agree(fast, exact, op, s, Math.scalb(t, random.nextInt(120) - 60), Math.scalb(s, random.nextInt(240) - 120));
            agree(fast, exact, op, Math.scalb(s, -500), Math.scalb(t, random.nextInt(20) - 470), Math.scalb(t, -970));
        }
        double[] specials = {0.0, -0.0, 1, -1, 0.5, 1.5, -2.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE, -Double.MAX_VALUE, 0x1p-960, 0x1p1000,
            Double.longBitsToDouble(0x7ff0000000000001L)};
        for (double x : specials) {
            for (double y : specials) {
                for (double z : op == Operation.FMA ? specials : new double[] {0}) {
                    agree(fast, exact, op, x, y, z);
                }
            }
        }
    }

    @Test
    void a_sum_and_a_product_that_are_not_exact_say_so() {
        Arithmetic fp64 = Arithmetic.of(Projection.of(FP64));
        assertThat(fp64).isInstanceOf(DoubleArithmetic.class);
        long one = Double.doubleToRawLongBits(1);
        assertThat(fp64.add(one, Double.doubleToRawLongBits(0x1p-53))).isEqualTo(new Result(one, Flags.INEXACT));
        assertThat(fp64.add(one, Double.doubleToRawLongBits(0x1p-52))).isEqualTo(new Result(one + 1, 0));
        assertThat(fp64.fma(one + 1, one + 1, one)).isEqualTo(
                new Result(Double.doubleToRawLongBits(2 + 0x1p-51), Flags.INEXACT));
    }

    @Test
    void other_roundings_and_formats_stay_with_the_reference() {
        Projection up = Projection.of(FP64, Rounding.UP, Overflow.OVERFLOW);
        assertThat(Arithmetic.of(up)).isInstanceOf(ExactArithmetic.class);
        assertThatThrownBy(() -> new DoubleArithmetic(up))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("fp64").hasMessageContaining("ru");
        assertThat(Arithmetic.of(Projection.of(OperandCases.format("fp32")))).isInstanceOf(LongArithmetic.class);
    }
}
