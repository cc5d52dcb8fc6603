package binade.simulator.graph;

import binade.simulator.network.PointRounding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network as steps in order, for one size of mini-batch. Immutable; each thread computes in its own {@link Run}s, and the bits do
 * not depend on which.
 */
public final class Graph {
    private final List<Value> values;
    private final List<Step> steps;
    private final List<Value> inputs;
    private final List<Value> weights;
    private final Value output;
    private final List<QuantizationPoint> points;
    /** Which gradient buffer a value uses, by its number; -1 without one. */
    private final int[] bufferOf;
    private final int[] bufferSizes;

    Graph(List<Value> values, List<Step> steps, List<Value> inputs, List<Value> weights, Value output) {
        this.values = List.copyOf(values);
        this.steps = List.copyOf(steps);
        this.inputs = List.copyOf(inputs);
        this.output = output;
        Set<Integer> reached = new HashSet<>();
        for (Step s : steps) {
            for (int i = 0; i < s.inputs().size(); i++) {
                if (s.passes(i)) {
                    reached.add(s.inputs().get(i).root().index());
                }
            }
        }
        this.weights = weights.stream().filter(w -> reached.contains(w.index())).toList();
        List<QuantizationPoint> all = new ArrayList<>();
        for (Step s : steps) {
            for (QuantizationPoint p : s.operands()) {
                if (p != null) {
                    all.add(p);
                }
            }
            for (QuantizationPoint p : s.errors()) {
                if (p != null) {
                    all.add(p);
                }
            }
        }
        points = QuantizationPoint.number(all);
        bufferOf = new int[values.size()];
        bufferSizes = assignBuffers();
    }

    /** A gradient lives from the last step that uses its value to the one that makes it; buffers of equal size are used again. */
    private int[] assignBuffers() {
        Arrays.fill(bufferOf, -1);
        for (int w = 0; w < weights.size(); w++) {
            bufferOf[weights.get(w).index()] = w;
        }
        List<Integer> sizes = new ArrayList<>();
        weights.forEach(w -> sizes.add(w.size()));
        Map<Integer, List<Integer>> free = new HashMap<>();
        takeBuffer(output, sizes, free);
        for (Step s : steps.reversed()) {
            for (int i = 0; i < s.inputs().size(); i++) {
                if (s.passes(i)) {
                    takeBuffer(s.inputs().get(i), sizes, free);
                }
            }
            for (Value v : s.outputs()) {
                int buffer = bufferOf[v.root().index()];
                if (buffer >= weights.size()) {
                    free.computeIfAbsent(v.size(), _ -> new ArrayList<>()).add(buffer);
                }
            }
        }
        return sizes.stream().mapToInt(Integer::intValue).toArray();
    }

    private void takeBuffer(Value v, List<Integer> sizes, Map<Integer, List<Integer>> free) {
        int root = v.root().index();
        if (bufferOf[root] >= 0) {
            return;
        }
        List<Integer> list = free.get(v.size());
        if (list != null && !list.isEmpty()) {
            bufferOf[root] = list.removeLast();
        } else {
            bufferOf[root] = sizes.size();
            sizes.add(v.size());
        }
    }

    public List<Value> inputs() {
        return inputs;
    }

    /** The weights that the output depends on, in the order in which they were put in. */
    public List<Value> weights() {
        return weights;
    }

    public Value output() {
        return output;
    }

    /** Where activations and errors are rounded, in the order of the steps. */
    public List<QuantizationPoint> points() {
        return points;
    }

    /** Number of steps: for tests and reports. */
    public int stepCount() {
        return steps.size();
    }

    /** Gradient buffers, to be shared by the runs of one thread. */
    public Buffers buffers() {
        return new Buffers();
    }

    /** Buffers for one thread. */
    public Run bind(Buffers buffers) {
        return new Run(buffers);
    }

    /** Gradients of all values; contents last for one backward pass. */
    public final class Buffers {
        private final float[][] gradients = new float[bufferSizes.length][];
        private final Map<Integer, float[]> rounded = new HashMap<>();

        private Buffers() {}

        private float[] of(int buffer) {
            if (gradients[buffer] == null) {
                gradients[buffer] = new float[bufferSizes[buffer]];
            }
            return gradients[buffer];
        }
    }

    /** One thread's forward and backward passes. A backward uses what the last forward left. */
    public final class Run {
        private final Buffers buffers;
        private final float[][] data = new float[values.size()][];
        private final Operator.Kernel[] kernels = new Operator.Kernel[steps.size()];
        private final float[][][] ins = new float[steps.size()][][];
        private final float[][][] outs = new float[steps.size()][][];
        /** Rounded operands by step and input. */
        private final float[][][] operands = new float[steps.size()][][];

