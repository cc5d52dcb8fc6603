package binade.simulator.training.recipe;

import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.SignFormat;
import java.util.Locale;

/**
 * How tensors of one role are quantized. No rule at all means binary32.
 *
 * @param method how values are chosen
 * @param format of the values; null for methods that need none
 * @param rounding how a value between two others becomes one of them
 * @param scale where the scale comes from
 * @param exponent of a fixed scale; else 0
 * @param room empty top binades of the scale
 * @param perChannel one scale per output channel of convolution weights, else one per tensor
 * @param randomBits N of stochastic roundings
 * @param history steps that a delayed scale remembers
 * @param clipDecay weight of alpha^2 / 2 in the loss, alpha the learned clip of method pact; else 0
 * @param twoTerm the network input, or the last error, as q(x) + q(x - q(x)); else as any other
 */
public record TensorRule(
        Method method, Format format, Rounding rounding, ScaleRule scale, int exponent, int room, boolean perChannel,
        int randomBits, int history, boolean twoTerm, double clipDecay) {
    public static final int RANDOM_BITS = 16;
    public static final int HISTORY = 16;
    private static final int MAX_ROOM = 64;
    private static final int MAX_HISTORY = 1024;
    /** Bits of integers with a learned scale. */
    private static final int MAX_LEARNED = 8;

    /** How values are chosen. */
    public enum Method {
        /** Rounded into the format. */
        ROUND,
        /** +1 or -1: BinaryConnect and binarized networks; stochastic: +1 with probability clamp((w + 1) / 2, 0, 1). */
        SIGN,
        /** Learned W_p and W_n and zero (Zhu et al., ICLR 2017). */
        TTQ,
        /** Integers times a learned step (Esser et al., ICLR 2020). */
        LSQ,
        /** Integers from 0 to a learned clip (Choi et al. 2018). */
        PACT,
        /** A sign and a power of two from 2^-15 to 1 (Elhoushi et al. 2021). */
        SHIFT;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the scale is trained. */
        public boolean isLearned() {
            return this == LSQ || this == PACT;
        }

        boolean takesFormat() {
            return this == ROUND || isLearned();
        }
    }

    /** A rule that does not hold together: which field, and what is wrong. */
    public static final class RuleException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final String field;

        RuleException(String field, String reason) {
            super(reason);
            this.field = field;
        }

        /** The field to mend. */
        public String field() {
            return field;
        }
    }

    public TensorRule {
        require(room >= 0 && room <= MAX_ROOM, "room", room + " is not from 0 to " + MAX_ROOM);
        require(exponent == 0 || scale == ScaleRule.FIXED, "exponent", "is for scale fixed");
        require(randomBits >= 1 && randomBits <= 32, "random_bits", randomBits + " is not from 1 to 32");
        require(history >= 1 && history <= MAX_HISTORY, "history", history + " is not from 1 to " + MAX_HISTORY);
        require((format != null) == method.takesFormat(), "format",
                method.takesFormat() ? "is missing" : "method " + method.id() + " takes none");
        require(clipDecay >= 0 && clipDecay < Double.POSITIVE_INFINITY, "clip_decay", clipDecay + " is not a finite number from 0 on");
        require(clipDecay == 0 || method == Method.PACT, "clip_decay", "is for method pact");
        if (method.isLearned()) {
            checkLearned(method, format, rounding, scale);
        }
        if (scale == ScaleRule.FIXED) {
            checkFixed(format, exponent, room);
        }
        if (method == Method.ROUND) {
            checkFormat(format, rounding, scale);
        }
    }

    /**
     * Values to nearest, each tensor with the scale that is the format's own way: an exact one with headroom where the format
     * has a shared scale, its blocks' own, or none; input and last error in two terms.
     *
     * @throws RuleException if a training cannot use the format
     */
    public static TensorRule plain(Format format, int room) {
        ScaleRule scale = defaultScale(format);
        return new TensorRule(
                Method.ROUND, format, Rounding.NEAREST_EVEN, scale, 0, scale == ScaleRule.EXACT ? room : 0, false, RANDOM_BITS,
                HISTORY, true, 0);
    }

    private static void require(boolean condition, String field, String reason) {
        if (!condition) {
            throw new RuleException(field, reason);
        }
    }

    private static void checkLearned(Method method, Format format, Rounding rounding, ScaleRule scale) {
        boolean integer = format instanceof GridFormat g && g.family() == GridFormat.Family.INTEGER && g.width() <= MAX_LEARNED;
        require(integer && (method == Method.LSQ || least(format) == 0), "format", format.id() + " has no place in method "
                + method.id() + "; allowed: " + (method == Method.LSQ ? "int2 to int8, " : "") + "uint2 to uint8");
        require(rounding == Rounding.NEAREST_EVEN, "rounding", "method " + method.id() + " rounds to nearest; allowed: rne");
        require(scale == ScaleRule.NONE, "scale", "method " + method.id() + " learns its own; allowed: none");
    }

    /** The least integer of an integer format: -2^(b-1), or 0 if it is unsigned. */
    public static float least(Format format) {
        return ((GridFormat) format).limits().min() < 0 ? -(1 << format.width() - 1) : 0;
    }

    /** The greatest integer of an integer format. */
    public static float greatest(Format format) {
        return least(format) < 0 ? (1 << format.width() - 1) - 1 : (1 << format.width()) - 1;
    }

    private static void checkFixed(Format format, int exponent, int room) {
        boolean scalable = format instanceof GridFormat grid && grid.scalable();
        require(scalable, "scale", "fixed is for formats with a shared scale");
        require(room == 0, "room", "a fixed scale takes none");
        require(Quantizer.nearest((GridFormat) format, 0).clampScale(exponent) == exponent, "exponent",
                exponent + " is beyond the scales of " + format.id());
    }

    private static void checkFormat(Format format, Rounding rounding, ScaleRule scale) {
        String name = rounding.id() + " is not defined for " + format.id();
        switch (format) {
            case BlockFormat block -> {
                require(scale == ScaleRule.BLOCK, "scale", block.id() + " derives its scales by its own rule; allowed: block");
                require(rounding == Rounding.NEAREST_EVEN, "rounding", name + " in training; allowed: rne");
            }
            case SignFormat sign -> {
                require(scale == ScaleRule.EXACT, "scale", sign.id() + " takes its scale from the tensor; allowed: exact");
                require(sign.roundings().contains(rounding), "rounding", name + "; allowed: "
                        + String.join(" ", sign.roundings().stream().map(Rounding::id).toList()));
            }
            case ScalarFormat scalar -> {
                require(scalar.fitsBinary32(), "format", "values of " + scalar.id() + " are no binary32 numbers");
                boolean grid = scalar instanceof GridFormat;
                require(scale != ScaleRule.BLOCK, "scale", scalar.id() + " is no block format");
                require(scale != ScaleRule.TRACKED || scalar.scalable(), "scale",
                        scalar.id() + " has no shared scale to track; allowed: none exact delayed");
                require(scale != ScaleRule.NONE || !scalar.scalable(), "scale",
                        scalar.id() + " has a shared scale; allowed: exact tracked delayed fixed");
                require(scale == ScaleRule.NONE || grid, "scale", scalar.id() + " is no grid; allowed: none");
                require(grid || rounding == Rounding.NEAREST_EVEN, "rounding", name + " in training; allowed: rne");
            }
            default -> throw new RuleException("format", format.id() + " cannot be used in training");
        }
    }

    /**
     * Refuses what a role does not allow.
     *
     * @throws RuleException naming the field
     */
    void checkRole(Role role) {
        boolean weight = role == Role.WEIGHT;
        require(rounding != Rounding.HYSTERESIS || weight, "rounding", "hysteresis is for weights");
        require(!perChannel || weight, "granularity", "channel is for weights; allowed: tensor");
        boolean weightOnly = method == Method.TTQ || method == Method.SHIFT;
        require(!weightOnly || weight, "method", method.id() + " is for weights");
        require(method != Method.LSQ || weight || role == Role.ACTIVATION, "method", "lsq is for weights and activations");
        require(method != Method.PACT || role == Role.ACTIVATION, "method", "pact is for activations");
        require(method != Method.SIGN || weight || role == Role.ACTIVATION, "method", "sign is for weights and activations");
        require(!(format instanceof SignFormat) || weight, "format", (format == null ? "" : format.id()) + " is for weights");
        boolean plain = format instanceof GridFormat && (scale == ScaleRule.NONE || scale == ScaleRule.EXACT);
        require(role != Role.UPDATE && role != Role.MASTER || plain, "format",
                "optimizer state takes floats, lists and integers with scale none or exact");
        require(role == Role.ACTIVATION || scale != ScaleRule.FIXED, "scale", "fixed is for activations");
        require(!weight || scale != ScaleRule.DELAYED, "scale", "delayed is not for weights");
        require(role != Role.ERROR || rounding.operand() != Rounding.Operand.RANDOM || format instanceof GridFormat, "rounding",
                "stochastic rounding needs a grid");
    }

    /** The scale rule that is meant where none is given. */
    static ScaleRule defaultScale(Format format) {
        return switch (format) {
            case BlockFormat _ -> ScaleRule.BLOCK;
            case ScalarFormat scalar when !scalar.scalable() -> ScaleRule.NONE;
            default -> ScaleRule.EXACT;
        };
    }

    /** {@code log4 hysteresis tracked channel}, for titles. */
    public String text() {
        return (format != null ? format.id() : method.id()) + (method.isLearned() ? " " + method.id() : "")
                + (rounding == Rounding.NEAREST_EVEN ? "" : " " + rounding.id())
                + (scale == ScaleRule.NONE || scale == ScaleRule.BLOCK || format == null
                        ? "" : " " + scale.name().toLowerCase(Locale.ROOT));
    }
}
