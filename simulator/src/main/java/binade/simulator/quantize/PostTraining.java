package binade.simulator.quantize;

import binade.simulator.network.Layer;
import binade.simulator.network.Layers;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.PointRounding;
import binade.simulator.network.Shape;
import binade.simulator.quantize.QuantizationRecipe.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Quantizes a trained network by a recipe. The trained network stays as it is. */
public final class PostTraining {
    /** Samples at a time in calibration: a mini-batch of moving averages. */
    static final int BATCH = 32;

    private final QuantizationRecipe recipe;
    private final float[] samples;
    private final int count;
    private final PlacedNetwork placed;
    private final Network network;
    private final ActivationRounding rounding;
    private final Map<Operator, InputStatistics> statistics = new LinkedHashMap<>();

    private PostTraining(Network prepared, float[] samples, int count, QuantizationRecipe recipe) {
        this.recipe = recipe;
        this.samples = samples;
        this.count = count;
        placed = new PlacedNetwork(prepared);
        network = placed.network();
        rounding = new ActivationRounding(network.points().size());
    }

    /**
     * Quantizes.
     *
     * @param trained in binary32, with quantization points or without; they are left out
     * @param samples [count, input shape] that ranges and statistics are taken from
     * @param count at least 1
     * @throws IllegalArgumentException if the recipe does not fit the network, naming the layer
     * @throws ArithmeticException if values are not finite
     */
    public static QuantizedNetwork quantize(Network trained, float[] samples, int count, QuantizationRecipe recipe) {
        checkSamples(trained, samples, count);
        if (recipe.mode() == Mode.INTEGER) {
            throw new IllegalArgumentException("recipe " + recipe.id() + " asks for integer arithmetic: IntegerNetwork;"
                    + " allowed here: none dynamic static");
        }
        Network prepared = prepared(trained, recipe);
        return new PostTraining(prepared, samples, count, recipe).run(bytes(trained));
    }

    static void checkSamples(Network trained, float[] samples, int count) {
        if (count < 1 || samples.length < count * trained.input().size()) {
            throw new IllegalArgumentException(count + " samples for calibration in " + samples.length + " values of "
                    + trained.input().size() + " each; at least 1 is needed");
        }
    }

    /** A copy, folded and equalized as the recipe says. */
    static Network prepared(Network trained, QuantizationRecipe recipe) {
        List<Layer> layers = Layers.copy(trained.layers());
        if (recipe.fold()) {
            layers = Folding.fold(layers);
        }
        if (recipe.biasCorrection()) {
            layers = Folding.withBiases(layers);
        }
        Network network = new Network(trained.input(), layers, trained.labelsPerSample() > 1);
        if (recipe.equalize()) {
            Equalization.equalize(network);
        }
        return network;
    }

    /** Bytes of a network in binary32. */
    static long bytes(Network network) {
        return 4L * (network.parameterCount() + network.state().stream().mapToInt(Parameter::size).sum());
    }

    private QuantizedNetwork run(long originalSize) {
        boolean static_ = recipe.mode() == Mode.STATIC;
        if (recipe.needsMoments() || recipe.smoothing() >= 0 || recipe.biasCorrection()) {
            collect();
        }
        if (recipe.smoothing() >= 0 || recipe.aware()) {
            ChannelScales.apply(recipe, placed, statistics, rounding);
            network.refresh();
        }
        if (static_ && recipe.activations().hasRange()) {
            calibrate();
        } else if (recipe.mode() != Mode.NONE) {
            roundedPoints().forEach(i -> rounding.round(i, recipe.activations()));
        }
        ModelSize size = roundWeights();
        network.refresh();
        Pass pass = new Pass(false, rounding, null, false);
        return new QuantizedNetwork(network, pass, size, originalSize);
    }

    private List<Operator> quantized() {
        return placed.operators().stream().filter(o -> !recipe.excludes(o)).toList();
    }

    /** Points of quantized products, and those between activations. */
    private List<Integer> roundedPoints() {
        Set<String> kept = new HashSet<>();
        placed.operators().stream().filter(recipe::excludes).map(Operator::point).forEach(kept::add);
        return placed.activationPoints().entrySet().stream().filter(e -> !kept.contains(e.getKey()))
                .map(Map.Entry::getValue).sorted().toList();
    }

