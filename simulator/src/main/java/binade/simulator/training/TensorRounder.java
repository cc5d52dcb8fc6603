package binade.simulator.training;

import binade.formats.BlockFormat;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Quantizer;
import binade.formats.Rounding.Operand;
import binade.formats.ScalarFormat;
import binade.formats.TableFormat;
import binade.formats.TrackedQuantizer;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingKernel;
import binade.formats.kernel.TableRounding;
import binade.formats.random.RandomWords;
import binade.simulator.training.recipe.ScaleRule;
import binade.simulator.training.recipe.TensorRule;
import java.util.Arrays;

/**
 * Rounds the tensor at one place of a network, step after step, and keeps the scale of the place where the rule has one that
 * lives longer than a step. For one thread.
 */
abstract class TensorRounder {
    private static final RoundingKernel KERNEL = Kernels.rounding();
    private static final int[] NOTHING = {};

    /** The rounder of a rule, with the random numbers of its place. */
    static TensorRounder of(TensorRule rule, StepRandom random) {
        return switch (rule.method()) {
            case ROUND -> rounding(rule, random);
            case SIGN -> new Sign();
            case LSQ, PACT -> new LearnedRounder(LearnedScale.of(rule));
            case TTQ, SHIFT -> throw new IllegalArgumentException("method " + rule.method().id() + " is for weights");
        };
    }

    private static TensorRounder rounding(TensorRule rule, StepRandom random) {
        return switch (rule.format()) {
            case BlockFormat block -> new Blocks(block);
            case TableFormat table -> new Table(TableRounding.of(table, table.defaultOverflow()));
            case GridFormat grid -> {
                Overflow overflow = grid.defaultOverflow();
                Quantizer quantizer = Quantizer.of(grid, rule.rounding(), overflow, rule.room());
                yield switch (rule.scale()) {
                    case TRACKED -> new Tracked(quantizer, random, rule.randomBits());
                    case EXACT -> new Scaled(quantizer, random, rule.randomBits(), 0);
                    case DELAYED -> new Scaled(quantizer, random, rule.randomBits(), rule.history());
                    case NONE, BLOCK, FIXED -> new Plain(quantizer, rule.exponent(), random, rule.randomBits());
                };
            }
            default -> throw new IllegalArgumentException("format " + rule.format().id() + " is for weights");
        };
    }

    /** Whether {@link #of} would keep its scale although the recipe says that the last error has its exact one. */
    static TensorRule ofLastError(TensorRule rule) {
        return rule == null || rule.scale() != ScaleRule.TRACKED ? rule : new TensorRule(
                rule.method(), rule.format(), rule.rounding(), ScaleRule.EXACT, 0, rule.room(), rule.perChannel(), rule.randomBits(),
                rule.history(), rule.twoTerm(), rule.clipDecay());
    }

    /**
     * y[0, n) = rnd(x[0, n)); y may be x.
     *
     * @param row values that lie together in the innermost dimension: blocks do not reach over its end
     * @param learning whether the scale may learn from x, else it stays
     */
    abstract void round(float[] x, float[] y, int n, int row, boolean learning);

    /** y = q(x) + q(x - q(x)); scratch as long as y, other arrays. */
    void roundTwoTerm(float[] x, float[] y, float[] scratch, int n, int row, boolean learning) {
        round(x, scratch, n, row, learning);
        KERNEL.subtract(x, scratch, y, 0, n);
        round(y, y, n, row, false);
        KERNEL.add(y, scratch, 0, n);
    }

    /** Whether every element is rounded for itself, so that {@link #roundSum} may go through a tensor piece by piece. */
    boolean elementwise() {
        return false;
    }

    /**
     * y[i] = rnd(a[i] + c b[i]) for from <= i < to, the product and the sum rounded to binary32; y may be a or b. Pieces follow
     * one another; what is not {@link #elementwise} comes as a whole.
     */
    void roundSum(float[] a, float c, float[] b, float[] y, int from, int to) {
        if (from != 0 || to != y.length) {
            throw new IllegalArgumentException("a piece of a tensor that is rounded as a whole");
        }
        UpdateLoops.sum(a, c, b, y, from, to);
        round(y, y, to, to, true);
    }

    /** Names the random numbers of the coming step. */
    void beginStep(int step) {}

    /** Moves the scale. */
    void endStep() {}

