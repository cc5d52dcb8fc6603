package binade.simulator.quantize;

import binade.simulator.network.AveragePool;
import binade.simulator.network.ChannelBias;
import binade.simulator.network.Convolution;
import binade.simulator.network.Dropout;
import binade.simulator.network.Layer;
import binade.simulator.network.Linear;
import binade.simulator.network.MaxPool;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import binade.simulator.network.Shape;
import binade.simulator.quantize.IntegerLayer.Average;
import binade.simulator.quantize.IntegerLayer.Codes;
import binade.simulator.quantize.IntegerLayer.Largest;
import binade.simulator.quantize.IntegerLayer.Product;
import binade.simulator.quantize.IntegerLayer.Rectifier;
import binade.simulator.quantize.IntegerLayer.Sum;
import binade.simulator.quantize.IntegerLayer.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns a network into an integer one. A quantization point goes behind the input and behind every product, average and sum with
 * the bias and ReLU that follow; ranges come from samples; then weights and biases become integers and, point by point, layers
 * become integer steps.
 */
final class IntegerConversion {
    /** Magnitude of an integer bias, so that products have room beside it in 32 bits. */
    private static final double MAX_BIAS = 0x1p30;

    private static final int FACTOR_BYTES = Integer.BYTES + 1;

    private final QuantizationRecipe recipe;
    private final long originalSize;
    private final Network network;
    private final ScaledRounding.Integers[] ranges;
    private final ActivationRounding rounding;
    private ModelSize size = new ModelSize(0, 0, 0, 0, 0);
    private int marks;
    /** Of the values that the next step gets. */
    private Shape shape;

    private ScaledRounding.Integers codes;

    IntegerConversion(Network trained, float[] samples, int count, QuantizationRecipe recipe) {
        if (recipe.mode() != QuantizationRecipe.Mode.INTEGER) {
            throw new IllegalArgumentException("recipe " + recipe.id() + " has activations of mode " + recipe.mode().id()
                    + "; an integer network needs mode integer");
        }
        PostTraining.checkSamples(trained, samples, count);
        this.recipe = recipe;
        originalSize = PostTraining.bytes(trained);
        Network prepared = PostTraining.prepared(trained, recipe);
        List<Layer> marked = new ArrayList<>(List.of(mark()));
        marked.addAll(marked(prepared.layers()));
        network = new Network(prepared.input(), marked, prepared.labelsPerSample() > 1);
        ranges = new ScaledRounding.Integers[network.points().size()];
        rounding = new ActivationRounding(ranges.length);
        calibrate(samples, count);
    }

    private Layer mark() {
        return QuantizationPoint.ACTIVATION.named("step " + marks++);
    }

    private List<Layer> marked(List<Layer> layers) {
        List<Layer> marked = new ArrayList<>();
        boolean open = false;
        for (Layer layer : layers) {
            boolean opens = layer instanceof Linear || layer instanceof Convolution || layer instanceof AveragePool
                    || layer instanceof Residual;
            if (open && (opens || layer instanceof MaxPool)) {
                marked.add(mark());
                open = false;
            }
            switch (layer) {
                case QuantizationPoint _, Dropout _ -> { }
                case Residual r -> marked.add(new Residual(marked(r.body()), marked(r.shortcut())));
                case Linear _, Convolution _, AveragePool _, MaxPool _, Relu _ -> marked.add(layer);
                case ChannelBias _ -> {
                    require(open, layer);
                    marked.add(layer);
                }
                default -> require(false, layer);
            }
            open |= opens;
        }
        if (open) {
            marked.add(mark());
        }
        return marked;
    }

    private static void require(boolean known, Layer layer) {
        if (!known) {
            throw new IllegalArgumentException("a layer of kind " + layer.getClass().getSimpleName() + " has no form in integers;"
                    + " linear layers, convolutions with batch norm behind them, pooling, ReLU and residual blocks have");
        }
    }

