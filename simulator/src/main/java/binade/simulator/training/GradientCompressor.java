package binade.simulator.training;

import binade.formats.random.RandomWords;
import binade.simulator.training.recipe.GradientCompression;
import java.util.Arrays;

/** Reduces the gradient of one tensor to what would be sent of it in few bits. For one thread. */
abstract class GradientCompressor {
    /**
     * The compressor of a recipe, or null: gradients stay as they are.
     *
     * @param shape of the tensor; columns are its last dimension
     * @param random numbers of the tensor
     */
    static GradientCompressor of(GradientCompression rule, int[] shape, StepRandom random) {
        int n = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        return switch (rule.method()) {
            case NONE -> null;
            case ONE_BIT -> new OneBit(n, shape.length == 1 ? 1 : shape[shape.length - 1]);
            case TERNARY -> new Ternary(rule.clip(), random);
        };
    }

    /**
     * g = what arrives of it.
     *
     * @throws ArithmeticException if a gradient is not finite
     */
    abstract void compress(float[] g, int step);

    /** Keeps or restores what lives longer than a step. */
    void exchange(TrainingState.Exchange state, String name) {}

    private static void requireFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(value + " in a gradient to be compressed");
        }
    }

    /**
     * 1-bit SGD with error feedback: with v = g + error,
     *
     * <pre>
     *   sent[r,c] = mean of the v[.,c] >= 0 if v[r,c] >= 0, else mean of the v[.,c] < 0
     *   error     = v - sent
     * </pre>
     *
     * The threshold is 0; the two reconstruction values of a column are those with the least squared error. A column is what
     * leads to one output (the last dimension of a weight tensor); a vector is a single column. What was sent so far plus the
     * error is the sum of all gradients, up to the roundings of v and of the error, half an ulp each per step.
     *
     * <p>Source: Seide, Fu, Droppo, Li, Yu (Interspeech 2014), who tie the values within the columns of a weight matrix. Means
     * in binary64, rounded to binary32.
     */
    static final class OneBit extends GradientCompressor {
        private final float[] error;
        private final int columns;
        private final double[] above;
        private final double[] below;
        private final int[] count;
        private final float[] high;
        private final float[] low;

        OneBit(int n, int columns) {
            this.columns = columns;
            error = new float[n];
            above = new double[columns];
            below = new double[columns];
            count = new int[columns];
            high = new float[columns];
            low = new float[columns];
        }

        @Override
        void compress(float[] g, int step) {
            Arrays.fill(above, 0);
            Arrays.fill(below, 0);
            Arrays.fill(count, 0);
            for (int at = 0; at < g.length; at += columns) {
                for (int c = 0; c < columns; c++) {
                    float v = g[at + c] + error[at + c];
                    g[at + c] = v;
                    above[c] += Math.max(v, 0f);
                    below[c] += Math.min(v, 0f);
                    count[c] += v >= 0 ? 1 : 0;
                }
            }
            int rows = g.length / columns;
            for (int c = 0; c < columns; c++) {
                requireFinite(above[c] + below[c]);
                high[c] = (float) (above[c] / Math.max(1, count[c]));
                low[c] = (float) (below[c] / Math.max(1, rows - count[c]));
            }
            for (int at = 0; at < g.length; at += columns) {
                for (int c = 0; c < columns; c++) {
                    float v = g[at + c];
                    g[at + c] = v >= 0 ? high[c] : low[c];
                    error[at + c] = v - g[at + c];
                }
            }
        }

        /** What was not sent yet. */
        float[] error() {
            return error;
        }

        @Override
        void exchange(TrainingState.Exchange state, String name) {
            state.floats(name + " unsent gradient", error);
        }
    }

    /**
     * TernGrad: with s = max |g| over the tensor, s sign(g) with probability |g| / s, else 0: the gradient is the mean of what
     * arrives. Before that |g| is clipped to a multiple of the standard deviation of g, unless all values are equal.
     *
     * <p>With N = {@value #BITS} random bits r the draw is r 2^-N < |g| / s, decided exactly; the mean is s times the next
     * multiple of 2^-N at or above |g| / s.
     *
     * <p>Source: Wen, Xu, Yan, Wu, Wang, Chen, Li (NeurIPS 2017), who clip at 2.5; s is that of one machine.
     */
    static final class Ternary extends GradientCompressor {
        static final int BITS = 24;

        private final double clip;
        private final StepRandom random;
        private final int[] numbers = new int[RandomWords.GROUP];

        Ternary(double clip, StepRandom random) {
            this.clip = clip;
            this.random = random;
        }

        @Override
        void compress(float[] g, int step) {
            clip(g);
            float s = 0;
            for (float v : g) {
                s = Math.max(s, Math.abs(v));
            }
            requireFinite(s);
            random.begin(step);
            for (int i = 0; i < g.length; i++) {
                int place = i % RandomWords.GROUP;
                if (place == 0) {
                    random.words().fill(i / RandomWords.GROUP, BITS, numbers);
                }
                g[i] = draw(g[i], s, numbers[place]);
            }
        }

        /** s sign(g) if r 2^-N < |g| / s, else 0; both sides of the comparison, multiplied by s 2^N, are exact in binary64. */
        static float draw(float g, float s, int r) {
            return (double) r * s < (double) Math.abs(g) * (1 << BITS) ? Math.copySign(s, g) : 0f;
        }

        private void clip(float[] g) {
            if (clip == Double.POSITIVE_INFINITY) {
                return;
            }
            double sum = 0;
            for (float v : g) {
                sum += v;
            }
            double mean = sum / g.length;
            double squares = 0;
            for (float v : g) {
                squares += (v - mean) * (v - mean);
            }
            float limit = (float) (clip * Math.sqrt(squares / g.length));
            requireFinite(limit);
            for (int i = 0; limit > 0 && i < g.length; i++) {
                g[i] = Math.clamp(g[i], -limit, limit);
            }
        }
    }
}