    /** Whether errors train something here. */
    boolean learns() {
        return false;
    }

    /**
     * dx[0, n) from dy[0, n), where {@link #learns}; dx may be dy.
     *
     * @param x what {@link #round} was given last
     * @param perSample values of a sample
     * @param learning whether the errors count
     */
    void backward(float[] x, float[] dy, float[] dx, int n, int perSample, boolean learning) {
        throw new IllegalStateException("nothing is learned here");
    }

    /** Updates what is learned by the errors since {@link #beginStep}. */
    void learn(double rate, double momentum, double lossScale) {}

    /** Magnitude from which on values are cut off, after {@link #round}. */
    abstract float limit();

    /** What lives longer than a step. */
    int[] state() {
        return NOTHING;
    }

    void restore(int[] state) {}

    /** Rounding at a given scale, with the second operand where there is one. */
    private abstract static class OnGrid extends TensorRounder {
        final Quantizer quantizer;
        private final StepRandom random;
        private final int randomBits;
        private final boolean stochastic;
        private final int[] scratch = new int[RandomWords.GROUP];
        /** Values rounded so far in this step: a place in a loop over time draws new numbers each time. */
        private long place;

        OnGrid(Quantizer quantizer, StepRandom random, int randomBits) {
            this.quantizer = quantizer;
            this.random = random;
            this.randomBits = randomBits;
            stochastic = quantizer.rounding().operand() == Operand.RANDOM;
        }

        @Override
        void beginStep(int step) {
            random.begin(step);
            place = 0;
        }

        void roundAt(int scale, float[] x, float[] y, int n) {
            if (stochastic) {
                quantizer.quantizeAt(scale, x, y, 0, n, random.words(), place, randomBits, scratch);
                place += n;
            } else {
                quantizer.quantizeAt(scale, x, y, 0, n, null, 1, null);
            }
        }

        void roundSumAt(int scale, float[] a, float c, float[] b, float[] y, int from, int to) {
            if (stochastic) {
                quantizer.quantizeSumAt(scale, a, c, b, y, from, to, random.words(), place, randomBits, scratch);
                place += to - from;
                return;
            }
            UpdateLoops.sum(a, c, b, y, from, to);
            quantizer.quantizeAt(scale, y, y, from, to, null, 1, null);
        }

        void roundTracked(TrackedQuantizer tracked, float[] x, float[] y, int n) {
            if (stochastic) {
                tracked.quantize(x, y, 0, n, random.words(), place, randomBits, scratch);
                place += n;
            } else {
                tracked.quantize(x, y, 0, n, null);
            }
        }
    }

    /** A format without scale, or at one that stays. */
    private static final class Plain extends OnGrid {
        private final int exponent;

        Plain(Quantizer quantizer, int exponent, StepRandom random, int randomBits) {
            super(quantizer, random, randomBits);
            this.exponent = exponent;
        }

        @Override
        void round(float[] x, float[] y, int n, int row, boolean learning) {
            roundAt(exponent, x, y, n);
        }

        @Override
        boolean elementwise() {
            return true;
        }

        @Override
        void roundSum(float[] a, float c, float[] b, float[] y, int from, int to) {
            roundSumAt(exponent, a, c, b, y, from, to);
        }

        @Override
        float limit() {
            return (float) Math.scalb(quantizer.format().grid().max(), exponent);
        }
    }

    /** paper-method 3.2. */
    static final class Tracked extends OnGrid {
        private final TrackedQuantizer tracked;

        Tracked(Quantizer quantizer, StepRandom random, int randomBits) {
            super(quantizer, random, randomBits);
            tracked = new TrackedQuantizer(quantizer, 0, false);
        }

        @Override
        void round(float[] x, float[] y, int n, int row, boolean learning) {
            if (learning) {
                roundTracked(tracked, x, y, n);
            } else {
                roundAt(tracked.scale(), x, y, n);
            }
        }

        /** Starts from the exponent of the largest value, without room: weight gradients (paper-method 3.3). */
        void startFrom(float[] x, int n) {
            tracked.restart(Quantizer.nearest(quantizer.format(), 0).exactScale(x, 0, n));
        }

        @Override
        void endStep() {
            tracked.endStep();
        }

        @Override
        float limit() {
            return quantizer.plan(tracked.scale()).max();
        }

        @Override
        int[] state() {
            return new int[] {tracked.scale()};
        }

