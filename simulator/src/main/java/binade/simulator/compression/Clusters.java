package binade.simulator.compression;

/**
 * Numbers that share the values of a table.
 *
 * @param centroids the table, ascending
 * @param assignment for each number its place in the table
 * @param squaredError sum over the numbers of (x - centroid)^2
 */
public record Clusters(float[] centroids, int[] assignment, double squaredError) {
    /** Each number to its nearest centroid, the lower of two at the same distance. */
    static Clusters nearest(float[] x, float[] centroids) {
        int[] assignment = new int[x.length];
        double error = 0;
        for (int i = 0; i < x.length; i++) {
            int best = 0;
            for (int low = 0, high = centroids.length - 1; low < high;) {
                int middle = (low + high) >>> 1;
                // exact: sums and doubles of binary32 numbers of usual range are binary64 numbers
                if (2.0 * x[i] > (double) centroids[middle] + centroids[middle + 1]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
                best = low;
            }
            assignment[i] = best;
            error += square(x[i] - (double) centroids[best]);
        }
        return new Clusters(centroids, assignment, error);
    }

    private static double square(double d) {
        return d * d;
    }
}
