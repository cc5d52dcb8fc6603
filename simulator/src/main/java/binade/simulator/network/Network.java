package binade.simulator.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Layers in order, from an input shape to class logits. Shared by threads while its parameters do not change; each
 * thread computes in its own {@link Run}.
 */
public final class Network {
    private final Shape input;
    private final List<Layer> layers;
    private final List<Parameter> parameters;
    private final List<Parameter> state;
    private final List<QuantizationPoint> points;
    private final int labelsPerSample;
    private final int classes;

    /**
     * A network that gives each sample one label.
     *
     * @throws IllegalArgumentException if layers do not fit each other, or two quantization points have one name
     */
    public Network(Shape input, List<Layer> layers) {
        this(input, layers, false);
    }

    /**
     * @param labelPerPosition whether every position of the output has a label of its own, as in a sequence; the loss is the
     *     mean over all
     * @throws IllegalArgumentException if layers do not fit each other, or two quantization points have one name
     */
    public Network(Shape input, List<Layer> layers, boolean labelPerPosition) {
        this.input = input;
        this.layers = List.copyOf(layers);
        List<Parameter> trained = new ArrayList<>();
        List<Parameter> kept = new ArrayList<>();
        for (Layer layer : layers) {
            trained.addAll(layer.parameters());
            kept.addAll(layer.state());
        }
        for (int i = 0; i < trained.size(); i++) {
            trained.get(i).setIndex(i);
        }
        parameters = List.copyOf(trained);
        state = List.copyOf(kept);
        points = QuantizationPoint.number(layers.stream().flatMap(l -> l.points().stream()).toList());
        Shape output = Chain.outputShape(layers, input);
        labelsPerSample = labelPerPosition ? output.positions() : 1;
        classes = output.size() / labelsPerSample;
        refresh();
    }

    public Shape input() {
        return input;
    }

    public List<Layer> layers() {
        return layers;
    }

    /** 1, or the positions of a sequence. */
    public int labelsPerSample() {
        return labelsPerSample;
    }

    /** Number of outputs for each label. */
    public int classes() {
        return classes;
    }

    /** All trained tensors, in the order of the layers. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** Tensors kept but not trained: running statistics. */
    public List<Parameter> state() {
        return state;
    }

    /** The quantization points that have a name, in the order of the forward pass. */
    public List<QuantizationPoint> points() {
        return points;
    }

    /** Number of trained values. */
    public int parameterCount() {
        return parameters.stream().mapToInt(Parameter::size).sum();
    }

    /** Recomputes what layers derive from their parameters; call after changing any. */
    public void refresh() {
        layers.forEach(Layer::refresh);
    }

    /** Buffers for one thread and at most {@code batch} samples, with the ordinary matrix product. */
    public Run bind(int batch) {
        return bind(batch, Products.ORDINARY);
    }

    /** The same with other matrix products, such as those of a simulated unit. */
    public Run bind(int batch, Products products) {
        return new Run(batch, products);
    }

    /** One thread's forward and backward passes. A backward uses what the last forward left. */
    public final class Run {
        private final Chain chain;
        private final float[] dlogits;
        private float[] logits;

        private Run(int batch, Products products) {
            chain = new Chain(layers, input, batch, products);
            dlogits = new float[batch * labelsPerSample * classes];
        }

        /** x [count, input shape] to logits [count, labels of a sample, classes]. */
        public float[] forward(float[] x, int count, Pass pass) {
            logits = chain.forward(x, count, pass);
            return logits;
        }

        /** How many labels of the last forward pass have the largest logit, the first one of equals. */
        public int correct(int[] labels, int count) {
            return SoftmaxCrossEntropy.correct(logits, labels, count * labelsPerSample, classes);
        }

        /** Forward, and the mean cross-entropy in nats; keeps the error of the logits for {@link #backward}. */
        public double loss(float[] x, int[] labels, int count, Pass pass) {
            return SoftmaxCrossEntropy.loss(
                    forward(x, count, pass), labels, count * labelsPerSample, classes, dlogits);
        }

        /** Multiplies the error of the logits, for the next {@link #backward}. */
        public void scaleError(float factor) {
            for (int i = 0; i < dlogits.length; i++) {
                dlogits[i] *= factor;
            }
        }

        /** Gradients of the loss of the last {@link #loss} call; may be repeated with other error quantizers. */
        public void backward(int count, Pass pass, Gradients gradients) {
            chain.backward(dlogits, count, pass, gradients, false);
        }
    }
}