        @Override
        void restore(int[] state) {
            tracked.restart(state[0]);
        }
    }

    /**
     * A power-of-two scale from the largest magnitude: of the tensor itself, or of the last {@code history} steps (the first
     * step takes its own). A format without shared scale is multiplied by the largest power of two that brings this magnitude
     * to its largest value or below, less the room.
     */
    private static final class Scaled extends OnGrid {
        private final int[] history;
        private int seen;
        private int present;
        private int exponent;

        Scaled(Quantizer quantizer, StepRandom random, int randomBits, int history) {
            super(quantizer, random, randomBits);
            this.history = new int[history];
        }

        @Override
        void round(float[] x, float[] y, int n, int row, boolean learning) {
            int bits = KERNEL.maxMagnitudeBits(x, 0, n);
            if (bits >= 0x7f800000) {
                throw new ArithmeticException((bits > 0x7f800000 ? "NaN" : "infinity") + " in a tensor that needs a scale");
            }
            int largest = history.length == 0 || seen == 0 ? bits : Arrays.stream(history).max().getAsInt();
            if (learning) {
                present = Math.max(present, bits);
            }
            if (quantizer.format().scalable()) {
                exponent = quantizer.clampScale((largest == 0 ? 0 : exponent(largest)) + quantizer.room());
                roundAt(exponent, x, y, n);
                return;
            }
            exponent = largest == 0 ? 0 : powerAbove(largest);
            float up = Math.scalb(1f, exponent);
            float down = Math.scalb(1f, -exponent);
            for (int i = 0; i < n; i++) {
                y[i] = x[i] * down;
            }
            roundAt(0, y, y, n);
            for (int i = 0; i < n; i++) {
                y[i] *= up;
            }
        }

        /** The least e with |x| 2^-e <= max, plus room; kept where 2^e and 2^-e are normal. */
        private int powerAbove(int bits) {
            double max = quantizer.format().grid().max();
            double x = Float.intBitsToFloat(bits);
            int e = Math.getExponent(x) - Math.getExponent(max);
            e += Math.scalb(x, -e) > max ? 1 : 0;
            return Math.clamp(e + quantizer.room(), -126, 126);
        }

        private static int exponent(int bits) {
            return Math.getExponent((double) Float.intBitsToFloat(bits));
        }

        @Override
        void endStep() {
            if (history.length > 0) {
                history[seen % history.length] = present;
                seen = seen + 1 == 2 * history.length ? history.length : seen + 1;
            }
            present = 0;
        }

        @Override
        float limit() {
            GridFormat format = quantizer.format();
            return (float) Math.scalb(format.grid().max(), exponent);
        }

        @Override
        int[] state() {
            int[] all = Arrays.copyOf(history, history.length + 1);
            all[history.length] = seen;
            return all;
        }

        @Override
        void restore(int[] state) {
            System.arraycopy(state, 0, history, 0, history.length);
            seen = state[history.length];
        }
    }

    /** Posits and codebooks. */
    private static final class Table extends TensorRounder {
        private final TableRounding rounding;

        Table(TableRounding rounding) {
            this.rounding = rounding;
        }

        @Override
        void round(float[] x, float[] y, int n, int row, boolean learning) {
            rounding.round(x, y, 0, n);
        }

        @Override
        float limit() {
            return Float.POSITIVE_INFINITY;
        }
    }

    /** Blocks along the innermost dimension. */
    private static final class Blocks extends TensorRounder {
        private final BlockFormat format;
        private float[] whole = {};

        Blocks(BlockFormat format) {
            this.format = format;
        }

        @Override
        void round(float[] x, float[] y, int n, int row, boolean learning) {
            if (whole.length != n) {
                whole = new float[n];
            }
            System.arraycopy(x, 0, whole, 0, n);
            format.quantize(whole, whole, n / row, row);
            System.arraycopy(whole, 0, y, 0, n);
        }

        @Override
        float limit() {
            return Float.POSITIVE_INFINITY;
        }
    }

    /** +1 for positive numbers and zero, else -1. */
    private static final class Sign extends TensorRounder {
        @Override
        void round(float[] x, float[] y, int n, int row, boolean learning) {
            for (int i = 0; i < n; i++) {
                y[i] = x[i] >= 0 ? 1f : -1f;
            }
        }

        @Override
        float limit() {
            return 1f;
        }
    }
}
