package binade.formats.kernel;

import binade.formats.GridFormat.Family;
import binade.formats.TableFormat;

/**
 * Posits by integer arithmetic on binary32 bit patterns. Immutable.
 *
 * <p>The bits of a magnitude, exponent field made to start at a multiple of 2^es, are the string that a posit cuts off:
 *
 * <pre>
 *   v = bits + 2^23 = [ k + 128 / 2^es | es exponent bits | 23 fraction bits ]      tail: the last es + 23 bits
 *   d = bits of the tail beyond the n of the posit, which grow with the regime: es + 26 - n + max(k, ~k)
 *   round v to a multiple of 2^d; carries do the right thing
 * </pre>
 *
 * <p>On a tie the even code wins: the last bit kept, or where no bit of the tail is kept the bit that ends the regime, 0
 * for k >= 0 and 1 for k < 0. There bit d of v is the parity of k, right for odd n; {@link #parity} turns it for even n.
 * Magnitudes are first bounded by the smallest posit and by the number below the largest.
 */
final class PositBits {
    private static final int FRACTION_BITS = 23;
    private static final int BIAS_STEP = 1 << FRACTION_BITS;
    private static final int INFINITY = 0x7f800000;
    private static final int MAGNITUDE = 0x7fffffff;

    final int n;
    /** Bits of the smallest posit, and of the number below the largest one. */
    final int least;

    final int most;
    /** Exponent and fraction bits of binary32 below k. */
    final int tail;
    /** What v holds for k = 0. */
    final int origin;
    /** Discarded bits less one for k = 0 and -1. */
    final int discard;
    /** Added to v where its bit d is asked for. */
    final int parity;

    PositBits(int n, int es) {
        this.n = n;
        int largest = n - 2 << es;
        least = 127 - largest << FRACTION_BITS;
        most = (127 + largest << FRACTION_BITS) - 1;
        tail = es + FRACTION_BITS;
        origin = 128 >> es;
        discard = es + 25 - n;
        parity = (n & 1) == 0 ? 1 << tail : 0;
    }

    /** Of a posit format; null for any other. */
    static PositBits of(TableFormat format) {
        if (format.family() != Family.POSIT) {
            return null;
        }
        int n = format.width();
        int largest = Math.getExponent(format.value(format.size() - 1)); // (n - 2) 2^es
        return new PositBits(n, Integer.numberOfTrailingZeros(largest / (n - 2)));
    }

    /** The nearest posit. */
    float round(float x) {
        int b = Float.floatToRawIntBits(x);
        int a = b & MAGNITUDE;
        if (a == 0 || a >= INFINITY) {
            return a == 0 ? 0 : Float.NaN;
        }
        int v = Math.clamp(a, least, most) + BIAS_STEP;
        int k = (v >>> tail) - origin;
        int d = Math.max(k, ~k) + discard;
        int half = 1 << d;
        int odd = v + parity >>> d >>> 1 & 1;
        int r = v + half - 1 + odd & -(half + half);
        return Float.intBitsToFloat(r - BIAS_STEP | b & ~MAGNITUDE);
    }

    /** The code of the nearest posit, as a signed integer. */
    int encode(float x) {
        int b = Float.floatToRawIntBits(x);
        int a = b & MAGNITUDE;
        if (a == 0 || a >= INFINITY) {
            return a == 0 ? 0 : -1 << n - 1;
        }
        int v = Math.clamp(a, least, most) + BIAS_STEP;
        int k = (v >>> tail) - origin;
        int d = Math.max(k, ~k) + discard;
        int half = 1 << d;
        int odd = v + parity >>> d >>> 1 & 1;
        int q = (v & (1 << tail) - 1) + half - 1 + odd >>> d >>> 1;
        int unit = 1 << tail - 1 - d; // the code of the regime's end
        int code = q + (k < 0 ? unit : (1 << n - 1) - 2 * unit);
        return b < 0 ? -code : code;
    }

    /** The value of a code, given as a signed integer. */
    float decode(int code) {
        int a = Math.abs(code);
        if (code == 0 || a == 1 << n - 1) {
            return code == 0 ? 0 : Float.NaN;
        }
        int w = a << 33 - n; // regime on top
        int run = Integer.numberOfLeadingZeros(w ^ w >> 31);
        int k = w < 0 ? run - 1 : -run;
        int rest = w << 1 << run;
        return Float.intBitsToFloat((k << tail) + (rest >>> 32 - tail) + (127 << FRACTION_BITS) | code & ~MAGNITUDE);
    }
}
