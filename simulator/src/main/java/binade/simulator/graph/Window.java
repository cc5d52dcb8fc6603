package binade.simulator.graph;

/**
 * Geometry of a window that slides over images: output (oy, ox) sees input (oy strideY - top + ky dilationY, ox strideX - left + kx
 * dilationX).
 *
 * @param top rows of padding above, as {@code left} columns on the left; below and on the right as many as the output needs
 */
public record Window(
        int height, int width, int outHeight, int outWidth, int kernelHeight, int kernelWidth, int strideY, int strideX,
        int top, int left, int dilationY, int dilationX) {

    public Window {
        if (kernelHeight < 1 || kernelWidth < 1 || strideY < 1 || strideX < 1 || dilationY < 1 || dilationX < 1) {
            throw new IllegalArgumentException("kernel " + kernelHeight + " x " + kernelWidth + ", strides " + strideY + " and "
                    + strideX + ", dilations " + dilationY + " and " + dilationX + ": all must be at least 1");
        }
        if (outHeight < 1 || outWidth < 1) {
            throw new IllegalArgumentException("a window of " + kernelHeight + " x " + kernelWidth
                    + " does not fit an image of " + height + " x " + width);
        }
    }

    int inputs() {
        return height * width;
    }

    int positions() {
        return outHeight * outWidth;
    }

    int taps() {
        return kernelHeight * kernelWidth;
    }

    int y(int oy, int ky) {
        return oy * strideY - top + ky * dilationY;
    }

    /** The first ox whose input column is not left of the image. */
    int firstX(int kx) {
        int offset = left - kx * dilationX;
        return Math.min(outWidth, offset <= 0 ? 0 : (offset + strideX - 1) / strideX);
    }

    /** The ox behind the last one whose input column is not right of the image. */
    int endX(int kx) {
        int room = width - 1 + left - kx * dilationX;
        return room < 0 ? firstX(kx) : Math.max(firstX(kx), Math.min(outWidth, room / strideX + 1));
    }

    /** Input column of output column ox. */
    int x(int ox, int kx) {
        return ox * strideX - left + kx * dilationX;
    }
}
