package binade.simulator.compression;

import binade.formats.random.RandomStream;
import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.training.Optimizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Trains the tables that weights share (Deep Compression, section 3.3): the gradient of a centroid is the sum of the gradients
 * of its weights, in binary64 in the order of the weights. Who shares what stays. All else is trained by another optimizer.
 *
 * <pre>
 *   g[j] = sum over i with assignment[i] = j of dw[i],   v = g + momentum v,   c = c - rate v,   w[i] = c[assignment[i]]
 * </pre>
 */
public final class SharedWeights implements Optimizer {
    /** An assignment that stands for a zero which stays zero. */
    public static final int ZERO = -1;

    private record Table(float[] centroids, int[] assignment, float[] velocity) {}

    private final Network network;
    private final Optimizer others;
    private final float momentum;
    private final float share;
    private final Map<Parameter, Table> tables = new LinkedHashMap<>();

    /**
     * @param others optimizer of everything without a table
     * @param momentum of the centroids
     * @param share rate of the centroids, as part of the rate of the others: sums over many weights are large
     */
    public SharedWeights(Network network, Optimizer others, double momentum, double share) {
        this.network = network;
        this.others = others;
        this.momentum = (float) momentum;
        this.share = (float) share;
    }

    /**
     * Gives the weights of a tensor a table; they take its values at once.
     *
     * @param zeros whether weights that are zero stay zero, outside the table
     * @return the clusters of the others, in their order
     */
    public Clusters share(Parameter p, int k, KMeans.Start start, boolean zeros, RandomStream random) {
        float[] w = p.values();
        float[] clustered = new float[w.length];
        int n = 0;
        for (float v : w) {
            if (!zeros || v != 0) {
                clustered[n++] = v;
            }
        }
        Clusters clusters = KMeans.lloyd(Arrays.copyOf(clustered, n), k, start, random);
        int[] assignment = new int[w.length];
        int next = 0;
        for (int i = 0; i < w.length; i++) {
            assignment[i] = zeros && w[i] == 0 ? ZERO : clusters.assignment()[next++];
        }
        Table table = new Table(clusters.centroids().clone(), assignment, new float[k]);
        tables.put(p, table);
        write(p, table);
        network.refresh();
        return clusters;
    }

    @Override
    public void step(Gradients gradients, double learningRate) {
        float rate = (float) learningRate * share;
        others.step(gradients, learningRate);
        tables.forEach((p, table) -> {
            double[] sums = new double[table.centroids.length];
            float[] g = gradients.of(p);
            for (int i = 0; i < g.length; i++) {
                if (table.assignment[i] != ZERO) {
                    sums[table.assignment[i]] += g[i];
                }
            }
            for (int j = 0; j < sums.length; j++) {
                table.velocity[j] = (float) sums[j] + momentum * table.velocity[j];
                table.centroids[j] = table.centroids[j] - rate * table.velocity[j];
            }
            write(p, table);
        });
        network.refresh();
    }

    private static void write(Parameter p, Table table) {
        float[] w = p.values();
        for (int i = 0; i < w.length; i++) {
            w[i] = table.assignment[i] == ZERO ? 0f : table.centroids[table.assignment[i]];
        }
    }
}
