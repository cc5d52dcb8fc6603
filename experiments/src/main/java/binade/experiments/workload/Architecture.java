package binade.experiments.workload;

import binade.simulator.network.Attention;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Dropout;
import binade.simulator.network.Embedding;
import binade.simulator.network.Gelu;
import binade.simulator.network.Layer;
import binade.simulator.network.LayerNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.Lstm;
import binade.simulator.network.MaxPool;
import binade.simulator.network.PositionalEmbedding;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import binade.simulator.network.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a network from its layers in words. Input sizes follow from the layer before.
 *
 * <pre>
 *   linear OUT   linear OUT each                 of all values of a sample, or at each position
 *   conv OUT kernel K stride S padding P         all sizes; depthwise kernel K stride S padding P: channel by channel
 *   batchnorm   layer-norm   relu   gelu   gelu-tanh   dropout RATE
 *   max-pool WINDOW STRIDE   average-pool WINDOW STRIDE   global-average
 *   embedding TOKENS WIDTH   positions           a vector per token; one per position added
 *   lstm HIDDEN   attention HEADS
 *   residual ... shortcut ... end                the sum of two branches; without {@code shortcut} the second is the input
 * </pre>
 */
final class Architecture {
    private static final String RESIDUAL = "residual";
    private static final String SHORTCUT = "shortcut";
    private static final String END = "end";

    private final List<String> words;
    private int next;

    private Architecture(List<String> words) {
        this.words = words;
    }

    /** @throws IllegalArgumentException naming the layer that cannot be read or does not fit */
    static List<Layer> parse(Shape input, List<String> words) {
        Architecture reader = new Architecture(words);
        List<Layer> layers = reader.branch(input);
        if (reader.next < words.size()) {
            throw new IllegalArgumentException(
                    "layer " + (reader.next + 1) + " '" + words.get(reader.next) + "': no residual was begun");
        }
        return layers;
    }

    /** Layers up to the end of the words or of a branch. */
    private List<Layer> branch(Shape input) {
        List<Layer> layers = new ArrayList<>();
        Shape shape = input;
        while (next < words.size() && !words.get(next).equals(SHORTCUT) && !words.get(next).equals(END)) {
            int position = next++;
            try {
                String[] w = words.get(position).split(" ");
                Layer layer = w[0].equals(RESIDUAL) ? residual(shape) : layer(position, shape, w);
                shape = layer.outputShape(shape);
                layers.add(layer);
            } catch (UnreadableException e) {
                throw e;
            } catch (RuntimeException e) {
                throw new UnreadableException(
                        "layer " + (position + 1) + " '" + words.get(position) + "': " + e.getMessage(), e);
            }
        }
        return layers;
    }

    private Layer residual(Shape in) {
        List<Layer> body = branch(in);
        List<Layer> shortcut = List.of();
        if (next < words.size() && words.get(next).equals(SHORTCUT)) {
            next++;
            shortcut = branch(in);
        }
        if (next == words.size() || !words.get(next).equals(END)) {
            throw new IllegalArgumentException("its '" + END + "' is missing");
        }
        next++;
        return new Residual(body, shortcut);
    }

    /** Already says which layer it is about. */
    private static final class UnreadableException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static Layer layer(int position, Shape in, String[] w) {
        String name = position + "." + w[0];
        return switch (w[0]) {
            case "linear" -> new Linear(name, isEach(w) ? in.channels() : in.size(), Integer.parseInt(w[1]));
            case "conv" -> new Convolution(
                    name, in.channels(), Integer.parseInt(w[1]), named(w, "kernel"), named(w, "stride"),
                    named(w, "padding"));
            case "depthwise" -> new Convolution(
                    name, in.channels(), in.channels(), in.channels(), named(w, "kernel"), named(w, "stride"),
                    named(w, "padding"));
            case "batchnorm" -> new BatchNorm(name, in.channels());
            case "layer-norm" -> new LayerNorm(name, in.channels());
            case "relu" -> new Relu();
            case "gelu" -> new Gelu(Gelu.Form.ERF);
            case "gelu-tanh" -> new Gelu(Gelu.Form.TANH);
            case "dropout" -> new Dropout(name, Double.parseDouble(w[1]));
            case "embedding" -> new Embedding(name, Integer.parseInt(w[1]), Integer.parseInt(w[2]));
            case "positions" -> new PositionalEmbedding(name, in.positions(), in.channels());
            case "lstm" -> new Lstm(name, in.channels(), Integer.parseInt(w[1]));
            case "attention" -> new Attention(name, in.channels(), Integer.parseInt(w[1]));
            case "max-pool" -> new MaxPool(Integer.parseInt(w[1]), Integer.parseInt(w[2]));
            case "average-pool" -> new AveragePool(Integer.parseInt(w[1]), Integer.parseInt(w[2]));
            case "global-average" -> AveragePool.GLOBAL;
            default -> throw new IllegalArgumentException("unknown layer; allowed: linear conv depthwise batchnorm layer-norm"
                    + " relu gelu gelu-tanh dropout max-pool average-pool global-average embedding positions lstm attention"
                    + " residual shortcut end");
        };
    }

    private static boolean isEach(String[] words) {
        if (words.length > 2 && !words[2].equals("each")) {
            throw new IllegalArgumentException("'" + words[2] + "' is not understood; allowed: each");
        }
        return words.length > 2;
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
