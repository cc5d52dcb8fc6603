package binade.simulator.quantize;

import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
import binade.formats.ScalarFormat;
import java.util.Locale;

/**
 * How a tensor is written down.
 *
 * @param format of the values. Integers under scale (and zero point, if not symmetric); other scalars of at most 8 bits under
 *     a scale that brings the clip range to their largest value; wider scalars, posits and logarithmic numbers without scale;
 *     blocks under scales of their own rule
 * @param granularity which values share a scale; activations: the tensor
 * @param symmetric whether the range is -c ... c, without zero point; formats other than integers always are
 * @param rule which range is kept
 */
public record TensorScheme(Format format, Granularity granularity, boolean symmetric, RangeRule rule) {
    private static final int NARROW = 8;

    public TensorScheme {
        if (!(format instanceof BlockFormat || format instanceof ScalarFormat s && s.fitsBinary32())) {
            throw new IllegalArgumentException("format " + format.id() + " cannot hold a quantized tensor; allowed: scalar"
                    + " formats of binary32 numbers and block formats");
        }
        if (symmetric && isUnsigned(format)) {
            throw new IllegalArgumentException(format.id() + " has no negative values; it must be affine, not symmetric");
        }
        if (rule instanceof RangeRule.Kl && !isInteger(format)) {
            throw new IllegalArgumentException("observer kl counts evenly spaced levels; " + format.id()
                    + " has none, use mse, percentile or min-max");
        }
        if (!hasRange(format) && !(rule instanceof RangeRule.MinMax)) {
            throw new IllegalArgumentException(
                    format.id() + " has no range to be set; its observer must be min-max, not " + rule.id());
        }
    }

    /** Symmetric, a scale per channel, from the least to the greatest value. */
    public static TensorScheme of(Format format) {
        return new TensorScheme(format, Granularity.CHANNEL, true, RangeRule.MIN_MAX);
    }

    /** The same with another format; a rule that it cannot have gives way to min-max. */
    public TensorScheme withFormat(Format other) {
        boolean fits = rule instanceof RangeRule.Kl ? isInteger(other) : hasRange(other);
        boolean same = !isUnsigned(other) && (symmetric || !isInteger(other));
        return new TensorScheme(other, granularity, same, fits ? rule : RangeRule.MIN_MAX);
    }

    public TensorScheme withGranularity(Granularity other) {
        return new TensorScheme(format, other, symmetric, rule);
    }

    public TensorScheme withSymmetric(boolean other) {
        return new TensorScheme(format, granularity, other, rule);
    }

    public TensorScheme withRule(RangeRule other) {
        return new TensorScheme(format, granularity, symmetric, other);
    }

    /** A format by its id; {@code nf4} is the block format. */
    public static Format parseFormat(String id) {
        return id.strip().toLowerCase(Locale.ROOT).equals("nf4") ? Formats.block("nf4") : Formats.any(id);
    }

    boolean isInteger() {
        return isInteger(format);
    }

    /** Whether a clip range has any effect. */
    boolean hasRange() {
        return hasRange(format);
    }

    private static boolean isInteger(Format format) {
        return format instanceof GridFormat g && g.family() == Family.INTEGER;
    }

    private static boolean isUnsigned(Format format) {
        return isInteger(format) && ((GridFormat) format).limits().min() >= 0;
    }

    private static boolean hasRange(Format format) {
        return switch (format) {
            case GridFormat g -> g.width() <= NARROW || isInteger(g);
            case ScalarFormat s -> s.family() == Family.CODEBOOK;
            default -> false;
        };
    }

    /** {@code int8 channel affine mse}, for titles. */
    public String text() {
        if (!hasRange()) {
            return format.id();
        }
        return format.id() + " " + granularity.id() + (isInteger() && !symmetric ? " affine" : "")
                + (rule instanceof RangeRule.MinMax ? "" : " " + rule.id());
    }
}
