package binade.simulator.quantize;

import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import java.util.List;

/**
 * Equal ranges for the channels of consecutive layers: channel c of the first, with largest weight r1, is divided by s = sqrt(r1 /
 * r2), the second, with largest weight r2 at that input, is multiplied by it; then both have the range sqrt(r1 r2). Repeated over
 * all pairs, as one pair's second is the next one's first. The function stays. Source: Nagel et al. 2019, section 4.1.
 */
final class Equalization {
    private static final int SWEEPS = 20;

    private Equalization() {}

    static void equalize(Network network) {
        List<Operator> operators = new PlacedNetwork(network).operators();
        List<ChannelPairs.Pair> pairs = ChannelPairs.of(network, operators).stream()
                .filter(p -> p.producer().getFirst().isWeight()).toList();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            pairs.forEach(p -> p.scale(scales(p)));
        }
        network.refresh();
    }

    private static float[] scales(ChannelPairs.Pair pair) {
        float[] first = outputMaxima(pair.producer().getFirst(), pair.channels());
        float[] second = inputMaxima(pair.consumer(), pair.channels());
        float[] s = new float[pair.channels()];
        for (int c = 0; c < s.length; c++) {
            s[c] = first[c] == 0 || second[c] == 0 ? 1 : (float) Math.sqrt((double) first[c] / second[c]);
        }
        return s;
    }

    static float[] outputMaxima(Parameter weight, int channels) {
        float[] max = new float[channels];
        for (int i = 0; i < weight.size(); i++) {
            max[i % channels] = Math.max(max[i % channels], Math.abs(weight.values()[i]));
        }
        return max;
    }

    /** Largest weight that each input channel meets. */
    static float[] inputMaxima(Operator o, int channels) {
        float[] rows = o.rows();
        int k = o.inputs();
        float[] max = new float[channels];
        for (int i = 0; i < rows.length; i++) {
            int c = ChannelPairs.channel(o, i / k, i % k, channels);
            max[c] = Math.max(max[c], Math.abs(rows[i]));
        }
        return max;
    }
}
