package binade.simulator.network;

import java.util.List;

/** Copies of layers: the same shapes, names and values in arrays of their own, so that one network can be changed and the other kept. */
public final class Layers {
    private Layers() {}

    /** A network of its own with the layers' copies. */
    public static Network copy(Network network) {
        return new Network(network.input(), copy(network.layers()), network.labelsPerSample() > 1);
    }

    /** Copies in the same order. Quantization points, which hold no values, become new points of the same name. */
    public static List<Layer> copy(List<Layer> layers) {
        return layers.stream().map(Layers::copy).toList();
    }

    /** One layer's copy. */
    public static Layer copy(Layer layer) {
        Layer twin = switch (layer) {
            case Linear l -> new Linear(owner(l.weight()), l.weight().shape()[0], l.weight().shape()[1]);
            case Convolution c -> {
                int[] s = c.weight().shape();
                yield new Convolution(
                        owner(c.weight()), s[2] * c.groups(), s[3], c.groups(), s[0], c.stride(), c.padding());
            }
            case BatchNorm b -> new BatchNorm(owner(b.gamma()), b.channels());
            case LayerNorm n -> new LayerNorm(owner(n.gamma()), n.gamma().size());
            case ChannelBias b -> new ChannelBias(b.name(), b.bias().size());
            case Embedding e -> new Embedding(owner(e.weight()), e.weight().shape()[0], e.weight().shape()[1]);
            case PositionalEmbedding e ->
                new PositionalEmbedding(owner(e.weight()), e.weight().shape()[0], e.weight().shape()[1]);
            case Lstm l -> {
                Lstm plain = new Lstm(owner(l.inputWeight()), l.inputWeight().shape()[0], l.hidden());
                yield l.points().isEmpty() ? plain : plain.quantized();
            }
            case Attention a -> {
                Attention plain = new Attention(a.name(), a.output().weight().shape()[0], a.heads());
                yield a.points().isEmpty() ? plain : plain.quantized();
            }
            case Dropout d -> new Dropout(owner(d.state().getFirst()), d.rate());
            case Residual r -> new Residual(copy(r.body()), copy(r.shortcut()));
            case QuantizationPoint p -> p.named(p.name());
            case Relu _, Gelu _, MaxPool _, AveragePool _ -> layer;
        };
        if (twin != layer && !(layer instanceof Residual)) { // branches have copied their own
            copyValues(layer.parameters(), twin.parameters());
            copyValues(layer.state(), twin.state());
            twin.refresh();
        }
        return twin;
    }

    private static void copyValues(List<Parameter> from, List<Parameter> to) {
        for (int i = 0; i < from.size(); i++) {
            System.arraycopy(from.get(i).values(), 0, to.get(i).values(), 0, from.get(i).size());
        }
    }

    /** Whether a parameter is a table whose rows are looked up, not multiplied with. */
    public static boolean isTable(Network network, Parameter parameter) {
        return isTable(network.layers(), parameter);
    }

    private static boolean isTable(List<Layer> layers, Parameter parameter) {
        return layers.stream().anyMatch(layer -> switch (layer) {
            case Embedding e -> e.weight() == parameter;
            case PositionalEmbedding e -> e.weight() == parameter;
            case Residual r -> isTable(r.body(), parameter) || isTable(r.shortcut(), parameter);
            default -> false;
        });
    }

    /** The name of the layer that a parameter belongs to: {@code 3.conv} of {@code 3.conv.weight}. */
    public static String owner(Parameter parameter) {
        return parameter.name().substring(0, parameter.name().lastIndexOf('.'));
    }
}
