package binade.simulator.network;

/**
 * Where the windows of a convolution or pooling lie: output position (oy, ox) sees the kernel x kernel input positions from
 * (oy stride - padding, ox stride - padding) on; what lies outside the image is zero.
 *
 * @param in input of one sample
 * @param out output of one sample
 */
record Windows(Shape in, Shape out, int kernel, int stride, int padding) {
    /**
     * Copies windows to columns[positions, kernel x kernel x channels], row by row of each window. Positions outside the image
     * are not written: they stay zero if they were so at the start and the array serves these windows only.
     *
     * @param channels of the input that are copied, from {@code firstChannel} on
     * @param target where the columns of the first sample go
     */
    void gather(float[] x, int sample, int count, int firstChannel, int channels, float[] columns, int target) {
        int k = kernel * kernel * channels;
        int row = target;
        for (int s = sample; s < sample + count; s++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.width(); ox++, row += k) {
                    int x0 = ox * stride - padding;
                    int from = Math.max(0, -x0);
                    int to = Math.min(kernel, in.width() - x0);
                    for (int ky = 0; ky < kernel; ky++) {
                        int iy = oy * stride - padding + ky;
                        if (iy < 0 || iy >= in.height()) {
                            continue;
                        }
                        int source = ((s * in.height() + iy) * in.width() + x0 + from) * in.channels() + firstChannel;
                        copy(x, source, columns, row + (ky * kernel + from) * channels, to - from, channels);
                    }
                }
            }
        }
    }

    private void copy(float[] x, int source, float[] columns, int target, int positions, int channels) {
        if (channels == in.channels()) {
            System.arraycopy(x, source, columns, target, positions * channels);
            return;
        }
        for (int p = 0; p < positions; p++) {
            System.arraycopy(x, source + p * in.channels(), columns, target + p * channels, channels);
        }
    }

    /** The reverse of {@link #gather}: adds each column's values to the positions they came from, in the order of the windows. */
    void scatter(float[] columns, int source, int sample, int count, int firstChannel, int channels, float[] x) {
        int k = kernel * kernel * channels;
        int row = source;
        for (int s = sample; s < sample + count; s++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.width(); ox++, row += k) {
                    int x0 = ox * stride - padding;
                    int from = Math.max(0, -x0);
                    int to = Math.min(kernel, in.width() - x0);
                    for (int ky = 0; ky < kernel; ky++) {
                        int iy = oy * stride - padding + ky;
                        if (iy < 0 || iy >= in.height()) {
                            continue;
                        }
                        int target = ((s * in.height() + iy) * in.width() + x0 + from) * in.channels() + firstChannel;
                        add(columns, row + (ky * kernel + from) * channels, x, target, to - from, channels);
                    }
                }
            }
        }
    }

    private void add(float[] columns, int source, float[] x, int target, int positions, int channels) {
        if (channels == in.channels()) {
            addAll(columns, source, x, target, positions * channels);
            return;
        }
        for (int p = 0; p < positions; p++) {
            addAll(columns, source + p * channels, x, target + p * in.channels(), channels);
        }
    }

    private static void addAll(float[] from, int source, float[] to, int target, int length) {
        for (int i = 0; i < length; i++) {
            to[target + i] += from[source + i];
        }
    }
}