        private Run(Buffers buffers) {
            this.buffers = buffers;
            for (int s = 0; s < kernels.length; s++) {
                Step step = steps.get(s);
                kernels[s] = step.operator().bind();
                operands[s] = new float[step.inputs().size()][];
                ins[s] = new float[step.inputs().size()][];
                outs[s] = step.outputs().stream().map(this::array).toArray(float[][]::new);
                for (int i = 0; i < ins[s].length; i++) {
                    ins[s][i] = array(step.inputs().get(i));
                }
                if (!step.isActive()) {
                    kernels[s].forward(ins[s], outs[s]);
                }
            }
        }

        private float[] array(Value v) {
            if (v == null) {
                return null;
            }
            int root = v.root().index();
            if (data[root] == null) {
                data[root] = v.root().isKnown() ? v.root().floats() : new float[v.size()];
            }
            return data[root];
        }

        /**
         * Computes the output.
         *
         * @param x the inputs, in their order
         * @param activation rounds what enters matrix operators, or null
         * @return the output; holds until the next call
         */
        public float[] forward(float[][] x, PointRounding activation) {
            for (int i = 0; i < x.length; i++) {
                System.arraycopy(x[i], 0, array(inputs.get(i)), 0, x[i].length);
            }
            for (int s = 0; s < kernels.length; s++) {
                Step step = steps.get(s);
                if (!step.isActive()) {
                    continue;
                }
                for (int i = 0; i < ins[s].length; i++) {
                    ins[s][i] = operand(step, s, i, activation);
                }
                try {
                    kernels[s].forward(ins[s], outs[s]);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("node " + step.name() + ": " + e.getMessage(), e);
                }
            }
            return array(output);
        }

        private float[] operand(Step step, int s, int i, PointRounding activation) {
            float[] x = array(step.inputs().get(i));
            QuantizationPoint point = step.operands()[i];
            if (point == null || activation == null) {
                return x;
            }
            if (operands[s][i] == null) {
                operands[s][i] = new float[x.length];
            }
            return round(activation, point, x, operands[s][i], step);
        }

        private float[] round(PointRounding rounding, QuantizationPoint point, float[] x, float[] y, Step step) {
            if (x.length == 0) {
                return x;
            }
            try {
                return rounding.round(point, false, Shape.vector(x.length), 1, x, y, null);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("node " + step.name() + ": " + e.getMessage(), e);
            }
        }

        /**
         * Gradients of the weights.
         *
         * @param dy of the output
         * @param error rounds the errors of matrix operators, or null
         * @param gradients written: one array for each of {@link #weights}
         */
        public void backward(float[] dy, PointRounding error, float[][] gradients) {
            boolean[] arrived = new boolean[values.size()];
            for (float[] g : gradients) {
                Arrays.fill(g, 0f);
            }
            float[] last = gradient(output, gradients, arrived);
            if (last != null) {
                System.arraycopy(dy, 0, last, 0, dy.length);
            }
            for (int s = kernels.length - 1; s >= 0; s--) {
                stepBack(s, error, gradients, arrived);
            }
        }

        private void stepBack(int s, PointRounding error, float[][] gradients, boolean[] arrived) {
            Step step = steps.get(s);
            float[][] dout = new float[step.outputs().size()][];
            boolean any = false;
            for (int o = 0; o < dout.length; o++) {
                int root = step.outputs().get(o).root().index();
                if (arrived[root]) {
                    any = true;
                    dout[o] = buffers.of(bufferOf[root]);
                    if (error != null && step.errors()[o] != null) {
                        float[] rounded = buffers.rounded.computeIfAbsent(dout[o].length, float[]::new);
                        dout[o] = round(error, step.errors()[o], dout[o], o == 0 ? rounded : new float[rounded.length], step);
                    }
                }
            }
            if (!any) {
                return;
            }
            float[][] din = new float[step.inputs().size()][];
            boolean wanted = false;
            for (int i = 0; i < din.length; i++) {
                if (step.passes(i)) {
                    din[i] = gradient(step.inputs().get(i), gradients, arrived);
                    wanted = true;
                }
            }
            if (wanted) {
                kernels[s].backward(ins[s], outs[s], dout, din);
            }
        }

        /** Where the gradient of a value is summed; zero when it is asked for the first time. */
        private float[] gradient(Value v, float[][] gradients, boolean[] arrived) {
            int root = v.root().index();
            int buffer = bufferOf[root];
            if (buffer < weights.size()) {
                return gradients[buffer];
            }
            float[] g = buffers.of(buffer);
            if (!arrived[root]) {
                Arrays.fill(g, 0f);
                arrived[root] = true;
            }
            return g;
        }
    }
}
