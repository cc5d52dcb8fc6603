package binade.simulator.network;

/** Sums over all rows of x[rows, channels], in binary64 and in the order of the rows. */
final class ChannelSums {
    private ChannelSums() {}

    static void sum(float[] x, int rows, int channels, float[] sums) {
        double[] total = new double[channels];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < channels; c++) {
                total[c] += x[r * channels + c];
            }
        }
        for (int c = 0; c < channels; c++) {
            sums[c] = (float) total[c];
        }
    }
}
