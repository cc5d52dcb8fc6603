package binade.experiments.workload;

import binade.simulator.network.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Six free-software licences as Debian ships them, one after the other, as sequences of characters of which the next is to be
 * guessed. Non-ASCII bytes count as {@code ?}; characters are numbered in the order of their codes. Sequence i is characters
 * i length .. i length + length - 1; every tenth (the first among them) is for test.
 */
public final class Licences {
    /** Where Debian keeps them. */
    static final Path FOLDER = Path.of("/usr/share/common-licenses");

    private static final List<String> FILES = List.of("GPL-3", "GPL-2", "GFDL-1.3", "LGPL-2.1", "MPL-2.0", "Apache-2.0");
    /** Characters the six texts use. */
    static final int CHARACTERS = 84;
    private static final int MAX_BYTES = 1 << 20;
    private static final int EVERY = 10;

    private Licences() {}

    /**
     * The training or the test sequences: x the numbers of characters, labels those of the characters that follow.
     *
     * @param folder with the six files
     * @param length of a sequence
     * @throws UncheckedIOException if they are not there or not as expected; the message says what to do
     */
    static Dataset load(Path folder, int length, boolean test) {
        int[] text;
        try {
            text = text(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        int sequences = (text.length - 1) / length;
        int forTest = (sequences + EVERY - 1) / EVERY;
        int count = test ? forTest : sequences - forTest;
        float[] x = new float[count * length];
        int[] labels = new int[count * length];
        int n = 0;
        for (int i = 0; i < sequences; i++) {
            if ((i % EVERY == 0) == test) {
                for (int t = 0; t < length; t++, n++) {
                    x[n] = text[i * length + t];
                    labels[n] = text[i * length + t + 1];
                }
            }
        }
        return new Dataset(x, labels, new Shape(length, 1, 1), length);
    }

    /** Numbers of characters. */
    private static int[] text(Path folder) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : FILES) {
            Path file = folder.resolve(name);
            if (!Files.isReadable(file)) {
                throw new IOException("the licence text " + file + " is not there: Debian's package base-files has it; or name a"
                        + " folder with " + String.join(", ", FILES) + " with --data");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " has " + Files.size(file) + " bytes; a licence text is shorter");
            }
            all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
        int[] text = all.chars().map(c -> c < 128 ? c : '?').toArray();
        BitSet used = new BitSet(128);
        for (int c : text) {
            used.set(c);
        }
        if (used.cardinality() != CHARACTERS) {
            throw new IOException("the licence texts in " + folder + " use " + used.cardinality() + " characters, not "
                    + CHARACTERS + ": they are other editions than Debian's");
        }
        int[] number = new int[128];
        for (int c = 1; c < number.length; c++) {
            number[c] = number[c - 1] + (used.get(c - 1) ? 1 : 0);
        }
        for (int i = 0; i < text.length; i++) {
            text[i] = number[text[i]];
        }
        return text;
    }
}
