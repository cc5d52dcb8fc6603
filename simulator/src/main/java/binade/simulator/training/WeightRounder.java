package binade.simulator.training;

import binade.formats.BlockFormat;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.formats.Rounding;
import binade.formats.Rounding.Operand;
import binade.formats.SignFormat;
import binade.formats.TableFormat;
import binade.formats.TrackedQuantizer;
import binade.formats.random.RandomWords;
import binade.simulator.matrix.Elementwise;
import binade.simulator.network.Parameter;
import binade.simulator.training.recipe.ScaleRule;
import binade.simulator.training.recipe.TensorRule;

/**
 * Makes the weights that a network computes with out of the master weights, group by group: one output channel of a
 * convolution (the last dimension, at rank 3 or more), or the whole tensor. Inside, a tensor lies channel after channel, the
 * order in which a matrix product reduces it. For one thread.
 */
abstract class WeightRounder {
    private static final Elementwise KERNEL = Elementwise.get();

    private final int channels;
    private final int perChannel;
    /** Groups with a scale of their own. */
    final int groups;
    /** Values of a group. */
    final int groupSize;

    private final boolean swapped;
    private final float[] master;
    private final float[] weight;
    private float[] previous = {};

    WeightRounder(Parameter p, boolean byChannel, boolean rows) {
        int[] shape = p.shape();
        channels = shape[shape.length - 1];
        perChannel = p.size() / channels;
        groups = byChannel && shape.length > 2 ? channels : 1;
        groupSize = p.size() / groups;
        swapped = groups > 1 || rows;
        master = new float[swapped ? p.size() : 0];
        weight = new float[swapped ? p.size() : 0];
    }

    /**
     * The rounder of a rule.
     *
     * @param random numbers of the tensor
     * @param magnitude of the weights of method sign
     */
    static WeightRounder of(TensorRule rule, Parameter p, StepRandom random, float magnitude) {
        return switch (rule.method()) {
            case SIGN -> new SignWeights(p, rule, random, magnitude);
            case TTQ -> new TtqWeights(p);
            case LSQ -> new LsqWeights(p, rule);
            case SHIFT -> new ShiftWeights(p);
            case PACT -> throw new IllegalArgumentException("method pact is for activations");
            case ROUND -> switch (rule.format()) {
                case SignFormat sign -> new ScaledSigns(p, sign, rule, random);
                case GridFormat grid when grid.scalable() -> new Grids(p, grid, rule, random);
                case GridFormat _, TableFormat _, BlockFormat _ -> new Tensors(p, rule, random);
                default -> throw new IllegalArgumentException("format " + rule.format().id() + " cannot hold weights");
            };
        };
    }

    /** w = the first quantized weights. */
    final void start(float[] from, float[] w) {
        run(from, w, true, 0);
    }

    /** w = the next quantized weights; w holds the previous ones. @return how many of them changed their value */
    int update(float[] from, float[] w, int step) {
        if (previous.length == 0) {
            previous = new float[w.length];
        }
        System.arraycopy(w, 0, previous, 0, w.length);
        run(from, w, false, step);
        return KERNEL.differences(previous, 0, w, 0, w.length);
    }

    private void run(float[] from, float[] w, boolean first, int step) {
        if (!swapped) {
            round(from, w, first, step);
            return;
        }
        swap(from, perChannel, channels, master);
        swap(w, perChannel, channels, weight);
        round(master, weight, first, step);
        swap(weight, channels, perChannel, w);
    }

