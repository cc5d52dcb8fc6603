package binade.experiments.workload;

import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Layer;
import binade.simulator.network.Linear;
import binade.simulator.network.MaxPool;
import binade.simulator.network.Relu;
import binade.simulator.network.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a network from its layers in words: {@code linear OUT}, {@code conv OUT kernel K stride S padding P},
 * {@code batchnorm}, {@code relu}, {@code max-pool WINDOW STRIDE}, {@code average-pool WINDOW STRIDE},
 * {@code global-average}. Input sizes follow from the layer before.
 */
final class Architecture {
    private Architecture() {}

    /** @throws IllegalArgumentException naming the layer that cannot be read or does not fit */
    static List<Layer> parse(Shape input, List<String> words) {
        List<Layer> layers = new ArrayList<>();
        Shape shape = input;
        for (int i = 0; i < words.size(); i++) {
            Layer layer;
            try {
                layer = layer(i, shape, words.get(i).split(" "));
                shape = layer.outputShape(shape);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("layer " + (i + 1) + " '" + words.get(i) + "': " + e.getMessage(), e);
            }
            layers.add(layer);
        }
        return layers;
    }

    private static Layer layer(int position, Shape in, String[] w) {
        String name = position + "." + w[0];
        return switch (w[0]) {
            case "linear" -> new Linear(name, in.size(), Integer.parseInt(w[1]));
            case "conv" -> new Convolution(
                    name, in.channels(), Integer.parseInt(w[1]), named(w, "kernel"), named(w, "stride"),
                    named(w, "padding"));
            case "batchnorm" -> new BatchNorm(name, in.channels());
            case "relu" -> new Relu();
            case "max-pool" -> new MaxPool(Integer.parseInt(w[1]), Integer.parseInt(w[2]));
            case "average-pool" -> new AveragePool(Integer.parseInt(w[1]), Integer.parseInt(w[2]));
            case "global-average" -> AveragePool.GLOBAL;
            default -> throw new IllegalArgumentException("unknown layer; allowed: linear conv batchnorm relu max-pool"
                    + " average-pool global-average");
        };
    }

    private static int named(String[] words, String key) {
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(key)) {
                return Integer.parseInt(words[i + 1]);
            }
        }
        throw new IllegalArgumentException("'" + key + "' is missing");
    }
}
