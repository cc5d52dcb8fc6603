package binade.simulator.quantize;

import java.util.ArrayList;
import java.util.List;

/** The definition of {@link Divergence} word for word, with lists. */
final class DivergenceReference {
    private DivergenceReference() {}

    static int bestBins(long[] counts, int used, int levels) {
        int best = levels;
        for (int i = levels; i <= used; i++) {
            if (divergence(counts, i, levels) < divergence(counts, best, levels)) {
                best = i;
            }
        }
        return best;
    }

    static double divergence(long[] counts, int bins, int levels) {
        double[] p = new double[bins];
        for (int j = 0; j < counts.length; j++) {
            p[Math.min(j, bins - 1)] += counts[j];
        }
        double[] q = new double[bins];
        for (int level = 0; level < levels; level++) {
            List<Integer> occupied = new ArrayList<>();
            double sum = 0;
            for (int j = 0; j < bins; j++) {
                if ((long) j * levels / bins == level) {
                    sum += counts[j];
                    if (p[j] > 0) {
                        occupied.add(j);
                    }
                }
            }
            for (int j : occupied) {
                q[j] = Math.max(sum / occupied.size(), 1e-4);
            }
        }
        double pSum = java.util.Arrays.stream(p).sum();
        double qSum = java.util.Arrays.stream(q).sum();
        double d = 0;
        for (int j = 0; j < bins; j++) {
            d += p[j] == 0 ? 0 : p[j] / pSum * Math.log(p[j] / pSum * qSum / q[j]);
        }
        return d;
    }
}
