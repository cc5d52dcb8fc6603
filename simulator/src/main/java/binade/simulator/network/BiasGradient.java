package binade.simulator.network;

import binade.simulator.matrix.ChannelSums;

/** dbias[channels] = the sum of dy[rows, channels] over the rows, in binary64 and in their order. */
final class BiasGradient {
    private final ChannelSums sums = ChannelSums.get();

    void sum(float[] dy, int rows, int channels, float[] dbias) {
        double[] total = new double[channels];
        sums.sum(dy, 0, rows, channels, total);
        for (int c = 0; c < channels; c++) {
            dbias[c] = (float) total[c];
        }
    }
}
