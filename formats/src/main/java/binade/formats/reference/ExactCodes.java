package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Formats whose "even" is an even code, as sorted tables of exact values: the IEEE P3109 family (interim report 4.0,
 * sections 4.7.2 to 4.7.5) and OCP E8M0. The table holds the magnitudes by code and goes on past the largest one, as
 * if the exponent had no end.
 */
public final class ExactCodes implements ExactDefinition {
    private enum Kind {
        SIGNED,
        UNSIGNED,
        SCALE
    }

    private final BigDecimal[] magnitudes;
    private final int maxCode;
    private final Kind kind;
    private final boolean extended;

    private ExactCodes(BigDecimal[] magnitudes, int maxCode, Kind kind, boolean extended) {
        this.magnitudes = magnitudes;
        this.maxCode = maxCode;
        this.kind = kind;
        this.extended = extended;
    }

    /** Binary{K}p{P}: E = 0: T 2^(1-P) 2^(1-B), else (1 + T 2^(1-P)) 2^(E-B). */
    public static ExactCodes p3109(int k, int p, boolean signed, boolean extended) {
        int bias = signed ? 1 << (k - p - 1) : 1 << (k - p);
        int nan = signed ? 1 << (k - 1) : (1 << k) - 1;
        int max = extended ? nan - 2 : nan - 1;
        BigDecimal[] m = new BigDecimal[max + 3];
        for (int code = 0; code < m.length; code++) {
            int t = code % (1 << (p - 1));
            int e = code / (1 << (p - 1));
            BigDecimal fraction = BigDecimal.valueOf(t).multiply(ExactFormat.power(1 - p));
            m[code] = e == 0
                    ? fraction.multiply(ExactFormat.power(1 - bias))
                    : fraction.add(BigDecimal.ONE).multiply(ExactFormat.power(e - bias));
        }
        return new ExactCodes(m, max, signed ? Kind.SIGNED : Kind.UNSIGNED, extended);
    }

    /** E8M0: 2^(code - 127) for 0 to 254. */
    public static ExactCodes e8m0() {
        BigDecimal[] m = new BigDecimal[257];
        for (int code = 0; code < m.length; code++) {
            m[code] = ExactFormat.power(code - 127);
        }
        return new ExactCodes(m, 254, Kind.SCALE, false);
    }

    /** Code of the largest finite value. */
    public int maxCode() {
        return maxCode;
    }

    /** The magnitude of a code; two codes past the largest value are defined. */
    public BigDecimal magnitude(int code) {
        return magnitudes[code];
    }

    @Override
    public BigDecimal above(BigDecimal a, boolean negative) {
        int at = Arrays.binarySearch(magnitudes, a);
        int next = at >= 0 ? at + 1 : -at - 1;
        return next > maxCode || negative && kind != Kind.SIGNED ? null : magnitudes[next];
    }

    @Override
    public double round(double x, Rounding rounding, Overflow overflow, long r, int bits, double previous) {
        if (Double.isNaN(x)) {
            return Double.NaN;
        }
        double rounded = Double.isInfinite(x) ? x : unbounded(x, rounding, r, bits, previous);
        return kind == Kind.SCALE ? scale(x, rounded, rounding, overflow, previous) : project(x, rounded, rounding, overflow, previous);
    }

    /** Rounds the magnitude; everything beyond the range is infinite. Zero and what rounds to zero: 0. */
    private double unbounded(double x, Rounding rounding, long r, int bits, double previous) {
        BigDecimal a = new BigDecimal(x).abs();
        if (a.compareTo(magnitudes[maxCode + 2]) >= 0) {
            return x < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        int at = Arrays.binarySearch(magnitudes, a);
        int code = at >= 0 ? at : -at - 2;
        if (code < 0) {
            return 0; // below the smallest value of E8M0
        }
        if (at < 0) {
            BigDecimal low = magnitudes[code];
            BigDecimal nu = a.subtract(low).divide(magnitudes[code + 1].subtract(low));
            if (ExactRounding.away(
                    rounding, x < 0, code % 2 != 0, nu, BigInteger.valueOf(r), bits, previous > x)) {
                code++;
            }
        }
        double magnitude = code > maxCode ? Double.POSITIVE_INFINITY : magnitudes[code].doubleValue();
        return x < 0 ? -magnitude : magnitude;
    }

    /** Saturation, number-formats 6; "infinite" here is everything past the largest value. */
    private double project(double x, double rounded, Rounding rounding, Overflow overflow, double previous) {
        double max = magnitudes[maxCode].doubleValue();
        double min = kind == Kind.SIGNED ? -max : 0;
        if (rounded >= min && rounded <= max) {
            return rounded == 0 ? 0.0 : rounded;
        }
        boolean infinite = Double.isInfinite(x);
        boolean positive = x > 0;
        return switch (overflow) {
            case SAT_FINITE -> positive ? max : min;
            case SAT_PROPAGATE -> infinite && extended && (positive || kind == Kind.SIGNED) ? x : positive ? max : min;
            case OVERFLOW -> {
                boolean towardZero = !infinite && switch (rounding) {
                    case TOWARD_ZERO -> true;
                    case DOWN -> positive;
                    case UP -> !positive;
                    case TO_ODD -> positive && kind == Kind.UNSIGNED && extended;
                    case HYSTERESIS -> (previous > x) != positive;
                    default -> false;
                };
                if (!positive && kind == Kind.UNSIGNED) {
                    yield towardZero ? 0 : Double.NaN;
                }
                yield extended && !towardZero ? Math.copySign(Double.POSITIVE_INFINITY, x) : positive ? max : min;
            }
        };
    }

    /** Negative numbers are NaN; zero and what lies below the smallest value become it, zero without saturation NaN. */
    private double scale(double x, double rounded, Rounding rounding, Overflow overflow, double previous) {
        double max = magnitudes[maxCode].doubleValue();
        boolean saturate = overflow != Overflow.OVERFLOW;
        if (x < 0 || x == 0 && !saturate) {
            return Double.NaN;
        }
        if (rounded > max) {
            boolean towardZero = rounding == Rounding.TOWARD_ZERO || rounding == Rounding.DOWN
                    || rounding == Rounding.TO_ODD || rounding == Rounding.HYSTERESIS && previous <= x;
            return saturate || towardZero && !Double.isInfinite(x) ? max : Double.NaN;
        }
        return Math.max(rounded, magnitudes[0].doubleValue());
    }
}
