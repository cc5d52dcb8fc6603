package binade.experiments.workload;

import binade.simulator.network.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf, arXiv 1708.07747; MIT licence): images of 28 x 28 pixels between 0 and 255 in ten
 * classes. The first 12,000 training and the first 2,000 test images; x = (pixel / 255 - 0.2860) / 0.3530, in binary64, rounded.
 */
public final class FashionMnist {
    /** Where Debian's package puts the files. */
    static final Path FOLDER = Path.of("/usr/share/datasets/fashion-mnist");

    static final int TRAINING = 12_000;
    static final int TEST = 2_000;
    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    private static final double MEAN = 0.2860;
    private static final double DEVIATION = 0.3530;

    private FashionMnist() {}

    /**
     * The training or the test images, shape 28 x 28 x 1.
     *
     * @param folder with the four IDX files, each plain or with {@code .gz}
     * @throws UncheckedIOException if they are not there or damaged; the message says what to do
     */
    static Dataset load(Path folder, boolean test) {
        String kind = test ? "t10k" : "train";
        int count = test ? TEST : TRAINING;
        try {
            IdxFile images = IdxFile.read(file(folder, kind + "-images-idx3-ubyte"), 3, count);
            IdxFile labels = IdxFile.read(file(folder, kind + "-labels-idx1-ubyte"), 1, count);
            return dataset(folder, images, labels);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static Path file(Path folder, String name) throws IOException {
        for (Path file : new Path[] {folder.resolve(name), folder.resolve(name + ".gz")}) {
            if (Files.isReadable(file)) {
                return file;
            }
        }
        throw new IOException("Fashion-MNIST is not in " + folder + " (no " + name
                + "[.gz]): install Debian's package dataset-fashion-mnist, or name the folder of the four IDX files with --data");
    }

    private static Dataset dataset(Path folder, IdxFile images, IdxFile labels) throws IOException {
        if (images.sizes()[1] != SIDE || images.sizes()[2] != SIDE) {
            throw new IOException("the images in " + folder + " have " + images.sizes()[1] + " x " + images.sizes()[2]
                    + " pixels; Fashion-MNIST has 28 x 28");
        }
        float[] normalised = new float[256];
        for (int pixel = 0; pixel < 256; pixel++) {
            normalised[pixel] = (float) ((pixel / 255.0 - MEAN) / DEVIATION);
        }
        float[] x = new float[images.values().length];
        for (int i = 0; i < x.length; i++) {
            x[i] = normalised[images.values()[i] & 0xff];
        }
        int[] y = new int[labels.values().length];
        for (int i = 0; i < y.length; i++) {
            y[i] = labels.values()[i] & 0xff;
            if (y[i] >= CLASSES) {
                throw new IOException("label " + i + " in " + folder + " is " + y[i] + "; there are classes 0 to 9");
            }
        }
        return new Dataset(x, y, new Shape(SIDE, SIDE, 1));
    }
}
