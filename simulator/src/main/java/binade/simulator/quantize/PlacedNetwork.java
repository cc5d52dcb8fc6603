package binade.simulator.quantize;

import binade.simulator.network.Attention;
import binade.simulator.network.ChannelBias;
import binade.simulator.network.Convolution;
import binade.simulator.network.Embedding;
import binade.simulator.network.Layer;
import binade.simulator.network.Layers;
import binade.simulator.network.Linear;
import binade.simulator.network.Lstm;
import binade.simulator.network.Network;
import binade.simulator.network.PositionalEmbedding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Residual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with a quantization point in front of every product: of a linear layer, convolution, LSTM (x and, inside, h) and
 * attention (x, and inside q, k, v, the probabilities and the context). It shares the layers of the network it was made from,
 * whose own points are left out.
 */
final class PlacedNetwork {
    private static final String OPERAND = ".operand";

    private final Network network;
    private final List<Operator> operators = new ArrayList<>();
    private final Map<String, Integer> activations = new HashMap<>();

    PlacedNetwork(Network plain) {
        network = new Network(plain.input(), place(plain.layers()), plain.labelsPerSample() > 1);
        List<String> inside = new ArrayList<>();
        insides(network.layers(), inside);
        for (QuantizationPoint p : network.points()) {
            boolean operand = operators.stream().anyMatch(o -> p.name().equals(o.point()));
            if (operand || inside.contains(p.name())) {
                activations.put(p.name(), p.index());
            }
        }
    }

    Network network() {
        return network;
    }

    /** In the order of the forward pass. */
    List<Operator> operators() {
        return operators;
    }

    /** The points that activations are quantized at, with their places in the network. */
    Map<String, Integer> activationPoints() {
        return activations;
    }

    private List<Layer> place(List<Layer> layers) {
        List<Layer> placed = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer next = following(layers, i);
            switch (layers.get(i)) {
                case QuantizationPoint _ -> { }
                case Linear l -> {
                    operators.add(Operator.product(l.weight(), l.bias(), point(Layers.owner(l.weight()), placed)));
                    placed.add(l);
                }
                case Convolution c -> {
                    operators.add(Operator.convolution(
                            c, next instanceof ChannelBias b ? b.bias() : null, point(Layers.owner(c.weight()), placed)));
                    placed.add(c);
                }
                case Lstm l -> {
                    String name = Layers.owner(l.bias());
                    operators.add(Operator.product(l.inputWeight(), l.bias(), point(name, placed)));
                    operators.add(Operator.product(l.hiddenWeight(), l.bias(), name + ".hidden"));
                    placed.add(l.quantized());
                }
                case Attention a -> {
                    String name = Layers.owner(a.projection().weight()).replace(".projection", "");
                    operators.add(Operator.product(a.projection().weight(), a.projection().bias(), point(name, placed)));
                    operators.add(Operator.product(a.output().weight(), a.output().bias(), name + ".context"));
                    placed.add(a.quantized());
                }
                case Embedding e -> {
                    operators.add(Operator.table(e.weight()));
                    placed.add(e);
                }
                case PositionalEmbedding e -> {
                    operators.add(Operator.table(e.weight()));
                    placed.add(e);
                }
                case Residual r -> placed.add(new Residual(place(r.body()), place(r.shortcut())));
                default -> placed.add(layers.get(i));
            }
        }
        return placed;
    }

    private static Layer following(List<Layer> layers, int i) {
        for (int j = i + 1; j < layers.size(); j++) {
            if (!(layers.get(j) instanceof QuantizationPoint)) {
                return layers.get(j);
            }
        }
        return null;
    }

    private static String point(String layer, List<Layer> placed) {
        String name = layer + OPERAND;
        placed.add(QuantizationPoint.ACTIVATION.named(name));
        return name;
    }

    /** Operands of the products between activations. */
    private static void insides(List<Layer> layers, List<String> names) {
        for (Layer layer : layers) {
            switch (layer) {
                case Residual r -> {
                    insides(r.body(), names);
                    insides(r.shortcut(), names);
                }
                case Attention a -> a.points().stream().map(QuantizationPoint::name)
                        .filter(n -> n.endsWith(".projected") || n.endsWith(".probabilities")).forEach(names::add);
                default -> { }
            }
        }
    }
}
