package binade.simulator.compression;

import binade.formats.random.RandomStream;
import java.util.Arrays;

/**
 * k-means of numbers: Lloyd's iteration, as Deep Compression shares weights, and the least squared error there is, by dynamic
 * programming over the sorted numbers (Wang, Song: Ckmeans.1d.dp, R Journal 2011), to hold it against. In binary64, centroids
 * rounded to binary32 at the end. The same input gives the same bits.
 */
public final class KMeans {
    /** Where Lloyd's iteration starts (Deep Compression, section 3.2). */
    public enum Start {
        /** Evenly from the least number to the largest. */
        LINEAR,
        /** At the quantiles (i + 1/2) / k. */
        DENSITY,
        /** At k of the numbers, drawn without replacement (Forgy). */
        RANDOM
    }

    private static final int MAX_ROUNDS = 1000;

    private KMeans() {}

    /**
     * Lloyd's iteration until nothing moves. A cluster without numbers keeps its centroid.
     *
     * @param x finite numbers, at least one
     * @param k size of the table, at least 1
     * @param random for {@link Start#RANDOM}; else unused and may be null
     */
    public static Clusters lloyd(float[] x, int k, Start start, RandomStream random) {
        double[] sorted = sorted(x, k);
        double[] sums = sums(sorted, 1);
        double[] c = start(sorted, k, start, random);
        int[] bounds = new int[k + 1];
        for (int round = 0; round < MAX_ROUNDS; round++) {
            int[] next = bounds(sorted, c);
            if (Arrays.equals(next, bounds)) {
                break;
            }
            bounds = next;
            for (int j = 0; j < k; j++) {
                if (bounds[j + 1] > bounds[j]) {
                    c[j] = (sums[bounds[j + 1]] - sums[bounds[j]]) / (bounds[j + 1] - bounds[j]);
                }
            }
            Arrays.sort(c); // a cluster without numbers may be passed by
        }
        return Clusters.nearest(x, rounded(c));
    }

    /** b[j]: first of the sorted numbers that belong to centroid j; those on a midpoint belong to the lower one. */
    private static int[] bounds(double[] sorted, double[] c) {
        int[] bounds = new int[c.length + 1];
        bounds[c.length] = sorted.length;
        int place = 0;
        for (int j = 1; j < c.length; j++) {
            double middle = (c[j - 1] + c[j]) / 2;
            while (place < sorted.length && sorted[place] <= middle) {
                place++;
            }
            bounds[j] = place;
        }
        return bounds;
    }

    private static double[] start(double[] sorted, int k, Start start, RandomStream random) {
        int n = sorted.length;
        double[] c = new double[k];
        int[] drawn = start == Start.RANDOM ? drawn(n, k, random) : null;
        for (int j = 0; j < k; j++) {
            c[j] = switch (start) {
                case LINEAR -> k == 1 ? (sorted[0] + sorted[n - 1]) / 2
                        : sorted[0] + (sorted[n - 1] - sorted[0]) * j / (k - 1);
                case DENSITY -> sorted[(int) ((2L * j + 1) * n / (2L * k))];
                case RANDOM -> sorted[drawn[j]];
            };
        }
        Arrays.sort(c);
        return c;
    }

    /** k of n places, with repetitions only where k is larger than n. */
    private static int[] drawn(int n, int k, RandomStream random) {
        int[] places = new int[n];
        Arrays.setAll(places, i -> i);
        int[] drawn = new int[k];
        for (int j = 0; j < k; j++) {
            int from = j % n;
            int other = from + random.nextInt(n - from);
            int kept = places[from];
            places[from] = places[other];
            places[other] = kept;
            drawn[j] = places[from];
        }
        return drawn;
    }

    /** The clusters with the least squared error, O(k n log n): the borders of optimal clusters never fall with the last number. */
    public static Clusters exact(float[] x, int k) {
        double[] sorted = sorted(x, k);
        double middle = Arrays.stream(sorted).average().orElseThrow();
        double[] centred = Arrays.stream(sorted).map(v -> v - middle).toArray(); // less is lost in the sums
        Segments segments = new Segments(sums(centred, 1), sums(centred, 2));
        int n = sorted.length;
        double[] least = new double[n + 1];
        int[][] border = new int[k + 1][n + 1];
        for (int i = 1; i <= n; i++) {
            least[i] = segments.cost(0, i);
        }
        for (int j = 2; j <= k; j++) {
            double[] next = new double[n + 1];
            segments.fill(least, next, border[j], 1, n, 0, n - 1);
            least = next;
        }
        float[] c = new float[k];
        int end = n;
        for (int j = k; j >= 1; j--) {
            int from = j == 1 ? 0 : border[j][end];
            c[j - 1] = (float) (end == from
                    ? sorted[Math.min(from, n - 1)] : Arrays.stream(sorted, from, end).average().orElseThrow());
            end = from;
        }
        Arrays.sort(c);
        return Clusters.nearest(x, c);
    }

    /** @param sums of the first i numbers @param squares of their squares */
    private record Segments(double[] sums, double[] squares) {
        /** Squared error of the numbers a, ..., b - 1 about their mean. */
        double cost(int a, int b) {
            double sum = sums[b] - sums[a];
            return b - a < 2 ? 0 : Math.max(0, squares[b] - squares[a] - sum * sum / (b - a));
        }

        /** next[i] = min over b of least[b] + cost(b, i), for i from low to high and borders b from first to last. */
        void fill(double[] least, double[] next, int[] border, int low, int high, int first, int last) {
            if (low > high) {
                return;
            }
            int i = (low + high) >>> 1;
            next[i] = Double.POSITIVE_INFINITY;
            for (int b = first; b <= Math.min(last, i); b++) {
                double sum = least[b] + cost(b, i);
                if (sum < next[i]) {
                    next[i] = sum;
                    border[i] = b;
                }
            }
            fill(least, next, border, low, i - 1, first, border[i]);
            fill(least, next, border, i + 1, high, border[i], last);
        }
    }

    private static double[] sorted(float[] x, int k) {
        if (x.length == 0 || k < 1) {
            throw new IllegalArgumentException(k + " clusters of " + x.length + " numbers; at least one of each is needed");
        }
        double[] sorted = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            if (!Float.isFinite(x[i])) {
                throw new IllegalArgumentException(x[i] + " cannot be clustered");
            }
            sorted[i] = x[i];
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private static double[] sums(double[] x, int power) {
        double[] sums = new double[x.length + 1];
        for (int i = 0; i < x.length; i++) {
            sums[i + 1] = sums[i] + (power == 1 ? x[i] : x[i] * x[i]);
        }
        return sums;
    }

    private static float[] rounded(double[] c) {
        float[] rounded = new float[c.length];
        for (int j = 0; j < c.length; j++) {
            rounded[j] = (float) c[j];
        }
        return rounded;
    }
}
