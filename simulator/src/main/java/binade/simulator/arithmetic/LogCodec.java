package binade.simulator.arithmetic;

import binade.formats.TableFormat;

/**
 * Codes of a logarithmic format, number-formats 12.
 *
 * <pre>
 *   [ s | L: n - 1 bits in two's complement, r of them fraction ]     zero = 0 10...0     NaN = 1 10...0
 * </pre>
 */
final class LogCodec {
    private final int width;
    private final int fractionBits;
    private final long lowest;

    LogCodec(TableFormat format) {
        width = format.width();
        fractionBits = Integer.parseInt(format.id().substring(format.id().indexOf('_') + 1));
        lowest = -(1L << (width - 2));
    }

    int fractionBits() {
        return fractionBits;
    }

    /** The reserved logarithm of zero and NaN, in units of 2^-r. */
    long lowest() {
        return lowest;
    }

    ExactNumber decode(long code) {
        if (code >>> width != 0) {
            throw new IllegalArgumentException("code " + Long.toHexString(code) + " has more than " + width + " bits");
        }
        boolean negative = code >>> (width - 1) != 0;
        long logarithm = code << (65 - width) >> (65 - width);
        if (logarithm == lowest) {
            return negative ? new ExactNumber.NotANumber(false) : new ExactNumber.Zero(false);
        }
        return Powers.of(negative, logarithm, fractionBits);
    }

    long encode(boolean negative, long logarithm) {
        return logarithm & (1L << (width - 1)) - 1 | (negative ? 1L << (width - 1) : 0);
    }
}
