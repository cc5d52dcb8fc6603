package binade.experiments.workload;

import binade.simulator.network.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the samples of a workload come from. */
enum DataSource {
    /** Embedded. */
    DIGITS(null, new Shape(8, 8, 1)),
    FASHION_MNIST(FashionMnist.FOLDER, new Shape(28, 28, 1)),
    /** Sequences of characters. */
    LICENCES(Licences.FOLDER, null);

    private final Path folder;
    private final Shape image;

    DataSource(Path folder, Shape image) {
        this.folder = folder;
        this.image = image;
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    static DataSource parse(String id) {
        for (DataSource s : values()) {
            if (s.id().equals(id)) {
                return s;
            }
        }
        throw new IllegalArgumentException("unknown data '" + id + "'; allowed: "
                + Arrays.stream(values()).map(DataSource::id).collect(Collectors.joining(" ")));
    }

    private String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether every position of a sample has a label. */
    boolean isSequence() {
        return image == null;
    }

    /** @param length of sequences */
    Shape shape(int length) {
        return isSequence() ? new Shape(length, 1, 1) : image;
    }

    /**
     * @param other than the usual folder, or null
     * @param length of sequences
     * @throws IllegalArgumentException if a folder is given for embedded data
     * @throws java.io.UncheckedIOException if the files are missing or damaged; the message says what to do
     */
    Dataset load(Path other, int length, boolean test) {
        if (other != null && folder == null) {
            throw new IllegalArgumentException(id() + " is embedded; it takes no folder of data");
        }
        Path from = other == null ? folder : other;
        return switch (this) {
            case DIGITS -> Digits.load(test);
            case FASHION_MNIST -> FashionMnist.load(from, test);
            case LICENCES -> Licences.load(from, length, test);
        };
    }
}
