package binade.experiments.stream;

import binade.formats.Decimals;
import binade.formats.Fraction;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.Rounding.Operand;
import binade.formats.ScalarFormat;
import binade.formats.ScalarRounding;
import binade.formats.TrackedScale;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * Rounds numbers, or tensors, one per line; empty lines and lines that begin with {@code #} are copied.
 */
public final class RoundStream {
    /** What becomes of a NaN in a format that has none. */
    public enum NanPolicy {
        ERROR,
        ZERO,
        MAX
    }

    /**
     * What to do.
     *
     * @param format into which
     * @param rounding how
     * @param overflow beyond the range
     * @param scale the shared exponent, or null: the format's default
     * @param randomBits N of the stochastic rules
     * @param in notation of the input
     * @param out notation of the output
     * @param nan what a NaN becomes where the format has none
     * @param tensor each line is a tensor, or null: each line is a number
     */
    public record Options(
            ScalarFormat format, Rounding rounding, Overflow overflow, Integer scale, int randomBits, Notation in,
            Notation out, NanPolicy nan, TensorOptions tensor) {}

    /**
     * How a tensor finds its scale.
     *
     * @param room empty top binades
     * @param trackFrom start of the tracked scale, or null: the exact scale
     * @param twoTerm q(x) + q(x - q(x))
     * @param printScale put {@code USED>NEXT } in front of each line
     */
    public record TensorOptions(int room, Integer trackFrom, boolean twoTerm, boolean printScale) {}

    private final Options o;
    private final ScalarFormat format;
    private final boolean wide;
    private final int scale;
    /** With its values at the scale. */
    private final ScalarFormat scaled;
    /** The values at the scale, or null: no grid. */
    private final Grid grid;
    private final TrackedScale tracked;

    public RoundStream(Options options) {
        o = options;
        format = options.format();
        wide = !format.fitsBinary32();
        scale = options.scale() != null ? options.scale() : format.defaultScale();
        scaled = format instanceof GridFormat g ? g.atScale(scale) : format;
        grid = gridAt(scale);
        TensorOptions t = options.tensor();
        tracked = t != null && t.trackFrom() != null && format instanceof GridFormat g
                ? new TrackedScale(g, t.room(), t.trackFrom(), false)
                : null;
    }

    /**
     * Copies lines through the format.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public void run(BufferedReader input, String source, Appendable output) throws IOException {
        Lines.copy(input, source, output, o.tensor() == null ? this::single : this::tensor);
    }

    private void single(String line, StringBuilder out) {
        Operand operand = o.rounding().operand();
        String first = line;
        String second = null;
        int from = Words.skipBlanks(line, 0);
        int to = Words.skipWord(line, from);
        if (from != 0 || to != line.length()) {
            first = line.substring(from, to);
            int from2 = Words.skipBlanks(line, to);
            int to2 = Words.skipWord(line, from2);
            second = from2 < to2 ? line.substring(from2, to2) : null;
            if (Words.skipBlanks(line, to2) != line.length()) {
                throw new IllegalArgumentException("more than two columns");
            }
        }
        requireOperand(operand, second != null);
        Fraction exact = o.in() == Notation.DEC ? Decimals.exact(first) : null;
        double x = o.in().parse(first, format, scale);
        long random = operand == Operand.RANDOM ? random(second) : 0;
        double previous = operand == Operand.PREVIOUS ? o.in().parse(second, format, scale) : 0;
        double y = exact == null
                ? round(x, grid, random, previous)
                : scaled.round(exact, o.rounding(), o.overflow(), random, o.randomBits(), previous);
        o.out().print(y, format, scale, wide, out);
    }

    private void requireOperand(Operand operand, boolean given) {
        if (operand == Operand.NONE && given) {
            throw new IllegalArgumentException("rounding " + o.rounding().id() + " takes one column, two are given");
        }
        if (operand != Operand.NONE && !given) {
            throw new IllegalArgumentException("rounding " + o.rounding().id() + " needs "
                    + (operand == Operand.RANDOM ? "the random integer R (hex)" : "the previous quantized value")
                    + " as second column");
        }
    }

    private long random(String text) {
        long r = Notation.parseBits(text, 64);
        if (r >>> o.randomBits() != 0) {
            throw new IllegalArgumentException(
                    "random integer '" + text + "' is not below 2^" + o.randomBits() + " (--random-bits)");
        }
        return r;
    }

    private Grid gridAt(int exponent) {
        return format instanceof GridFormat g ? g.grid().scaledBy(exponent) : null;
    }

    private double round(double x, Grid at, long random, double previous) {
        if (Double.isNaN(x) && !format.hasNan()) {
            return switch (o.nan()) {
                case ERROR -> throw new IllegalArgumentException(
                        "NaN, which " + format.id() + " cannot represent (--nan zero|max to choose a value)");
                case ZERO -> 0;
                case MAX -> at == null ? format.limits().max() : at.max();
            };
        }
        return at != null && format instanceof GridFormat g
                ? ScalarRounding.round(
                        x, at, g.encoding(), o.rounding(), o.overflow(), random, o.randomBits(), previous)
                : format.round(x, o.rounding(), o.overflow(), random, o.randomBits(), previous);
    }

    // ---- tensors -------------------------------------------------------------------------------------------------

    private void tensor(String line, StringBuilder out) {
        TensorOptions t = o.tensor();
        int semicolon = line.indexOf(';');
        requireOperandTensor(semicolon >= 0);
        double[] x = numbers(semicolon < 0 ? line : line.substring(0, semicolon));
        String second = line.substring(semicolon + 1);
        double[] previous = o.rounding().operand() == Operand.PREVIOUS ? numbers(second) : new double[x.length];
        long[] random = o.rounding().operand() == Operand.RANDOM ? randoms(second) : new long[x.length];
        if (previous.length != x.length || random.length != x.length) {
            throw new IllegalArgumentException("the second tensor has "
                    + (previous.length != x.length ? previous.length : random.length) + " values, the first " + x.length);
        }
        int used = !format.scalable() ? 0 : tracked != null ? tracked.scale() : exactScale(x);
        Grid at = gridAt(used);
        double[] y = roundAll(x, at, random, previous);
        int next = used;
        if (tracked != null) {
            tracked.update(largestUnclamped(x, at, random, previous));
            next = tracked.scale();
        }
        if (t.twoTerm()) {
            addSecondTerm(x, y, used, random, previous);
        }
        if (t.printScale()) {
            out.append(used).append('>').append(next).append(' ');
        }
        if (o.out() == Notation.CODE && format.scalable()) {
            out.append(used).append(" : ");
        }
        for (int i = 0; i < y.length; i++) {
            if (i > 0) {
                out.append(' ');
            }
            o.out().print(y[i], format, used, wide, out);
        }
    }

    private void requireOperandTensor(boolean given) {
        if (given != (o.rounding().operand() != Operand.NONE)) {
            throw new IllegalArgumentException("rounding " + o.rounding().id()
                    + (given ? " takes one tensor, two are given" : " needs a second tensor after ' ; '"));
        }
    }

    /** Values of a tensor; codes may have their scale in front, {@code S : CODE CODE}, as they are printed. */
    private double[] numbers(String text) {
        int colon = o.in() == Notation.CODE && format.scalable() ? text.indexOf(':') : -1;
        int at = colon < 0 ? scale : scaleInFront(text.substring(0, colon).strip());
        String[] words = Words.of(text.substring(colon + 1));
        double[] x = new double[words.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = o.in().parse(words[i], format, at);
        }
        return x;
    }

    private int scaleInFront(String text) {
        try {
            int at = Integer.parseInt(text);
            if (at >= format.minScale() && at <= format.maxScale()) {
                return at;
            }
        } catch (NumberFormatException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException("'" + text + "' is no scale of " + format.id() + "; allowed: "
                + format.minScale() + " to " + format.maxScale());
    }

    private long[] randoms(String text) {
        String[] words = Words.of(text);
        long[] random = new long[words.length];
        for (int i = 0; i < random.length; i++) {
            random[i] = random(words[i]);
        }
        return random;
    }

    private double[] roundAll(double[] x, Grid at, long[] random, double[] previous) {
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            y[i] = round(x[i], at, random[i], previous[i]);
        }
        return y;
    }

    /** Second term: the residual at its own exact scale, or at the tracked scale of the first. */
    private void addSecondTerm(double[] x, double[] y, int used, long[] random, double[] previous) {
        double[] residual = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            residual[i] = likeInput(x[i] - y[i]);
        }
        int second = tracked != null || !format.scalable() ? used : exactScale(residual);
        double[] q = roundAll(residual, gridAt(second), random, previous);
        for (int i = 0; i < y.length; i++) {
            y[i] = likeInput(y[i] + q[i]);
        }
    }

    /** Tensors are binary32: differences and sums round to it. */
    private double likeInput(double v) {
        return wide ? v : (float) v;
    }

    private int exactScale(double[] x) {
        double max = 0;
        for (double v : x) {
            if (!Double.isNaN(v) && !Double.isInfinite(v)) {
                max = Math.max(max, Math.abs(v));
            }
        }
        int room = o.tensor().room();
        return Math.clamp(max == 0 ? room : Math.getExponent(max) + room, format.minScale(), format.maxScale());
    }

    /** In an unsigned format negative inputs count as zero (paper-method 4). */
    private double largestUnclamped(double[] x, Grid at, long[] random, double[] previous) {
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isNaN(x[i]) && (x[i] > 0 || at.min() < 0)) {
                double q = Double.isInfinite(x[i])
                        ? x[i]
                        : ScalarRounding.toGrid(x[i], at, o.rounding(), random[i], o.randomBits(), previous[i]);
                largest = Math.max(largest, Math.abs(q));
            }
        }
        return largest;
    }
}