    /** y[columns,rows] = x[rows,columns] transposed. */
    private static void swap(float[] x, int rows, int columns, float[] y) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                y[c * rows + r] = x[r * columns + c];
            }
        }
    }

    /** w = rnd(master), group after group. */
    abstract void round(float[] from, float[] w, boolean first, int step);

    /** Values of one output channel, or of one column of a linear layer: how far a block may reach. */
    final int channelSize() {
        return perChannel;
    }

    /**
     * Turns the gradient of the weights into that of the master weights, in place; straight through unless said otherwise.
     *
     * @param rate of what is learned beside the weights
     * @param momentum likewise
     */
    void backward(float[] g, float[] from, double rate, double momentum) {}

    /** Whether a trained network is evaluated with its master weights: where those of a step are drawn at random. */
    boolean evaluatesMaster() {
        return false;
    }

    /** Keeps or restores what lives longer than a step. */
    void exchange(TrainingState.Exchange state, String name) {}

    /** Lists and integers: nearest, stochastic or with hysteresis; exact or tracked scale per group. */
    private static final class Grids extends WeightRounder {
        private final Quantizer nearest;
        /** Whose exact scale is the exponent of the largest value. */
        private final Quantizer exponent;
        private final Quantizer quantizer;
        private final TrackedQuantizer[] tracked;
        private final StepRandom random;
        private final int randomBits;
        private final int[] scratch = new int[RandomWords.GROUP];
        private final float[] before = new float[4 * RandomWords.GROUP];

        Grids(Parameter p, GridFormat format, TensorRule rule, StepRandom random) {
            super(p, rule.perChannel(), false);
            this.random = random;
            randomBits = rule.randomBits();
            nearest = Quantizer.nearest(format, rule.room());
            exponent = Quantizer.nearest(format, 0);
            quantizer = Quantizer.of(format, rule.rounding(), format.defaultOverflow(), rule.room());
            tracked = new TrackedQuantizer[rule.scale() == ScaleRule.TRACKED ? groups : 0];
            for (int i = 0; i < tracked.length; i++) {
                tracked[i] = new TrackedQuantizer(quantizer, 0, false);
            }
        }

        @Override
        void round(float[] from, float[] w, boolean first, int step) {
            random.begin(step);
            for (int i = 0; i < groups; i++) {
                int a = i * groupSize;
                int b = a + groupSize;
                if (first) {
                    nearest.quantize(from, w, a, b);
                    if (tracked.length > 0) {
                        tracked[i].restart(exponent.exactScale(w, a, b));
                    }
                } else if (tracked.length > 0) {
                    track(tracked[i], from, w, a, b);
                    tracked[i].endStep();
                } else {
                    int scale = quantizer.exactScale(from, a, b);
                    if (quantizer.rounding().operand() == Operand.RANDOM) {
                        quantizer.quantizeAt(scale, from, w, a, b, random.words(), a, randomBits, scratch);
                    } else {
                        quantizer.quantizeAt(scale, from, w, a, b, null, 1, w);
                    }
                }
            }
        }

        private void track(TrackedQuantizer t, float[] from, float[] w, int a, int b) {
            if (quantizer.rounding().operand() == Operand.RANDOM) {
                t.quantize(from, w, a, b, random.words(), a, randomBits, scratch);
            } else {
                t.quantize(from, w, a, b, w);
            }
        }

        /** A tensor with one tracked scale: piece by piece, the changes counted while a piece is near. */
        @Override
        int update(float[] from, float[] w, int step) {
            if (groups != 1 || tracked.length == 0) {
                return super.update(from, w, step);
            }
            random.begin(step);
            int changed = 0;
            for (int a = 0; a < w.length; a += before.length) {
                int b = Math.min(w.length, a + before.length);
                System.arraycopy(w, a, before, 0, b - a);
                track(tracked[0], from, w, a, b);
                changed += KERNEL.differences(before, 0, w, a, b - a);
            }
            tracked[0].endStep();
            return changed;
        }

        @Override
        void exchange(TrainingState.Exchange state, String name) {
            if (tracked.length > 0) {
                int[] scales = new int[groups];
                for (int i = 0; i < groups; i++) {
                    scales[i] = tracked[i].scale();
                }
                state.integers(name + " scale", scales);
                for (int i = 0; i < groups; i++) {
                    tracked[i].restart(scales[i]);
                }
            }
        }
    }

    /** Everything that {@link TensorRounder} rounds without a previous value; blocks along the reduction. */
    private static final class Tensors extends WeightRounder {
        private final TensorRounder rounder;

        Tensors(Parameter p, TensorRule rule, StepRandom random) {
            super(p, false, rule.format() instanceof BlockFormat);
            rounder = TensorRounder.of(rule, random);
        }

        @Override
        void round(float[] from, float[] w, boolean first, int step) {
            rounder.beginStep(step);
            rounder.round(from, w, from.length, channelSize(), true);
            rounder.endStep();
        }
    }

    /** Signs with a scale from the group (paper-method 7). */
    private static final class ScaledSigns extends WeightRounder {
        private final SignFormat format;
        private final Rounding rounding;
        private final StepRandom random;
        private final int randomBits;
        private final double[] x;

        ScaledSigns(Parameter p, SignFormat format, TensorRule rule, StepRandom random) {
            super(p, rule.perChannel(), false);
            this.format = format;
            this.rounding = rule.rounding();
            this.random = random;
            randomBits = rule.randomBits();
            x = new double[groupSize];
        }

        @Override
        void round(float[] from, float[] w, boolean first, int step) {
            random.begin(step);
            Rounding rule = first ? Rounding.NEAREST_EVEN : rounding;
            for (int i = 0; i < groups; i++) {
                double previous = 0;
                for (int k = 0; k < groupSize; k++) {
                    x[k] = from[i * groupSize + k];
                    previous = Math.max(previous, Math.abs(w[i * groupSize + k]));
                }
                long r = random.words().number(i, randomBits) & 0xffffffffL;
                SignFormat.Quantized q = format.quantize(x, rule, r, randomBits, previous);
                for (int k = 0; k < groupSize; k++) {
                    w[i * groupSize + k] = (float) q.value(k);
                }
            }
        }
    }

    /** BinaryConnect (Courbariaux et al., NeurIPS 2015): +H if w >= 0, else -H; stochastic: +H if r < clamp((w / H + 1) / 2). */
    private static final class SignWeights extends WeightRounder {
        private final float magnitude;
        private final boolean stochastic;
        private final StepRandom random;
        private final int randomBits;
        private final int[] numbers = new int[RandomWords.GROUP];

        SignWeights(Parameter p, TensorRule rule, StepRandom random, float magnitude) {
            super(p, false, false);
            this.magnitude = magnitude;
            stochastic = rule.rounding().operand() == Operand.RANDOM;
            this.random = random;
            randomBits = rule.randomBits();
        }

        /** The mean of what is drawn, as far as master weights are clipped (BinaryConnect, section 2.6). */
        @Override
        boolean evaluatesMaster() {
            return stochastic;
        }

        @Override
        void round(float[] from, float[] w, boolean first, int step) {
            random.begin(step);
            for (int i = 0; i < from.length; i++) {
                int place = i % RandomWords.GROUP;
                if (stochastic && place == 0) {
                    random.words().fill(i / RandomWords.GROUP, randomBits, numbers);
                }
                double r = Math.scalb((double) (numbers[place] & 0xffffffffL), -randomBits);
                boolean plus = stochastic ? r < (from[i] / (double) magnitude + 1) / 2 : from[i] >= 0;
                w[i] = plus ? magnitude : -magnitude;
            }
        }
    }
}
