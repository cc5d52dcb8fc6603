package binade.formats.reference;

import java.math.BigDecimal;
import java.math.BigInteger;

/** Logarithmic numbers by comparing powers of integers, without a logarithm; number-formats 12. */
public final class ExactLog {
    private final int n;
    private final int r;

    public ExactLog(int n, int r) {
        this.n = n;
        this.r = r;
    }

    private int half() {
        return 1 << (n - 2);
    }

    /** The logarithm of a code's magnitude in units of 2^-r; zero and NaN have the smallest one. */
    public int logarithm(int code) {
        int bits = n - 1;
        int field = code & (1 << bits) - 1;
        return field >= 1 << (bits - 1) ? field - (1 << bits) : field;
    }

    /**
     * The saturated code nearest to x: k = round(y / 2) with y = log2|x| 2^(r+1), and floor(y) is the length of the
     * integer x^(2^(r+1)).
     */
    public int encode(double x) {
        if (Double.isNaN(x)) {
            return 3 * half();
        }
        int sign = x < 0 ? 2 * half() : 0;
        int max = half() - 1;
        if (Double.isInfinite(x)) {
            return sign | max;
        }
        if (x == 0) {
            return half();
        }
        BigDecimal exact = new BigDecimal(x).abs();
        int e = 1100;
        BigInteger integer = exact.multiply(ExactFormat.power(e)).toBigIntegerExact();
        int power = 1 << (r + 1);
        long floor = integer.pow(power).bitLength() - 1L - (long) e * power;
        long k = Math.floorDiv(floor + 1, 2);
        return k <= -half() ? half() : sign | (int) Math.min(k, max) & 2 * half() - 1;
    }

    /** Whether v is the binary64 number nearest to 2^(l / 2^r). */
    public boolean isNearest(double v, int l) {
        BigDecimal half = new BigDecimal("0.5");
        BigDecimal low = new BigDecimal(v).add(new BigDecimal(Math.nextDown(v))).multiply(half);
        BigDecimal high = new BigDecimal(v).add(new BigDecimal(Math.nextUp(v))).multiply(half);
        BigDecimal target = ExactFormat.power(l);
        return low.pow(1 << r).compareTo(target) <= 0 && high.pow(1 << r).compareTo(target) >= 0;
    }
}
