package binade.simulator.arithmetic;

import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.SignFormat;
import binade.formats.WideFormat;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How an exact result becomes a code ("projection" is IEEE P3109's word): round, then check the range, then encode.
 *
 * @param format into which: a scalar format, or a P3109 format beyond binary64
 * @param scale the shared power-of-two exponent; 0 where the format has none
 * @param rounding how; the rules that take no operand, and the stochastic rules on magnitudes
 * @param overflow what lies beyond the range
 * @param randomBits N of the stochastic rules, 1 to 48
 */
public record Projection(Format format, int scale, Rounding rounding, Overflow overflow, int randomBits) {
    /** N of the stochastic rules where none is given. */
    public static final int DEFAULT_RANDOM_BITS = 24;

    public static final int MAX_RANDOM_BITS = 48;

    public Projection {
        Objects.requireNonNull(format);
        Objects.requireNonNull(overflow);
        checkFormat(format);
        checkRounding(format, rounding);
        checkOverflow(format, overflow);
        checkScale(format, scale);
        if (randomBits < 1 || randomBits > MAX_RANDOM_BITS) {
            throw new IllegalArgumentException(
                    randomBits + " random bits; 1 to " + MAX_RANDOM_BITS + " are allowed");
        }
    }

    /** To nearest, ties to even, at the format's default scale and with its default overflow rule. */
    public static Projection of(Format format) {
        return of(format, Rounding.NEAREST_EVEN, defaultOverflow(format));
    }

    /** The overflow rule that is meant where none is given. */
    public static Overflow defaultOverflow(Format format) {
        return switch (format) {
            case ScalarFormat scalar -> scalar.defaultOverflow();
            case WideFormat wide -> wide.defaultOverflow();
            case SignFormat signs -> throw noScalar(signs);
            case BlockFormat blocks -> throw noScalar(blocks);
        };
    }

    private static IllegalArgumentException noScalar(Format format) {
        return new IllegalArgumentException(
                "format " + format.id() + " has no numbers of its own: its scales come from a tensor");
    }

    /** At the format's default scale. */
    public static Projection of(Format format, Rounding rounding, Overflow overflow) {
        return new Projection(format, defaultScale(format), rounding, overflow, DEFAULT_RANDOM_BITS);
    }

    /** The shared exponent that is meant where none is given; 0 where the format has none. */
    public static int defaultScale(Format format) {
        return format instanceof ScalarFormat scalar ? scalar.defaultScale() : 0;
    }

    /**
     * @throws IllegalArgumentException for the rules that round a stored number rather than a result (hysteresis, and
     *     the stochastic rule on signed values), and for rules that the format does not have
     */
    private static void checkRounding(Format format, Rounding rounding) {
        switch (rounding) {
            case NEAREST_EVEN, NEAREST_AWAY, TOWARD_ZERO, UP, DOWN, TO_ODD, STOCHASTIC_A, STOCHASTIC_B, STOCHASTIC_C -> { }
            case STOCHASTIC, HYSTERESIS -> throw new IllegalArgumentException("rounding " + rounding.id()
                    + " is a rule for stored tensors, not for results of operations;"
                    + " allowed: rne rna rtz ru rd rto sr-a sr-b sr-c");
        }
        Predicate<Rounding> allowed = r -> r != Rounding.STOCHASTIC && r != Rounding.HYSTERESIS
                && (!(format instanceof ScalarFormat scalar) || scalar.supports(r));
        if (!allowed.test(rounding)) {
            throw new IllegalArgumentException("rounding " + rounding.id() + " is not defined for " + format.id()
                    + "; allowed: " + Arrays.stream(Rounding.values()).filter(allowed).map(Rounding::id)
                            .collect(Collectors.joining(" ")));
        }
    }

    private static void checkOverflow(Format format, Overflow overflow) {
        if (format instanceof ScalarFormat scalar && !scalar.supports(overflow)) {
            throw new IllegalArgumentException("overflow rule " + overflow.id() + " is not defined for " + format.id()
                    + "; allowed: " + scalar.defaultOverflow().id());
        }
    }

    /** @throws IllegalArgumentException for formats that are no single numbers */
    static void checkFormat(Format format) {
        if (!(format instanceof ScalarFormat || format instanceof WideFormat)) {
            throw noScalar(format);
        }
    }

    /** @throws IllegalArgumentException if the format has no shared scale, or not this one */
    public static void checkScale(Format format, int scale) {
        int fixed = defaultScale(format);
        boolean scalable = format instanceof ScalarFormat scalar && scalar.scalable();
        if (!scalable && scale != fixed) {
            throw new IllegalArgumentException(
                    "format " + format.id() + " has no shared scale; lists and integers have one");
        }
        if (format instanceof ScalarFormat s && scalable && scale != fixed
                && (scale < s.minScale() || scale > s.maxScale())) {
            throw new IllegalArgumentException("scale " + scale + " of format " + format.id() + " is outside "
                    + s.minScale() + " to " + s.maxScale());
        }
    }

    /** Whether the rounding takes a random integer R with each operation. */
    public boolean isStochastic() {
        return rounding.operand() == Rounding.Operand.RANDOM;
    }

    /** Whether codes are ranks of a grid with IEEE's way of overflow: neither P3109 nor E8M0. */
    static boolean isPlainGrid(Format format) {
        return format instanceof GridFormat g && !g.encoding().isP3109() && g.encoding().hasZero();
    }

    /** The format as the grid it is. */
    GridFormat gridFormat() {
        return (GridFormat) format;
    }

    /** The values. */
    public Grid grid() {
        return gridFormat().grid().scaledBy(scale);
    }
}
