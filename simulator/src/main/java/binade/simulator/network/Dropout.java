package binade.simulator.network;

import binade.formats.random.RandomStream.Purpose;
import binade.formats.random.RandomWords;
import java.util.List;

/**
 * In training each value is kept with probability 1 - rate and then divided by it, else zero (Srivastava et al., JMLR 2014, in
 * its inverted form); in evaluation nothing happens. dx = dy where the value was kept, divided likewise.
 *
 * <p>Value i of the batch in the t-th training pass, t = 0, 1, ..., is kept if the 24-bit number i of (seed and hash of the
 * layer's name, {@code DROPOUT}, t) is at least rate 2^24: the same bits on any number of threads. The number of passes and the seed are part of the network's state, so that
 * an interrupted training goes on with the same numbers.
 */
public final class Dropout implements Layer {
    private static final int BITS = 24;

    private final String name;
    private final double rate;
    /** Training passes so far, exact up to 2^24; then the seed in four parts of 16 bits, low first. */
    private final Parameter state;

    /** @param rate share of values dropped, 0 to below 1 */
    public Dropout(String name, double rate) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout " + rate + "; allowed: 0 to below 1");
        }
        this.name = name;
        this.rate = rate;
        state = new Parameter(name + ".passes_and_seed", 5);
    }

    /** Begins the random numbers of a seed; each layer has its own by its name. */
    public void setSeed(long seed) {
        state.values()[0] = 0;
        for (int i = 0; i < 4; i++) {
            state.values()[1 + i] = seed >>> 16 * i & 0xffff;
        }
    }

    private long seed() {
        long seed = 0;
        for (int i = 0; i < 4; i++) {
            seed |= (long) state.values()[1 + i] << 16 * i;
        }
        return seed;
    }

    public double rate() {
        return rate;
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public List<Parameter> state() {
        return List.of(state);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        return new Run() {
            private final float[] y = new float[batch * in.size()];
            private final float[] dx = new float[batch * in.size()];
            private final float[] factor = new float[batch * in.size()];
            private final int[] numbers = new int[RandomWords.GROUP];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                if (!pass.training()) {
                    return x;
                }
                draw(count * in.size());
                multiply(x, y, count);
                return y;
            }

            private void draw(int n) {
                RandomWords words = new RandomWords(
                        seed() ^ (long) name.hashCode() << 32, Purpose.DROPOUT, (int) state.values()[0]++);
                int dropped = (int) Math.round(rate * (1 << BITS));
                float kept = (float) (1 / (1 - rate));
                for (int i = 0; i < n; i++) {
                    if (i % RandomWords.GROUP == 0) {
                        words.fill(i / RandomWords.GROUP, BITS, numbers);
                    }
                    factor[i] = numbers[i % RandomWords.GROUP] >= dropped ? kept : 0f;
                }
            }

            private void multiply(float[] from, float[] to, int count) {
                for (int i = 0; i < count * in.size(); i++) {
                    to[i] = from[i] * factor[i];
                }
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                if (!needInput || !pass.training()) {
                    return needInput ? dy : null;
                }
                multiply(dy, dx, count);
                return dx;
            }
        };
    }
}