    private void calibrate(float[] samples, int count) {
        Observer[] observers = new Observer[ranges.length];
        for (int i = 0; i < ranges.length; i++) {
            observers[i] = new Observer(recipe.activations());
        }
        PostTraining.forward(network, samples, count, (point, _, in, n, x, _, _) -> {
            observers[point.index()].observe(x, 0, n * in.size());
            return x;
        }, () -> List.of(observers).forEach(Observer::endBatch));
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] = (ScaledRounding.Integers) ScaledRounding.of(recipe.activations(), observers[i].range());
            rounding.round(i, ranges[i]);
        }
    }

    IntegerNetwork convert() {
        shape = network.input();
        codes = ranges[0];
        ScaledRounding.Integers input = codes;
        List<IntegerLayer> steps = steps(network.layers().subList(1, network.layers().size()));
        network.refresh();
        long zeroPoints = (long) ranges.length * Math.ceilDiv(recipe.activations().format().width(), Byte.SIZE);
        ModelSize ends = new ModelSize(0, 2L * Float.BYTES, zeroPoints, 0, 0); // the scales of input and logits
        QuantizedNetwork simulated =
                new QuantizedNetwork(network, new Pass(false, rounding, null, false), size.plus(ends), originalSize);
        return new IntegerNetwork(steps, input, codes, network.input().size(), simulated);
    }

    private List<IntegerLayer> steps(List<Layer> layers) {
        List<IntegerLayer> steps = new ArrayList<>();
        Layer open = null;
        Parameter bias = null;
        boolean relu = false;
        for (Layer layer : layers) {
            switch (layer) {
                case ChannelBias b -> bias = b.bias();
                case Relu _ -> {
                    relu = true;
                    if (open == null) {
                        steps.add(new Rectifier(codes.zeroPoint()));
                    }
                }
                case MaxPool m -> {
                    Shape out = m.outputShape(shape);
                    steps.add(new Largest(shape, out, m.window(), m.stride()));
                    shape = out;
                }
                case QuantizationPoint p -> {
                    steps.add(step(open, bias, relu, ranges[p.index()]));
                    codes = ranges[p.index()];
                    open = null;
                }
                default -> {
                    open = layer;
                    bias = layer instanceof Linear l ? l.bias() : null;
                    relu = false;
                }
            }
        }
        return steps;
    }

    private IntegerLayer step(Layer layer, Parameter bias, boolean relu, ScaledRounding.Integers to) {
        Codes range = new Codes(to.zeroPoint(), relu ? to.zeroPoint() : to.range().min(), to.range().max());
        return switch (layer) {
            case Linear l -> {
                int in = l.weight().shape()[0];
                boolean whole = shape.size() == in;
                Shape from = whole ? Shape.vector(in) : shape;
                shape = l.outputShape(shape);
                yield product(Operator.product(l.weight(), bias, ""), from, Window.POINT, to, range);
            }
            case Convolution c -> {
                Shape from = shape;
                shape = c.outputShape(shape);
                Window window = new Window(c.weight().shape()[0], c.stride(), c.padding());
                yield product(Operator.convolution(c, bias, ""), from, window, to, range);
            }
            case AveragePool a -> {
                Shape from = shape;
                shape = a.outputShape(shape);
                int rows = a.window() == 0 ? from.height() : a.window();
                int columns = a.window() == 0 ? from.width() : a.window();
                size = size.plus(new ModelSize(0, FACTOR_BYTES, 0, 0, 0));
                FixedPoint factor = FixedPoint.of((double) codes.scale() / ((double) rows * columns * to.scale()));
                yield new Average(from, shape, rows, columns, a.stride(), factor, codes.zeroPoint(), range);
            }
            case Residual r -> sum(r, to, range);
            default -> throw new IllegalStateException(layer + " opens no step");
        };
    }

    private Sum sum(Residual r, ScaledRounding.Integers to, Codes range) {
        Shape from = shape;
        ScaledRounding.Integers before = codes;
        List<IntegerLayer> body = steps(r.body());
        ScaledRounding.Integers first = codes;
        shape = from;
        codes = before;
        List<IntegerLayer> shortcut = steps(r.shortcut());
        ScaledRounding.Integers second = codes;
        double unit = 2.0 * Math.max(first.scale(), second.scale());
        size = size.plus(new ModelSize(0, 3L * FACTOR_BYTES, 0, 0, 0));
        return new Sum(
                branch(body, first, unit), branch(shortcut, second, unit),
                FixedPoint.of(Math.scalb(unit / to.scale(), -Sum.HEADROOM)), range);
    }

    private static Sum.Branch branch(List<IntegerLayer> steps, ScaledRounding.Integers from, double unit) {
        return new Sum.Branch(steps.toArray(IntegerLayer[]::new), FixedPoint.of(from.scale() / unit), from.zeroPoint());
    }

    /** Weights and biases become integers, and the network's own become the values of these. */
    private Product product(Operator o, Shape from, Window window, ScaledRounding.Integers to, Codes range) {
        int n = o.outputs();
        int k = o.inputs();
        float[] rows = o.rows();
        ScaledRounding[] roundings = WeightTensor.roundings(rows, n, k, recipe.weights());
        int[] weights = new int[n * k];
        int[] bias = new int[n];
        FixedPoint[] factors = new FixedPoint[n];
        int most = Math.max(codes.zeroPoint() - codes.range().min(), codes.range().max() - codes.zeroPoint());
        for (int row = 0; row < n; row++) {
            float b = o.bias() == null ? 0 : o.bias().values()[row];
            double scale = roundings[WeightTensor.runOf(recipe.weights(), row, 0, k)].scale();
            // where weights are so small that the bias would not fit, they get the scale that makes it fit
            scale = Math.max(scale, Math.abs(b) / (codes.scale() * MAX_BIAS));
            double unit = scale * codes.scale();
            bias[row] = (int) Math.rint(b / unit);
            long bound = Math.abs((long) bias[row]);
            for (int i = 0; i < k; i++) {
                int code = (int) Math.rint(rows[row * k + i] / scale);
                weights[i * n + row] = code;
                rows[row * k + i] = (float) (scale * code);
                bound += (long) Math.abs(code) * most;
            }
            if (bound > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(o + ": a sum of " + k + " products may exceed 32 bits");
            }
            factors[row] = FixedPoint.of(unit / to.scale());
            if (o.bias() != null) {
                o.bias().values()[row] = (float) (unit * bias[row]);
            }
        }
        o.setRows(rows);
        long codeBytes = Math.ceilDiv((long) n * k * recipe.weights().format().width(), (long) Byte.SIZE);
        size = size.plus(new ModelSize(codeBytes, (long) FACTOR_BYTES * roundings.length, 0, (long) Integer.BYTES * n, 0));
        return new Product(from, shape, window, o.groups(), weights, bias, factors, codes.zeroPoint(), range);
    }
}
