package binade.hwmodel.network;

import binade.hwmodel.device.Gemm;

/**
 * A layer that multiplies: a convolution lowered to a matrix product, or a linear layer, which is one of 1 x 1 pixel.
 *
 * <pre>
 *   pass              m                  n        k                 for N images
 *   output            N H W              C_out    C_in kernel^2
 *   input gradient    N H W              C_in kernel^2    C_out     not in the first layer
 *   weight gradient   C_in kernel^2      C_out    N H W
 * </pre>
 *
 * @param height of the output
 * @param width of the output
 * @param stride of the convolution
 * @param first whether nothing before it needs a gradient
 */
public record Layer(String name, int inChannels, int outChannels, int kernel, int height, int width, int stride, boolean first) {

    /** Which of the three products of a training step. */
    public enum Pass {
        OUTPUT("output"),
        INPUT_GRADIENT("input gradient"),
        WEIGHT_GRADIENT("weight gradient");

        private final String title;

        Pass(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    private long depth() {
        return (long) inChannels * kernel * kernel;
    }

    /** How often a convolution uses an input value: it is read once, not for every window it lies in. */
    public double reuse() {
        return Math.max(1, (double) kernel * kernel / (stride * stride));
    }

    /** Parameters, without bias. */
    public long weights() {
        return depth() * outChannels;
    }

    /** Output values of one image. */
    public long outputs() {
        return (long) height * width * outChannels;
    }

    /** The product of a pass. */
    public Gemm gemm(Pass pass, int images) {
        long pixels = (long) images * height * width;
        return switch (pass) {
            case OUTPUT -> new Gemm(pixels, outChannels, depth());
            case INPUT_GRADIENT -> new Gemm(pixels, depth(), outChannels);
            case WEIGHT_GRADIENT -> new Gemm(depth(), outChannels, pixels);
        };
    }

    /** Multiply-accumulates of a pass; all passes have the same number. */
    public long macs(int images) {
        return (long) images * height * width * weights();
    }
}
