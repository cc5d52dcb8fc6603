package binade.simulator.compression;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What defines each step: codes that decode, clusters that are no better than the best, entries that give the weights back. */
class CompressionProperties {
    private static float[] few(int n, int values, double sparsity, long seed) {
        RandomStream random = new RandomStream(seed, Purpose.NOISE, 0);
        float[] w = new float[n];
        for (int i = 0; i < n; i++) {
            w[i] = random.nextUniform() < sparsity ? 0f : (random.nextInt(values) - values / 2 + 0.25f) / 7;
        }
        return w;
    }

    @Property(tries = 300)
    void theDecoderGivesBackTheVeryWeights(
            @ForAll @IntRange(min = 1, max = 3000) int n, @ForAll @IntRange(min = 1, max = 40) int values,
            @ForAll @IntRange(max = 100) int percent, @ForAll @IntRange(max = 8) int gapBits, @ForAll long seed) {
        float[] w = few(n, values, percent / 100.0, seed);
        if (n > 2) {
            w[n / 2] = -0f; // differs from +0 in its bits
        }
        SharedTensor t = SharedTensor.of(w, gapBits);
        assertThat(bits(t.decode())).isEqualTo(bits(w));
        SharedTensor read = SharedTensor.read(n, gapBits, t.table(), t.entries(), t.coded());
        assertThat(bits(read.decode())).isEqualTo(bits(w));
        assertThat(t.entries()).isLessThanOrEqualTo(n);
    }

    private static int[] bits(float[] w) {
        int[] bits = new int[w.length];
        for (int i = 0; i < w.length; i++) {
            bits[i] = Float.floatToRawIntBits(w[i]);
        }
        return bits;
    }

    @Property(tries = 300)
    void aHuffmanCodeDecodesAndLiesWithinABitOfTheEntropy(
            @ForAll @Size(min = 1, max = 60) int[] raw, @ForAll @IntRange(min = 1, max = 1000) int scale) {
        long[] counts = new long[raw.length];
        long n = 0;
        for (int s = 0; s < raw.length; s++) {
            counts[s] = Math.floorMod(raw[s], scale);
            n += counts[s];
        }
        HuffmanCode code = HuffmanCode.of(counts);
        BitWriter out = new BitWriter();
        for (int s = 0; s < raw.length; s++) {
            if (counts[s] > 0) {
                code.write(s, out);
            }
        }
        BitReader in = new BitReader(out.toBytes());
        double entropy = 0;
        int used = 0;
        for (int s = 0; s < raw.length; s++) {
            if (counts[s] > 0) {
                assertThat(code.read(in)).isEqualTo(s);
                entropy -= counts[s] * Math.log((double) counts[s] / n) / Math.log(2);
                used++;
            }
        }
        assertThat(in.atEnd()).isTrue();
        if (used > 1) { // Shannon; the small term covers the roundings of the sum
            assertThat((double) code.bits(counts)).isBetween(entropy - 1e-6 * n, entropy + n);
        }
    }

    @Property(tries = 150)
    void noStartOfLloydBeatsTheExactClusters(
            @ForAll @IntRange(min = 1, max = 300) int n, @ForAll @IntRange(min = 1, max = 12) int k, @ForAll long seed) {
        RandomStream random = new RandomStream(seed, Purpose.NOISE, 1);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        double best = KMeans.exact(x, k).squaredError();
        for (KMeans.Start start : KMeans.Start.values()) {
            Clusters c = KMeans.lloyd(x, k, start, random);
            assertThat(c.squaredError()).as(start.name()).isGreaterThanOrEqualTo(best * (1 - 1e-5) - 1e-9);
            assertNearest(x, c);
        }
    }

    private static void assertNearest(float[] x, Clusters c) {
        for (int i = 0; i < x.length; i++) {
            double own = Math.abs(x[i] - (double) c.centroids()[c.assignment()[i]]);
            for (float other : c.centroids()) {
                assertThat(own).isLessThanOrEqualTo(Math.abs(x[i] - (double) other));
            }
        }
    }

