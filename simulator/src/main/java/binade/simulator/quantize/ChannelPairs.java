package binade.simulator.quantize;

import binade.simulator.network.Attention;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.ChannelBias;
import binade.simulator.network.Convolution;
import binade.simulator.network.Dropout;
import binade.simulator.network.Embedding;
import binade.simulator.network.Gelu;
import binade.simulator.network.Layer;
import binade.simulator.network.LayerNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.Lstm;
import binade.simulator.network.MaxPool;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.PositionalEmbedding;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers whose channels can be scaled against each other without changing the network: between them lies only what commutes
 * with a positive factor per channel (ReLU, pooling, dropout), and the first one's output goes nowhere else. The first one is a
 * linear layer, a convolution or a normalisation.
 */
final class ChannelPairs {
    /**
     * A pair.
     *
     * @param producer what the first layer's output is proportional to; its channels are the last dimension
     * @param consumer weight of the second layer
     * @param channels of the tensor between them
     */
    record Pair(List<Parameter> producer, Operator consumer, int channels) {
        /** Divides the output channels of the first by s and multiplies the inputs of the second by it. */
        void scale(float[] s) {
            divideProducer(s);
            multiplyConsumer(consumer, s);
        }

        void divideProducer(float[] s) {
            for (Parameter p : producer) {
                float[] v = p.values();
                for (int i = 0; i < v.length; i++) {
                    v[i] /= s[i % channels];
                }
            }
        }
    }

    private final List<Operator> operators;
    private final List<Pair> pairs = new ArrayList<>();

    private ChannelPairs(List<Operator> operators) {
        this.operators = operators;
    }

    /** @param operators of the network */
    static List<Pair> of(Network network, List<Operator> operators) {
        ChannelPairs finder = new ChannelPairs(operators);
        finder.walk(network.layers());
        return finder.pairs;
    }

    /** w[n, k] *= s[channel of k]. */
    static void multiplyConsumer(Operator consumer, float[] s) {
        float[] rows = consumer.rows();
        int k = consumer.inputs();
        for (int i = 0; i < rows.length; i++) {
            rows[i] *= s[channel(consumer, i / k, i % k, s.length)];
        }
        consumer.setRows(rows);
    }

    /** The channel that input k of output n comes from. */
    static int channel(Operator o, int n, int k, int channels) {
        int group = n / (o.outputs() / o.groups());
        return group * (channels / o.groups()) + o.channelOf(k, channels);
    }

    private void walk(List<Layer> layers) {
        List<Parameter> producer = List.of();
        for (Layer layer : layers) {
            producer = switch (layer) {
                case Linear l -> {
                    pair(producer, l.weight());
                    yield List.of(l.weight(), l.bias());
                }
                case Convolution c -> {
                    pair(producer, c.weight());
                    yield List.of(c.weight());
                }
                case ChannelBias b -> {
                    List<Parameter> both = new ArrayList<>(producer);
                    both.add(b.bias());
                    yield producer.isEmpty() ? producer : both;
                }
                case BatchNorm n -> List.of(n.gamma(), n.beta());
                case LayerNorm n -> List.of(n.gamma(), n.beta());
                case Relu _, MaxPool _, AveragePool _, Dropout _, QuantizationPoint _ -> producer;
                case Lstm l -> {
                    pair(producer, l.inputWeight());
                    yield List.of();
                }
                case Attention a -> {
                    pair(producer, a.projection().weight());
                    yield List.of();
                }
                case Residual r -> {
                    walk(r.body());
                    walk(r.shortcut());
                    yield List.of();
                }
                case Gelu _, Embedding _, PositionalEmbedding _ -> List.of();
            };
        }
    }

    private void pair(List<Parameter> producer, Parameter weight) {
        if (producer.isEmpty()) {
            return;
        }
        int[] shape = producer.getFirst().shape();
        Operator consumer = operators.stream().filter(o -> o.weight() == weight).findFirst().orElseThrow();
        pairs.add(new Pair(producer, consumer, shape[shape.length - 1]));
    }
}
