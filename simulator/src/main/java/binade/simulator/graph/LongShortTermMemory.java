package binade.simulator.graph;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import binade.simulator.matrix.Sigmoids;
import java.util.Arrays;

/**
 * A long short-term memory in one or both directions. Inputs x[T,N,D], w[dirs,4H,D], r[dirs,4H,H], bias[dirs,8H] or none, h0 and
 * c0[dirs,N,H] or none (zero); gates in the order i, o, f, c. Outputs y[T,dirs,N,H], all h in the order of the positions, and
 * the last c[dirs,N,H].
 *
 * <pre>
 *   z = x_t w^T + h r^T + both biases,    c' = s(z_f) c + s(z_i) tanh(z_c),    h' = s(z_o) tanh(c')
 * </pre>
 */
public final class LongShortTermMemory implements Operator {
    /** Which way along the positions. */
    public enum Direction {
        FORWARD,
        REVERSE,
        BIDIRECTIONAL
    }

    private final int steps;
    private final int samples;
    private final int in;
    private final int hidden;
    private final Direction direction;
    private final int directions;

    public LongShortTermMemory(int steps, int samples, int in, int hidden, Direction direction) {
        this.steps = steps;
        this.samples = samples;
        this.in = in;
        this.hidden = hidden;
        this.direction = direction;
        directions = direction == Direction.BIDIRECTIONAL ? 2 : 1;
    }

    @Override
    public int[][] outputs() {
        return new int[][] {{steps, directions, samples, hidden}, {directions, samples, hidden}};
    }

    @Override
    public boolean isMatrixOperator() {
        return true;
    }

    /** Whether this direction starts at the last position. */
    public boolean isReverse(int d) {
        return direction == Direction.REVERSE || d == 1;
    }

    @Override
    public Kernel bind() {
        return new LstmKernel();
    }

    private final class LstmKernel implements Kernel {
        private final MatrixProduct product = MatrixProducts.product();
        private final Sigmoids sigmoids = Sigmoids.get();
        private final int each = samples * hidden;
        private final Track[] tracks = new Track[directions];

        LstmKernel() {
            for (int d = 0; d < directions; d++) {
                tracks[d] = new Track();
            }
        }

        /** What one direction keeps, by step in the order of its time. */
        private final class Track {
            final float[] gates = new float[steps * samples * 4 * hidden];
            final float[] cells = new float[(steps + 1) * each];
            final float[] states = new float[(steps + 1) * each];
            final float[] cellTanh = new float[steps * each];
        }

        private static float[] input(float[][] in, int i) {
            return i < in.length ? in[i] : null;
        }

        @Override
        public void forward(float[][] ins, float[][] out) {
            float[] wTurned = new float[4 * hidden * Math.max(in, hidden)];
            for (int d = 0; d < directions; d++) {
                Track t = tracks[d];
                load(input(ins, 4), d, t.states);
                load(input(ins, 5), d, t.cells);
                projectInputs(ins, d, t, wTurned);
                Transposed.copy(ins[2], d * 4 * hidden * hidden, hidden, 4 * hidden, hidden, wTurned, 0);
                for (int s = 0; s < steps; s++) {
                    int z = s * samples * 4 * hidden;
                    product.multiply(samples, 4 * hidden, hidden, t.states, s * each, hidden, 1, wTurned, 0, 4 * hidden,
                            t.gates, z, 4 * hidden, true);
                    step(t, s);
                    System.arraycopy(t.states, (s + 1) * each, out[0], (position(d, s) * directions + d) * each, each);
                }
                System.arraycopy(t.cells, steps * each, out[1], d * each, each);
            }
        }

        private int position(int d, int s) {
            return isReverse(d) ? steps - 1 - s : s;
        }

        private void load(float[] initial, int d, float[] to) {
            if (initial == null) {
                Arrays.fill(to, 0, each, 0f);
            } else {
                System.arraycopy(initial, d * each, to, 0, each);
            }
        }

        private void projectInputs(float[][] ins, int d, Track t, float[] wTurned) {
            float[] bias = input(ins, 3);
            float[] sum = new float[4 * hidden];
            for (int j = 0; bias != null && j < 4 * hidden; j++) {
                sum[j] = bias[d * 8 * hidden + j] + bias[d * 8 * hidden + 4 * hidden + j];
            }
            for (int r = 0; r < steps * samples; r++) {
                System.arraycopy(sum, 0, t.gates, r * 4 * hidden, 4 * hidden);
            }
            Transposed.copy(ins[1], d * 4 * hidden * in, in, 4 * hidden, in, wTurned, 0);
            for (int s = 0; s < steps; s++) {
                product.multiply(samples, 4 * hidden, in, ins[0], position(d, s) * samples * in, in, 1, wTurned, 0, 4 * hidden,
                        t.gates, s * samples * 4 * hidden, 4 * hidden, true);
            }
        }

