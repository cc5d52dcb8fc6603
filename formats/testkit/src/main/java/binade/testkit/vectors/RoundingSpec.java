package binade.testkit.vectors;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.ScalarRounding;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What an implementation is supposed to compute.
 *
 * <pre>
 *   RoundingSpec.of("e4m3fn")                                             nearest even, the format's own overflow rule
 *   RoundingSpec.of("fp16").with(Rounding.STOCHASTIC_A, 8).with(Overflow.SAT_FINITE)
 * </pre>
 *
 * @param format into which
 * @param scale the shared exponent of lists and integers; 0 for others
 * @param rounding how
 * @param overflow beyond the range
 * @param randomBits N of the stochastic rules, 1 to 48
 */
public record RoundingSpec(ScalarFormat format, int scale, Rounding rounding, Overflow overflow, int randomBits) {
    /** N where none is given. */
    public static final int DEFAULT_RANDOM_BITS = 24;

    /** @throws IllegalArgumentException if the format does not know the rounding or the scale */
    public RoundingSpec {
        if (!format.supports(rounding)) {
            throw new IllegalArgumentException("rounding " + rounding.id() + " is not defined for " + format.id()
                    + "; allowed: " + Arrays.stream(Rounding.values()).filter(format::supports).map(Rounding::id)
                            .collect(Collectors.joining(" ")));
        }
        if (scale != format.defaultScale() && !format.scalable()) {
            throw new IllegalArgumentException(
                    "format " + format.id() + " has no shared scale; lists and integers have one");
        }
        if (format.scalable() && (scale < format.minScale() || scale > format.maxScale())) {
            throw new IllegalArgumentException("scale " + scale + " is outside " + format.minScale() + " to "
                    + format.maxScale() + ", where all values of " + format.id() + " are binary32 numbers");
        }
        if (randomBits < 1 || randomBits > 48) {
            throw new IllegalArgumentException("random bits " + randomBits + "; allowed: 1 to 48");
        }
    }

    /** Nearest even into the format of this id, at its default scale and with its own overflow rule. */
    public static RoundingSpec of(String id) {
        return of(Formats.scalar(id));
    }

    /** Nearest even, at the format's default scale and with its own overflow rule. */
    public static RoundingSpec of(ScalarFormat format) {
        return new RoundingSpec(
                format, format.defaultScale(), Rounding.NEAREST_EVEN, format.defaultOverflow(), DEFAULT_RANDOM_BITS);
    }

    public RoundingSpec with(Rounding other) {
        return new RoundingSpec(format, scale, other, overflow, randomBits);
    }

    public RoundingSpec with(Rounding other, int bits) {
        return new RoundingSpec(format, scale, other, overflow, bits);
    }

    public RoundingSpec with(Overflow other) {
        return new RoundingSpec(format, scale, rounding, other, randomBits);
    }

    public RoundingSpec atScale(int other) {
        return new RoundingSpec(format, other, rounding, overflow, randomBits);
    }

    /** Whether inputs and results are binary64 numbers, because some value is no binary32 number. */
    public boolean wide() {
        return !format.fitsBinary32();
    }

    /** The value of a code, at the scale. */
    public double decode(long code) {
        return Math.scalb(format.decode(code), scale);
    }

    /** The code of a value at the scale. */
    public long encode(double value) {
        return format.encode(Math.scalb(value, -scale));
    }

    public double max() {
        return Math.scalb(format.limits().max(), scale);
    }

    public double min() {
        return Math.scalb(format.limits().min(), scale);
    }

    public double smallestPositive() {
        return Math.scalb(format.limits().smallestPositive(), scale);
    }

    public double smallestNormal() {
        return Math.scalb(format.limits().smallestNormal(), scale);
    }

    /** The smallest value above x, as {@link ScalarFormat#nextUp}, at the scale. */
    public double nextUp(double x) {
        return Math.scalb(format.nextUp(Math.scalb(x, -scale)), scale);
    }

    /** The largest value below x, as {@link ScalarFormat#nextDown}, at the scale. */
    public double nextDown(double x) {
        return Math.scalb(format.nextDown(Math.scalb(x, -scale)), scale);
    }

    /** The input number nearest to v: binary32, or binary64 for wide formats. */
    public double toInput(double v) {
        return wide() ? v : (float) v;
    }

    /** The input number some steps above (below) v. */
    public double step(double v, int ulps) {
        double x = toInput(v);
        for (int i = Math.abs(ulps); i > 0; i--) {
            double to = ulps > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            x = wide() ? Math.nextAfter(x, to) : Math.nextAfter((float) x, to);
        }
        return x;
    }

    /** What the library computes: the shipped method, not the reference. */
    public double library(double x, long random, double previous) {
        return format instanceof GridFormat g
                ? ScalarRounding.round(
                        x, g.grid().scaledBy(scale), g.encoding(), rounding, overflow, random, randomBits, previous)
                : format.round(x, rounding, overflow, random, randomBits, previous);
    }

    /** Whether two results are the same: NaN as a class, zeros by value in formats without -0, all else as bits. */
    public boolean agree(double expected, double got) {
        return Double.doubleToLongBits(expected) == Double.doubleToLongBits(got)
                || expected == 0 && got == 0 && !format.limits().negativeZero();
    }

    /**
     * How far apart two results are, in steps of the format at the expected one towards the other; infinite if one is
     * NaN or infinite, 0 for zeros of different sign.
     */
    public double distance(double expected, double got) {
        if (agree(expected, got) || expected == got) {
            return 0;
        }
        if (!Double.isFinite(expected) || !Double.isFinite(got)) {
            return Double.POSITIVE_INFINITY;
        }
        double towards = got > expected ? nextUp(expected) : nextDown(expected);
        if (!Double.isFinite(towards) || towards == expected) {
            towards = got > expected ? nextDown(expected) : nextUp(expected);
        }
        return Math.abs((got - expected) / (towards - expected));
    }

    @Override
    public String toString() {
        return format.id() + " " + rounding.id() + " " + overflow.id() + (format.scalable() ? " at scale " + scale : "");
    }
}