    /** All ways to cut sorted numbers into runs, as clusters of least error are. */
    @Property(tries = 100)
    void theExactClustersAreTheBestOfAll(
            @ForAll @IntRange(min = 1, max = 9) int n, @ForAll @IntRange(min = 1, max = 4) int k, @ForAll long seed) {
        RandomStream random = new RandomStream(seed, Purpose.NOISE, 2);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(50);
        }
        Arrays.sort(x);
        double best = best(x, 0, k);
        // centroids are rounded to binary32: relative 2^-24 of at most 50, squared
        assertThat(KMeans.exact(x, k).squaredError()).isBetween(best - 1e-9, best + 1e-9);
    }

    private static double best(float[] x, int from, int k) {
        if (from == x.length) {
            return 0;
        }
        double least = k == 0 ? Double.POSITIVE_INFINITY : Double.MAX_VALUE;
        for (int end = from + 1; k > 0 && end <= x.length; end++) {
            double mean = 0;
            for (int i = from; i < end; i++) {
                mean += x[i] / (double) (end - from);
            }
            double error = 0;
            for (int i = from; i < end; i++) {
                error += (x[i] - mean) * (x[i] - mean);
            }
            least = Math.min(least, error + best(x, end, k - 1));
        }
        return least;
    }

    @Property(tries = 200)
    void noWeightThatStaysIsSmallerThanOneThatGoes(
            @ForAll @IntRange(min = 1, max = 400) int n, @ForAll @IntRange(max = 100) int percent, @ForAll long seed) {
        float[] w = few(n, 30, 0.1, seed);
        PruningMask mask = PruningMask.largest(w, percent / 100.0);
        assertThat(mask.count()).isEqualTo(n - (int) Math.round(percent / 100.0 * n));
        float stays = Float.POSITIVE_INFINITY;
        float goes = 0;
        for (int i = 0; i < n; i++) {
            stays = mask.keep()[i] ? Math.min(stays, Math.abs(w[i])) : stays;
            goes = mask.keep()[i] ? goes : Math.max(goes, Math.abs(w[i]));
        }
        assertThat(goes).isLessThanOrEqualTo(stays);
    }

    /** Of each four along a column two stay, of a remainder half rounded up; none that goes is larger than one that stays. */
    @Property(tries = 300)
    void exactlyTwoOfFourStayAndTheyAreTheLargest(
            @ForAll @IntRange(min = 1, max = 40) int k, @ForAll @IntRange(min = 1, max = 9) int n,
            @ForAll @IntRange(min = 2, max = 30) int values, @ForAll long seed) {
        float[] w = few(k * n, values, 0.1, seed);
        boolean[] keep = PruningMask.twoOfFour(w, n).keep();
        for (int column = 0; column < n; column++) {
            for (int first = 0; first < k; first += 4) {
                int group = Math.min(4, k - first);
                int stay = 0;
                for (int i = 0; i < group; i++) {
                    int at = (first + i) * n + column;
                    stay += keep[at] ? 1 : 0;
                    int larger = 0; // those that come before it: of larger magnitude, or as large and earlier
                    for (int j = 0; j < group; j++) {
                        float other = Math.abs(w[(first + j) * n + column]);
                        larger += other > Math.abs(w[at]) || other == Math.abs(w[at]) && j < i ? 1 : 0;
                    }
                    assertThat(keep[at]).isEqualTo(larger < (group + 1) / 2);
                }
                assertThat(stay).isEqualTo((group + 1) / 2);
            }
        }
    }

    @Property(tries = 300)
    void aTensorOfTwoOfFourIsReadBackBitForBit(
            @ForAll @IntRange(min = 1, max = 40) int k, @ForAll @IntRange(min = 1, max = 9) int n, @ForAll long seed) {
        float[] w = few(k * n, 30, 0.3, seed);
        PruningMask.twoOfFour(w, n).apply(w);
        TwoOfFourTensor t = TwoOfFourTensor.of(w, n);
        assertThat(bits(t.decode())).isEqualTo(bits(w));
        assertThat(bits(TwoOfFourTensor.read(k * n, n, t.values(), t.packedPlaces()).decode())).isEqualTo(bits(w));
        int slots = n * (k / 4 * 2 + (k % 4 + 1) / 2);
        assertThat(t.codedBytes()).isEqualTo(4 * slots + (2 * slots + 7) / 8);
    }
}
