package binade.experiments.workload;

import binade.simulator.network.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Handwritten digits, 1797 images of 8 x 8 pixels between 0 and 16, embedded; origin and licence in the README beside
 * the data. Test images are the lines divisible by 5 (360), training images the other 1437. Pixels are divided by 16.
 */
public final class Digits {
    private static final String RESOURCE = "/binade/experiments/digits/digits.csv.gz";
    private static final int PIXELS = 64;

    private Digits() {}

    /** The training or the test images, shape 8 x 8 x 1. */
    public static Dataset load(boolean test) {
        List<String> lines = lines();
        int count = 0;
        for (int i = 0; i < lines.size(); i++) {
            count += (i % 5 == 0) == test ? 1 : 0;
        }
        float[] x = new float[count * PIXELS];
        int[] labels = new int[count];
        int n = 0;
        for (int i = 0; i < lines.size(); i++) {
            if ((i % 5 == 0) != test) {
                continue;
            }
            String[] fields = lines.get(i).split(",");
            for (int p = 0; p < PIXELS; p++) {
                x[n * PIXELS + p] = Integer.parseInt(fields[p]) / 16f;
            }
            labels[n++] = Integer.parseInt(fields[PIXELS]);
        }
        return new Dataset(x, labels, new Shape(8, 8, 1));
    }

    private static List<String> lines() {
        try (InputStream in = Digits.class.getResourceAsStream(RESOURCE);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
            return reader.readAllLines();
        } catch (IOException e) {
            throw new UncheckedIOException("embedded resource " + RESOURCE + " cannot be read", e);
        }
    }
}
