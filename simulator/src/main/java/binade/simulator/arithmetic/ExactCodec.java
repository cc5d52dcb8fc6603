package binade.simulator.arithmetic;

import binade.formats.Encoding;
import binade.formats.Encoding.Specials;
import binade.formats.Grid;
import binade.formats.GridFormat;
import java.math.BigInteger;

/** Codes of a format at a scale to exact numbers. */
final class ExactCodec {
    private final Encoding encoding;
    private final Grid grid;
    private final int scale;

    ExactCodec(GridFormat format, int scale) {
        encoding = format.encoding();
        grid = format.grid();
        this.scale = scale;
    }

    ExactNumber decode(long code) {
        double v = encoding.decode(code, grid);
        if (Double.isNaN(v)) {
            return new ExactNumber.NotANumber(isSignalling(code));
        }
        if (Double.isInfinite(v)) {
            return new ExactNumber.Infinity(v < 0);
        }
        if (v == 0) {
            return new ExactNumber.Zero(1 / v < 0);
        }
        int ulp = Math.getExponent(v) < Double.MIN_EXPONENT ? Double.MIN_EXPONENT - 52 : Math.getExponent(v) - 52;
        long significand = (long) Math.scalb(Math.scalb(v, -(ulp / 2)), -(ulp - ulp / 2)); // one step could overflow
        return ExactNumber.dyadic(BigInteger.valueOf(significand), ulp + scale);
    }

    /** Quiet bit clear: the leading bit of the trailing significand field. IEEE 754-2019 section 6.2.1. */
    private boolean isSignalling(long code) {
        if (encoding.specials() != Specials.IEEE) {
            return false;
        }
        int trailingBits = Long.numberOfTrailingZeros(encoding.encode(Double.POSITIVE_INFINITY, grid));
        return (code >> (trailingBits - 1) & 1) == 0;
    }
}
