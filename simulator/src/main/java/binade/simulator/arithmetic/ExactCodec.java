package binade.simulator.arithmetic;

import binade.formats.BlockFormat;
import binade.formats.Encoding.Specials;
import binade.formats.Format;
import binade.formats.Fraction;
import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
import binade.formats.SignFormat;
import binade.formats.TableFormat;
import binade.formats.WideFormat;
import java.math.BigInteger;

/** Codes of a format to exact numbers. */
@FunctionalInterface
interface ExactCodec {
    /** @throws IllegalArgumentException if the code is wider than the format or names no value */
    ExactNumber decode(long code);

    /** The codes of a format at a scale. */
    static ExactCodec of(Format format, int scale) {
        return switch (format) {
            case GridFormat grid -> code -> isSignalling(code, grid)
                    ? new ExactNumber.NotANumber(true)
                    : exact(grid.decode(code), scale);
            case TableFormat table when table.family() == Family.LNS -> new LogCodec(table)::decode;
            case TableFormat table -> code -> exact(table.decode(code), 0);
            case WideFormat wide -> code -> exact(code, wide);
            case SignFormat signs -> throw new AssertionError("refused by Projection: " + signs);
            case BlockFormat blocks -> throw new AssertionError("refused by Projection: " + blocks);
        };
    }

    private static ExactNumber exact(long code, WideFormat f) {
        return switch (f.classify(code)) {
            case NAN -> new ExactNumber.NotANumber(false);
            case ZERO -> new ExactNumber.Zero(false);
            case INFINITE -> new ExactNumber.Infinity(f.isNegative(code));
            case NORMAL, SUBNORMAL -> {
                Fraction v = f.value(code);
                yield new ExactNumber.Rational(v.negative(), v.numerator(), v.denominator());
            }
        };
    }

    private static ExactNumber exact(double v, int scale) {
        if (Double.isNaN(v)) {
            return new ExactNumber.NotANumber(false);
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
    private static boolean isSignalling(long code, GridFormat format) {
        if (format.encoding().specials() != Specials.IEEE || !Double.isNaN(format.decode(code))) {
            return false;
        }
        int trailingBits = Long.numberOfTrailingZeros(format.encode(Double.POSITIVE_INFINITY));
        return (code >> (trailingBits - 1) & 1) == 0;
    }
}
