package binade.simulator.network;

/** Height, width and channels of one sample; a plain vector is 1 x 1 x n. */
public record Shape(int height, int width, int channels) {
    public Shape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "shape " + height + " x " + width + " x " + channels + "; every dimension must be at least 1");
        }
    }

    public static Shape vector(int n) {
        return new Shape(1, 1, n);
    }

    public int positions() {
        return height * width;
    }

    /** Values of one sample. */
    public int size() {
        return height * width * channels;
    }

    @Override
    public String toString() {
        return positions() == 1 ? Integer.toString(channels) : height + "x" + width + "x" + channels;
    }
}