    /** One forward pass over all samples with something watching at the points. */
    private void forward(PointRounding watcher, Runnable endBatch) {
        forward(network, samples, count, watcher, endBatch);
    }

    static void forward(Network network, float[] samples, int count, PointRounding watcher, Runnable endBatch) {
        Network.Run run = network.bind(Math.min(BATCH, count));
        int size = network.input().size();
        Pass pass = new Pass(false, watcher, null, false);
        for (int first = 0; first < count; first += BATCH) {
            int n = Math.min(BATCH, count - first);
            run.forward(Arrays.copyOfRange(samples, first * size, (first + n) * size), n, pass);
            endBatch.run();
        }
    }

    private void collect() {
        Map<Integer, List<InputStatistics>> byPoint = new HashMap<>();
        for (Operator o : quantized()) {
            if (!o.isTable()) {
                InputStatistics s = new InputStatistics(o, recipe.needsMoments());
                statistics.put(o, s);
                byPoint.computeIfAbsent(placed.activationPoints().get(o.point()), _ -> new ArrayList<>()).add(s);
            }
        }
        forward((point, _, shape, n, x, _, _) -> {
            byPoint.getOrDefault(point.index(), List.of()).forEach(s -> s.add(x, shape, n));
            return x;
        }, () -> { });
    }

    private void calibrate() {
        Map<Integer, Observer> observers = new HashMap<>();
        roundedPoints().forEach(i -> observers.put(i, new Observer(recipe.activations())));
        forward((point, _, shape, n, x, y, _) -> {
            float[] seen = divided(point.index(), shape, n, x, y);
            if (observers.containsKey(point.index())) {
                observers.get(point.index()).observe(seen, 0, n * shape.size());
            }
            return seen;
        }, () -> observers.values().forEach(Observer::endBatch));
        observers.forEach((i, o) -> rounding.round(i, ScaledRounding.of(recipe.activations(), o.range())));
    }

    private float[] divided(int point, Shape shape, int n, float[] x, float[] y) {
        float[] s = rounding.divisor(point);
        if (s == null) {
            return x;
        }
        ActivationRounding.divide(s, x, y, n * shape.size());
        return y;
    }

    private ModelSize roundWeights() {
        ModelSize size = new ModelSize(0, 0, 0, 0, 0);
        Set<Parameter> counted = new HashSet<>();
        for (Operator o : quantized()) {
            float[] before = o.rows();
            WeightTensor after = WeightRoundings.round(recipe, o, before, statistics.get(o));
            o.setRows(after.rows());
            if (recipe.biasCorrection() && o.bias() != null) {
                BiasCorrection.correct(o, before, after.rows(), statistics.get(o));
            }
            size = size.plus(ModelSize.of(after));
            counted.add(o.weight());
            if (o.bias() != null && counted.add(o.bias())) {
                size = size.plus(new ModelSize(0, 0, 0, 4L * o.bias().size(), 0));
            }
        }
        long others = 0;
        for (Parameter p : network.parameters()) {
            others += counted.contains(p) ? 0 : 4L * p.size();
        }
        others += 4L * network.state().stream().mapToInt(Parameter::size).sum();
        for (int i = 0; i < network.points().size(); i++) {
            others += rounding.divisor(i) == null ? 0 : 4L * rounding.divisor(i).length;
        }
        return size.plus(new ModelSize(0, 0, 0, 0, others)).plus(activationSize());
    }

    /** A scale per point with a fixed range, and a zero point as wide as the integers. */
    private ModelSize activationSize() {
        if (recipe.mode() != Mode.STATIC || !recipe.activations().hasRange()) {
            return new ModelSize(0, 0, 0, 0, 0);
        }
        int points = roundedPoints().size();
        boolean zero = recipe.activations().isInteger() && !recipe.activations().symmetric();
        long zeroBytes = zero ? points * Math.ceilDiv((long) recipe.activations().format().width(), Byte.SIZE) : 0;
        return new ModelSize(0, 4L * points, zeroBytes, 0, 0);
    }
}
