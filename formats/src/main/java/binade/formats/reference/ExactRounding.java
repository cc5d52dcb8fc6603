package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Rounding straight from its definition (number-formats 3.1, paper-method 2.2), in exact decimal arithmetic.
 *
 * <p>S = |x| 2^-q(e), n = floor(S), nu = S - n; the result is n or n + 1 quanta, then the range check. Every rule below
 * is the sentence of the document it comes from; nothing is shared with the product's kernels.
 */
public final class ExactRounding {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    private ExactRounding() {}

    /** floor(log2 |x|) of a non-zero exact decimal, by comparison with powers of two. */
    static int exponent(BigDecimal x) {
        BigDecimal a = x.abs();
        int e = Math.getExponent(a.doubleValue());
        if (a.doubleValue() == 0 || e > 1000 || e < -1000) {
            e = 0;
        }
        while (a.compareTo(ExactFormat.power(e)) < 0) {
            e--;
        }
        while (a.compareTo(ExactFormat.power(e + 1)) >= 0) {
            e++;
        }
        return e;
    }

    /**
     * x rounded into the format; infinities and NaN as binary64, -0 where the format has one and the result is zero.
     *
     * @param r R of the stochastic rules, 0 <= r < 2^bits
     * @param previous previously quantized value, for hysteresis
     */
    public static double round(
            double x, ExactFormat f, Rounding rounding, Overflow overflow, long r, int bits, double previous) {
        if (Double.isNaN(x)) {
            return Double.NaN;
        }
        if (Double.isInfinite(x)) {
            if (f.infinity() && overflow != Overflow.SAT_FINITE) {
                return x;
            }
            return overflow == Overflow.OVERFLOW && f.nan() ? Double.NaN : limit(x, f);
        }
        if (x == 0) {
            return f.negativeZero() ? x : 0.0;
        }
        BigDecimal exact = new BigDecimal(x);
        int q = f.quantum().exponent(exponent(exact));
        BigDecimal s = exact.abs().multiply(ExactFormat.power(-q));
        BigInteger n = s.setScale(0, RoundingMode.FLOOR).toBigInteger();
        BigDecimal nu = s.subtract(new BigDecimal(n));
        boolean up = previous > x;
        if (nu.signum() != 0 && away(rounding, x < 0, n.testBit(0), nu, BigInteger.valueOf(r), bits, up)) {
            n = n.add(BigInteger.ONE);
        }
        BigDecimal magnitude = new BigDecimal(n).multiply(ExactFormat.power(q));
        BigDecimal result = x < 0 ? magnitude.negate() : magnitude;
        if (result.compareTo(f.max()) > 0 || result.compareTo(f.min()) < 0) {
            if (overflow != Overflow.OVERFLOW || pointsBack(rounding, x < 0, up) || !f.nan()) {
                return limit(x, f);
            }
            return f.infinity() ? Math.copySign(Double.POSITIVE_INFINITY, x) : Double.NaN;
        }
        double value = result.doubleValue();
        return value == 0 && f.negativeZero() && x < 0 ? -0.0 : value;
    }

    private static double limit(double x, ExactFormat f) {
        return (x > 0 ? f.max() : f.min()).doubleValue();
    }

    static boolean away(
            Rounding rounding, boolean negative, boolean nOdd, BigDecimal nu, BigInteger r, int bits, boolean up) {
        int half = nu.compareTo(HALF);
        BigInteger full = BigInteger.ONE.shiftLeft(bits);
        return switch (rounding) {
            case NEAREST_EVEN -> half > 0 || half == 0 && nOdd;
            case NEAREST_AWAY -> half >= 0;
            case TOWARD_ZERO -> false;
            case UP -> !negative;
            case DOWN -> negative;
            case TO_ODD -> !nOdd;
            case STOCHASTIC_A -> floor(nu, bits).add(r).compareTo(full) >= 0;
            case STOCHASTIC_B ->
                floor(nu, bits + 1).add(r.shiftLeft(1)).add(BigInteger.ONE).compareTo(full.shiftLeft(1)) >= 0;
            case STOCHASTIC_C -> nu.multiply(new BigDecimal(full)).setScale(0, RoundingMode.HALF_EVEN).toBigInteger()
                    .add(r).compareTo(full) >= 0;
            case STOCHASTIC -> {
                BigDecimal fraction = negative ? BigDecimal.ONE.subtract(nu) : nu; // t - floor(t) of the signed t
                boolean ceil = new BigDecimal(r).compareTo(fraction.multiply(new BigDecimal(full))) < 0;
                yield ceil != negative;
            }
            case HYSTERESIS -> up != negative;
        };
    }

    private static BigInteger floor(BigDecimal nu, int bits) {
        return nu.multiply(ExactFormat.power(bits)).setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    private static boolean pointsBack(Rounding rounding, boolean negative, boolean up) {
        return switch (rounding) {
            case TOWARD_ZERO, TO_ODD -> true;
            case UP -> negative;
            case DOWN -> !negative;
            case HYSTERESIS -> up == negative;
            case NEAREST_EVEN, NEAREST_AWAY, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C, STOCHASTIC -> false;
        };
    }
}
