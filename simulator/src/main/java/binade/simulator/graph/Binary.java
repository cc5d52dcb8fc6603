package binade.simulator.graph;

import java.util.Arrays;

/** An element-wise function of two tensors that repeat over each other. */
public final class Binary implements Operator {
    /** Which. Truth values are 0 and 1. */
    public enum Rule {
        ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, MINIMUM, MAXIMUM,
        /** x where positive, else slope times x. */
        PARAMETRIC_RELU,
        /** Quotient toward zero. */
        INTEGER_DIVIDE,
        /** Remainder with the sign of the divisor. */
        MODULO,
        /** Remainder with the sign of the dividend. */
        REMAINDER,
        EQUAL, LESS, GREATER, LESS_OR_EQUAL, GREATER_OR_EQUAL, AND, OR, XOR;

        /** Whether it has a gradient. */
        public boolean isSmooth() {
            return ordinal() <= PARAMETRIC_RELU.ordinal();
        }

        /** Whether its result is a truth value. */
        public boolean isTest() {
            return ordinal() >= EQUAL.ordinal();
        }

        /** Of two numbers. */
        public double of(double a, double b) {
            return switch (this) {
                case ADD -> a + b;
                case SUBTRACT -> a - b;
                case MULTIPLY -> a * b;
                case DIVIDE -> a / b;
                case POWER -> b == 2 ? a * a : b == 0.5 ? Math.sqrt(a) : StrictMath.pow(a, b);
                case MINIMUM -> Math.min(a, b);
                case MAXIMUM -> Math.max(a, b);
                case PARAMETRIC_RELU -> a < 0 ? a * b : a;
                case INTEGER_DIVIDE -> a / b < 0 ? Math.ceil(a / b) : Math.floor(a / b);
                case MODULO -> a - b * Math.floor(a / b);
                case REMAINDER -> a % b;
                case EQUAL -> truth(a == b);
                case LESS -> truth(a < b);
                case GREATER -> truth(a > b);
                case LESS_OR_EQUAL -> truth(a <= b);
                case GREATER_OR_EQUAL -> truth(a >= b);
                case AND -> truth(a != 0 && b != 0);
                case OR -> truth(a != 0 || b != 0);
                case XOR -> truth(a != 0 ^ b != 0);
            };
        }

        private static double truth(boolean b) {
            return b ? 1 : 0;
        }
    }

    /** Shorter periods are written out, to keep inner loops long. */
    private static final int SHORT = 64;

    private final Rule rule;
    private final Value.Kind kind;
    private final int[] shape;
    private final int size;
    private final Broadcast[] repeats;
    private final boolean[] fixed;

