package binade.simulator.quantize;

import binade.simulator.network.BatchNorm;
import binade.simulator.network.ChannelBias;
import binade.simulator.network.Convolution;
import binade.simulator.network.Layer;
import binade.simulator.network.Layers;
import binade.simulator.network.Linear;
import binade.simulator.network.Parameter;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Residual;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalisation folded into the layer before it: with y = s (w x + b) + o, the weights of output n become s[n] w[n], its
 * bias s[n] b[n] + o[n]. Equal as real numbers; in binary32 the products are rounded elsewhere (to the bit where all s are powers of two and
 * nothing underflows). Source: Jacob et al. 2018, section 3.2.
 */
final class Folding {
    private Folding() {}

    /** The same layers, each batch norm behind a convolution or linear layer folded; changes their weights. Points are left out. */
    static List<Layer> fold(List<Layer> layers) {
        List<Layer> folded = new ArrayList<>();
        for (Layer layer : layers) {
            switch (layer) {
                case QuantizationPoint _ -> { }
                case Residual r -> folded.add(new Residual(fold(r.body()), fold(r.shortcut())));
                case BatchNorm norm when !folded.isEmpty() && folded.getLast() instanceof Convolution c -> {
                    scale(c.weight(), norm.scale());
                    ChannelBias bias = new ChannelBias(Layers.owner(c.weight()), norm.channels());
                    System.arraycopy(norm.offset(), 0, bias.bias().values(), 0, norm.channels());
                    folded.add(bias);
                }
                case BatchNorm norm when !folded.isEmpty() && folded.getLast() instanceof Linear l
                        && l.bias().size() == norm.channels() -> {
                    scale(l.weight(), norm.scale());
                    scale(l.bias(), norm.scale());
                    for (int c = 0; c < norm.channels(); c++) {
                        l.bias().values()[c] += norm.offset()[c];
                    }
                }
                default -> folded.add(layer);
            }
        }
        return folded;
    }

    /** p[.., c] *= s[c]; outputs are the last dimension of every parameter. */
    static void scale(Parameter p, float[] s) {
        float[] v = p.values();
        for (int i = 0; i < v.length; i++) {
            v[i] *= s[i % s.length];
        }
    }

    /** Puts a bias of zeros behind every convolution that has none. */
    static List<Layer> withBiases(List<Layer> layers) {
        List<Layer> result = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            result.add(layer instanceof Residual r ? new Residual(withBiases(r.body()), withBiases(r.shortcut())) : layer);
            if (layer instanceof Convolution c
                    && !(i + 1 < layers.size() && layers.get(i + 1) instanceof ChannelBias)) {
                result.add(new ChannelBias(Layers.owner(c.weight()), c.weight().shape()[3]));
            }
        }
        return result;
    }
}
