package binade.simulator.quantize;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.network.Layers;
import binade.simulator.network.Network;
import java.util.Arrays;
import java.util.List;

/**
 * Outliers as large language models have them, put into a network that has none, without changing what it computes: between two
 * layers a few channels become 2^k times as large, and the weights that they meet as much smaller. All factors are powers of
 * two, so the binary32 results are the same to the bit, as long as nothing over- or underflows.
 */
public final class PlantedOutliers {
    /** One channel in so many, at least one. */
    private static final int SHARE = 16;

    private PlantedOutliers() {}

    /**
     * A copy of a network with outlier channels.
     *
     * @param exponent k, 0 to 20
     * @param seed chooses the channels
     */
    public static Network inChannels(Network network, int exponent, long seed) {
        if (exponent < 0 || exponent > 20) {
            throw new IllegalArgumentException("outliers of 2^" + exponent + "; allowed: 0 to 20");
        }
        Network copy = Layers.copy(network);
        List<ChannelPairs.Pair> pairs = ChannelPairs.of(copy, new PlacedNetwork(copy).operators());
        for (int i = 0; i < pairs.size(); i++) {
            ChannelPairs.Pair pair = pairs.get(i);
            int[] order = new RandomStream(seed, Purpose.PLANTED_OUTLIERS, i).permutation(pair.channels());
            float[] s = new float[pair.channels()];
            Arrays.fill(s, 1f);
            for (int c = 0; c < Math.max(1, pair.channels() / SHARE); c++) {
                s[order[c]] = Math.scalb(1f, -exponent);
            }
            pair.scale(s);
        }
        copy.refresh();
        return copy;
    }

    /**
     * Samples with faults: one value in {@code every}, in random places, becomes 2^k times the largest magnitude of all, with its
     * own sign. What a calibration meets when a sensor fails now and then.
     *
     * @return a copy
     */
    public static float[] inSamples(float[] samples, int exponent, int every, long seed) {
        float largest = 0;
        for (float x : samples) {
            largest = Math.max(largest, Math.abs(x));
        }
        float[] copy = samples.clone();
        RandomStream random = new RandomStream(seed, Purpose.PLANTED_OUTLIERS, -1);
        for (int i = 0; i < samples.length / every; i++) {
            int at = random.nextInt(samples.length);
            copy[at] = Math.copySign(Math.scalb(largest, exponent), samples[at]);
        }
        return copy;
    }
}