    /**
     * @param kind of the result, unless it is a truth value
     * @param fixed which operands are the same in every pass
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Binary(Rule rule, Value.Kind kind, int[] a, int[] b, boolean... fixed) {
        this.rule = rule;
        this.kind = rule.isTest() ? Value.Kind.BOOLEAN : kind;
        this.fixed = fixed.clone();
        shape = Shapes.broadcast(a, b);
        size = Shapes.size(shape);
        repeats = new Broadcast[] {Broadcast.of(a, shape), Broadcast.of(b, shape)};
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public Value.Kind kind() {
        return kind;
    }

    @Override
    public boolean isDifferentiable(int input) {
        return rule.isSmooth();
    }

    @Override
    public Kernel bind() {
        return new BinaryKernel();
    }

    private final class BinaryKernel implements Kernel {
        private final int[] periods = new int[2];
        private final int step;
        private final float[][] written = new float[2][];
        private final boolean[] ready = new boolean[2];
        private final float[][] operands = new float[2][];
        private float[] g;

        BinaryKernel() {
            for (int k = 0; k < 2; k++) {
                int period = repeats[k].period();
                int other = repeats[1 - k].period();
                // a period that is written out is the other's, which it divides, or everything
                periods[k] = period >= SHORT || period == size ? period : other >= SHORT && other % period == 0 ? other : size;
            }
            int p = Math.min(periods[0], periods[1]);
            if (size > 0 && Math.max(periods[0], periods[1]) % p != 0) {
                p = periods[0] = periods[1] = size;
            }
            step = p;
        }

        private float[] operand(int k, float[] x) {
            if (repeats[k].count() == periods[k] && repeats[k].period() == periods[k]) {
                return x;
            }
            if (!ready[k]) {
                written[k] = written[k] == null ? new float[periods[k]] : written[k];
                repeats[k].expand(x, written[k], periods[k]);
                ready[k] = fixed[k];
            }
            return written[k];
        }

        @Override
        public void forward(float[][] in, float[][] out) {
            operands[0] = operand(0, in[0]);
            operands[1] = operand(1, in[1]);
            for (int from = 0; from < size; from += step) {
                piece(operands[0], from % periods[0], operands[1], from % periods[1], out[0], from);
            }
        }

        private void piece(float[] a, int i, float[] b, int j, float[] y, int o) {
            switch (rule) {
                case ADD -> {
                    for (int k = 0; k < step; k++) {
                        y[o + k] = a[i + k] + b[j + k];
                    }
                }
                case SUBTRACT -> {
                    for (int k = 0; k < step; k++) {
                        y[o + k] = a[i + k] - b[j + k];
                    }
                }
                case MULTIPLY -> {
                    for (int k = 0; k < step; k++) {
                        y[o + k] = a[i + k] * b[j + k];
                    }
                }
                case DIVIDE -> {
                    for (int k = 0; k < step; k++) {
                        y[o + k] = a[i + k] / b[j + k];
                    }
                }
                default -> {
                    for (int k = 0; k < step; k++) {
                        y[o + k] = (float) rule.of(a[i + k], b[j + k]);
                    }
                }
            }
        }

        @Override
        public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
            for (int k = 0; k < 2; k++) {
                if (din[k] == null) {
                    continue;
                }
                if (repeats[k].isWhole()) {
                    slopes(k, out[0], dout[0], din[k], true);
                } else {
                    g = g == null ? new float[size] : g;
                    slopes(k, out[0], dout[0], g, false);
                    double[] sums = new double[repeats[k].count()];
                    repeats[k].sum(g, sums);
                    for (int i = 0; i < sums.length; i++) {
                        din[k][i] += (float) sums[i];
                    }
                }
            }
        }

        private void slopes(int k, float[] y, float[] dy, float[] to, boolean add) {
            if (!add) {
                Arrays.fill(to, 0f);
            }
            for (int from = 0; from < size; from += step) {
                slopes(k, operands[0], from % periods[0], operands[1], from % periods[1], y, dy, to, from);
            }
        }

        private void slopes(int input, float[] a, int i, float[] b, int j, float[] y, float[] dy, float[] g, int o) {
            switch (rule) {
                case ADD -> {
                    for (int k = o; k < o + step; k++) {
                        g[k] += dy[k];
                    }
                }
                case SUBTRACT -> {
                    float sign = input == 0 ? 1 : -1;
                    for (int k = o; k < o + step; k++) {
                        g[k] += sign * dy[k];
                    }
                }
                case MULTIPLY -> {
                    float[] other = input == 0 ? b : a;
                    int at = input == 0 ? j : i;
                    for (int k = 0; k < step; k++) {
                        g[o + k] += other[at + k] * dy[o + k];
                    }
                }
                default -> {
                    for (int k = 0; k < step; k++) {
                        g[o + k] += (float) (dy[o + k] * slope(input, a[i + k], b[j + k], y[o + k]));
                    }
                }
            }
        }

        /** Derivative by the first or second operand; equal extremes share it. */
        private double slope(int input, double a, double b, double y) {
            boolean first = input == 0;
            return switch (rule) {
                case DIVIDE -> first ? 1 / b : -(a / b) / b;
                case POWER -> first
                        ? b == 0 ? 0 : b == 2 ? 2 * a : b * StrictMath.pow(a, b - 1)
                        : a == 0 && b >= 0 ? 0 : y * StrictMath.log(a);
                case MINIMUM -> a == b ? 0.5 : a < b == first ? 1 : 0;
                case MAXIMUM -> a == b ? 0.5 : a > b == first ? 1 : 0;
                case PARAMETRIC_RELU -> first ? a < 0 ? b : 1 : a < 0 ? a : 0;
                default -> throw new IllegalStateException(rule + " has no gradient here");
            };
        }
    }
}