        private void step(Track t, int s) {
            for (int n = 0; n < samples; n++) {
                int z = (s * samples + n) * 4 * hidden;
                sigmoids.logistic(t.gates, t.gates, z, z + 3 * hidden); // i, o, f
                sigmoids.tanh(t.gates, t.gates, z + 3 * hidden, z + 4 * hidden);
                int before = s * each + n * hidden;
                int after = before + each;
                for (int u = 0; u < hidden; u++) {
                    t.cells[after + u] = t.gates[z + 2 * hidden + u] * t.cells[before + u]
                            + t.gates[z + u] * t.gates[z + 3 * hidden + u];
                }
                System.arraycopy(t.cells, after, t.cellTanh, before, hidden);
                sigmoids.tanh(t.cellTanh, t.cellTanh, before, before + hidden);
                for (int u = 0; u < hidden; u++) {
                    t.states[after + u] = t.gates[z + hidden + u] * t.cellTanh[before + u];
                }
            }
        }

        @Override
        public void backward(float[][] ins, float[][] out, float[][] dout, float[][] din) {
            float[] dz = new float[steps * samples * 4 * hidden];
            for (int d = 0; d < directions; d++) {
                Track t = tracks[d];
                float[] dh = new float[each];
                float[] dc = new float[each];
                if (dout[1] != null) {
                    System.arraycopy(dout[1], d * each, dc, 0, each);
                }
                for (int s = steps - 1; s >= 0; s--) {
                    int y = (position(d, s) * directions + d) * each;
                    for (int i = 0; dout[0] != null && i < each; i++) {
                        dh[i] += dout[0][y + i];
                    }
                    stepBack(t, s, dh, dc, dz);
                    product.multiply(samples, hidden, 4 * hidden, dz, s * samples * 4 * hidden, 4 * hidden, 1, ins[2],
                            d * 4 * hidden * hidden, hidden, dh, 0, hidden, false);
                }
                collect(ins, din, d, t, dz, dh, dc);
            }
        }

        /** From dh and dc of a step its dz, and dc of the step before. */
        private void stepBack(Track t, int s, float[] dh, float[] dc, float[] dz) {
            for (int n = 0; n < samples; n++) {
                int z = (s * samples + n) * 4 * hidden;
                for (int u = 0; u < hidden; u++) {
                    int a = n * hidden + u;
                    float i = t.gates[z + u];
                    float o = t.gates[z + hidden + u];
                    float f = t.gates[z + 2 * hidden + u];
                    float g = t.gates[z + 3 * hidden + u];
                    float tanh = t.cellTanh[s * each + a];
                    float e = dc[a] + dh[a] * o * (1 - tanh * tanh);
                    dz[z + u] = e * g * (i * (1 - i));
                    dz[z + hidden + u] = dh[a] * tanh * (o * (1 - o));
                    dz[z + 2 * hidden + u] = e * t.cells[s * each + a] * (f * (1 - f));
                    dz[z + 3 * hidden + u] = e * i * (1 - g * g);
                    dc[a] = e * f;
                }
            }
        }

        private void collect(float[][] ins, float[][] din, int d, Track t, float[] dz, float[] dh, float[] dc) {
            int rows = 4 * hidden;
            for (int s = steps - 1; s >= 0; s--) {
                int z = s * samples * rows;
                int x = position(d, s) * samples * in;
                if (din[1] != null) {
                    product.multiply(rows, in, samples, dz, z, 1, rows, ins[0], x, in, din[1], d * rows * in, in, true);
                }
                if (din[2] != null) {
                    product.multiply(rows, hidden, samples, dz, z, 1, rows, t.states, s * each, hidden, din[2],
                            d * rows * hidden, hidden, true);
                }
                if (din[0] != null) {
                    product.multiply(samples, in, rows, dz, z, rows, 1, ins[1], d * rows * in, in, din[0], x, in, true);
                }
            }
            float[] dbias = input(din, 3);
            for (int r = 0; dbias != null && r < steps * samples; r++) {
                for (int j = 0; j < rows; j++) {
                    dbias[d * 2 * rows + j] += dz[r * rows + j];
                    dbias[d * 2 * rows + rows + j] += dz[r * rows + j];
                }
            }
            add(dh, input(din, 4), d);
            add(dc, input(din, 5), d);
        }

        private void add(float[] gradient, float[] to, int d) {
            for (int i = 0; to != null && i < each; i++) {
                to[d * each + i] += gradient[i];
            }
        }
    }
}
