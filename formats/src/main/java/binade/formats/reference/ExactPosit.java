package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;

/**
 * Posits as strings of bits, letter by letter as their standard (2022) describes them; number-formats 11.
 */
public final class ExactPosit implements ExactDefinition {
    private final int n;
    private final int es;

    public ExactPosit(int n, int es) {
        this.n = n;
        this.es = es;
    }

    /** The nearest posit; there is no other rounding and no overflow. */
    @Override
    public double round(double x, Rounding rounding, Overflow overflow, long r, int bits, double previous) {
        if (rounding != Rounding.NEAREST_EVEN) {
            throw new IllegalArgumentException("posits are rounded to nearest, not " + rounding.id());
        }
        BigDecimal value = decode(encode(x));
        return value == null ? Double.NaN : value.doubleValue();
    }

    @Override
    public BigDecimal above(BigDecimal a, boolean negative) {
        int low = 0; // posits ascend with their codes
        int high = 1 << (n - 1);
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (decode(middle).compareTo(a) > 0) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high == 1 << (n - 1) ? null : decode(high);
    }

    /** The value of a code; null is NaR. */
    public BigDecimal decode(int code) {
        return decode(code, n);
    }

    private BigDecimal decode(int code, int bits) {
        if (code == 0) {
            return BigDecimal.ZERO;
        }
        if (code == 1 << (bits - 1)) {
            return null;
        }
        if (code > 1 << (bits - 1)) {
            return decode((1 << bits) - code, bits).negate();
        }
        StringBuilder s = new StringBuilder(Integer.toBinaryString(1 << bits | code).substring(2)); // without the sign
        char first = s.charAt(0);
        int run = 0;
        while (!s.isEmpty() && s.charAt(0) == first) {
            s.deleteCharAt(0);
            run++;
        }
        int k = first == '1' ? run - 1 : -run;
        if (!s.isEmpty()) {
            s.deleteCharAt(0); // the bit that ends the regime
        }
        int e = 0;
        for (int i = 0; i < es; i++) {
            e *= 2;
            if (!s.isEmpty()) {
                e += s.charAt(0) - '0';
                s.deleteCharAt(0);
            }
        }
        BigDecimal significand = BigDecimal.ONE;
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) == '1') {
                significand = significand.add(ExactFormat.power(-i - 1));
            }
        }
        return significand.multiply(ExactFormat.power(k * (1 << es) + e));
    }

    /** The code nearest to x on the string of bits: the boundary above code c is the posit 2c + 1 of one bit more. */
    public int encode(double x) {
        int nar = 1 << (n - 1);
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return nar;
        }
        if (x == 0) {
            return 0;
        }
        if (x < 0) {
            return 2 * nar - encode(-x);
        }
        BigDecimal exact = new BigDecimal(x);
        int low = 1; // non-zero numbers never become zero
        int high = nar - 1;
        while (low < high) {
            int c = (low + high) / 2;
            int side = exact.compareTo(decode(2 * c + 1, n + 1));
            if (side > 0 || side == 0 && c % 2 != 0) {
                low = c + 1;
            } else {
                high = c;
            }
        }
        return low;
    }
}
