package binade.simulator.arithmetic;

import binade.formats.GridFormat;
import binade.formats.Rounding;

/**
 * FP64 to nearest even by the platform's own binary64 operations. The flag inexact comes from the error of the operation,
 * which is a binary64 number itself wherever nothing is close to the ends of the exponent range:
 *
 * <pre>
 *   add, sub   TwoSum                    a + b - r
 *   mul, div   one fused operation       a b - r,  a - r b
 *   sqrt       one fused operation       a - r r
 *   fma        ErrFma                    a b + c - r, as the sum of two numbers
 * </pre>
 *
 * <p>NaN, infinities, and operands or results close to the ends of the range (magnitudes outside [2^-960, 2^1000], zeros
 * of products and quotients) go to {@link ExactArithmetic}. Equal to it, flags included: {@code
 * DoubleArithmeticAgreementTest}. Sources: Knuth, TAOCP 2, 4.2.2 theorem B (TwoSum); Boldo and Muller, "Exact and
 * approximated error of the FMA", IEEE Trans. Computers 60, 2011 (ErrFma).
 */
public final class DoubleArithmetic implements Arithmetic {
    /** From here on errors of products, 105 bits below, are above the smallest subnormal number. */
    private static final double SMALL = 0x1p-960;
    /** Up to here no intermediate result overflows. */
    private static final double LARGE = 0x1p1000;

    private final ExactArithmetic exact;

    /** @throws IllegalArgumentException for any format but FP64 and any rounding but to nearest even */
    public DoubleArithmetic(Projection projection) {
        if (!reaches(projection)) {
            throw new IllegalArgumentException("format " + projection.format().id() + " with rounding "
                    + projection.rounding().id() + " is not the platform's binary64; ExactArithmetic takes it");
        }
        exact = new ExactArithmetic(projection);
    }

    /** Whether the platform computes in this format and rounding. */
    public static boolean reaches(Projection projection) {
        return projection.format() instanceof GridFormat f && f.id().equals("fp64")
                && projection.rounding() == Rounding.NEAREST_EVEN;
    }

    @Override
    public Result apply(Operation operation, long a, long b, long c, long random) {
        double x = Double.longBitsToDouble(a);
        double y = Double.longBitsToDouble(b);
        double z = Double.longBitsToDouble(c);
        Result result = switch (operation) {
            case ADD -> sum(x, y);
            case SUB -> sum(x, -y);
            case MUL -> product(x, y);
            case DIV -> quotient(x, y);
            case SQRT -> root(x);
            case REM -> remainder(x, y);
            case FMA -> productAndSum(x, y, z);
            case ROUND_TO_INT -> Math.abs(x) <= LARGE ? result(Math.rint(x), Math.rint(x) != x) : null;
        };
        return result != null ? result : exact.apply(operation, a, b, c, random);
    }

    private static Result result(double r, boolean inexact) {
        return new Result(Double.doubleToRawLongBits(r), inexact ? Flags.INEXACT : 0);
    }

    /** Not close to the ends of the range; no NaN. */
    private static boolean usual(double x) {
        return Math.abs(x) >= SMALL && Math.abs(x) <= LARGE;
    }

    /** Subnormal numbers are as good as others: sums below the normal range are exact. */
    private static Result sum(double x, double y) {
        return Math.abs(x) <= LARGE && Math.abs(y) <= LARGE ? result(x + y, errorOfSum(x, y, x + y) != 0) : null;
    }

    /** x + y - r for r = x + y rounded. */
    private static double errorOfSum(double x, double y, double r) {
        double part = r - x;
        return x - (r - part) + (y - part);
    }

    private static Result product(double x, double y) {
        double r = x * y;
        return usual(r) ? result(r, Math.fma(x, y, -r) != 0) : null;
    }

    private static Result quotient(double x, double y) {
        double r = x / y;
        return usual(r) && usual(x) ? result(r, Math.fma(-r, y, x) != 0) : null;
    }

    private static Result root(double x) {
        if (!(usual(x) && x > 0)) {
            return null;
        }
        double r = Math.sqrt(x);
        return result(r, Math.fma(-r, r, x) != 0);
    }

    /** Always exact. */
    private static Result remainder(double x, double y) {
        return usual(x) && usual(y) ? result(Math.IEEEremainder(x, y), false) : null;
    }

    private static Result productAndSum(double x, double y, double z) {
        double p = x * y;
        double r = Math.fma(x, y, z);
        if (!usual(p) || !usual(z) || !usual(r)) {
            return null;
        }
        double q = Math.fma(x, y, -p); // x y = p + q
        double s = z + q;
        double sError = errorOfSum(z, q, s); // z + q = s + sError
        double t = p + s;
        double tError = errorOfSum(p, s, t);
        return result(r, t - r + tError + sError != 0);
    }
}
