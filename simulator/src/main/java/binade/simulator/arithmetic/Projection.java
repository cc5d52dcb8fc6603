package binade.simulator.arithmetic;

import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.util.Objects;

/**
 * How an exact result becomes a code ("projection" is IEEE P3109's word): round, then check the range, then encode.
 *
 * @param format into which
 * @param scale the shared power-of-two exponent; 0 where the format has none
 * @param rounding how; the rules that take no operand, and the stochastic rules on magnitudes
 * @param overflow what lies beyond the range
 * @param randomBits N of the stochastic rules, 1 to 48
 */
public record Projection(GridFormat format, int scale, Rounding rounding, Overflow overflow, int randomBits) {
    /** N of the stochastic rules where none is given. */
    public static final int DEFAULT_RANDOM_BITS = 24;

    public static final int MAX_RANDOM_BITS = 48;

    public Projection {
        Objects.requireNonNull(format);
        Objects.requireNonNull(overflow);
        checkFormat(format);
        checkRounding(rounding);
        checkScale(format, scale);
        if (randomBits < 1 || randomBits > MAX_RANDOM_BITS) {
            throw new IllegalArgumentException(
                    randomBits + " random bits; 1 to " + MAX_RANDOM_BITS + " are allowed");
        }
    }

    /** To nearest, ties to even, at the format's default scale and with its default overflow rule. */
    public static Projection of(GridFormat format) {
        return of(format, Rounding.NEAREST_EVEN, format.defaultOverflow());
    }

    /** At the format's default scale. */
    public static Projection of(GridFormat format, Rounding rounding, Overflow overflow) {
        return new Projection(format, format.defaultScale(), rounding, overflow, DEFAULT_RANDOM_BITS);
    }

    /**
     * @throws IllegalArgumentException for the rules that round a stored number rather than a result: hysteresis, and
     *     the stochastic rule on signed values
     */
    public static void checkRounding(Rounding rounding) {
        switch (rounding) {
            case NEAREST_EVEN, NEAREST_AWAY, TOWARD_ZERO, UP, DOWN, TO_ODD, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C -> { }
            case STOCHASTIC, HYSTERESIS -> throw new IllegalArgumentException("rounding " + rounding.id()
                    + " is a rule for stored tensors, not for results of operations;"
                    + " allowed: rne rna rtz ru rd rto sr-a sr-b sr-c");
        }
    }

    /** @throws IllegalArgumentException for formats with rules of their own that this arithmetic does not know yet */
    static void checkFormat(GridFormat format) {
        if (format.encoding().isP3109() || !format.encoding().hasZero()) {
            throw new IllegalArgumentException("arithmetic in format " + format.id()
                    + " is not supported; P3109 formats and e8m0fnu have overflow rules and ties of their own");
        }
    }

    static void checkScale(GridFormat format, int scale) {
        int fixed = format.defaultScale();
        if (!format.scalable() && scale != fixed) {
            throw new IllegalArgumentException(
                    "format " + format.id() + " has no shared scale; lists and integers have one");
        }
        if (format.scalable() && scale != fixed && (scale < format.minScale() || scale > format.maxScale())) {
            throw new IllegalArgumentException("scale " + scale + " of format " + format.id() + " is outside "
                    + format.minScale() + " to " + format.maxScale());
        }
    }

    /** Whether the rounding takes a random integer R with each operation. */
    public boolean isStochastic() {
        return rounding.operand() == Rounding.Operand.RANDOM;
    }

    /** The values. */
    public Grid grid() {
        return format.grid().scaledBy(scale);
    }
}
