package binade.experiments.study;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Which jobs need not be measured further to know the first ones. At every look the jobs that go on are compared with the
 * {@code first}-th best of their group, mini-batch by mini-batch; one whose mean difference exceeds the t quantile of its standard
 * error is stopped. The quantile is that of {@value #RISK} over all jobs and looks together, so that one of the first is lost
 * in fewer than one of a thousand runs, if differences are normal.
 */
final class EarlyStopping {
    /** Mini-batches before the first look; each look has twice as many as the one before. */
    static final int FIRST_LOOK = 8;

    private static final double RISK = 0.001;

    private final double[][] angles;
    private final List<Integer> groups;
    private final int first;

    /** @param angles by mini-batch and job, NaN where not measured */
    EarlyStopping(double[][] angles, List<Integer> groups, int first) {
        this.angles = angles;
        this.groups = List.copyOf(groups);
        this.first = first;
    }

    /** Takes the jobs to be stopped out of {@code active}. */
    void look(int batches, boolean[] active) {
        int looks = 32 - Integer.numberOfLeadingZeros(Math.max(1, angles.length / FIRST_LOOK));
        double risk = RISK / ((double) groups.size() * looks);
        for (int group : groups.stream().distinct().toList()) {
            int[] order = IntStream.range(0, active.length).filter(j -> active[j] && groups.get(j) == group)
                    .boxed().sorted((a, b) -> Double.compare(mean(a, -1, batches), mean(b, -1, batches)))
                    .mapToInt(Integer::intValue).toArray();
            for (int place = first; place < order.length; place++) {
                active[order[place]] = !isBehind(order[place], order[first - 1], batches, risk);
            }
        }
    }

    private boolean isBehind(int job, int other, int batches, double risk) {
        double mean = mean(job, other, batches);
        int n = 0;
        double squares = 0;
        for (int b = 0; b < batches; b++) {
            double d = angles[b][job] - angles[b][other] - mean;
            if (!Double.isNaN(d)) {
                squares += d * d;
                n++;
            }
        }
        return n >= 2 && mean > 0
                && mean > new TDistribution(n - 1).inverseCumulativeProbability(1 - risk) * Math.sqrt(squares / (n - 1) / n);
    }

    /** Mean angle, or mean difference to another job. */
    private double mean(int job, int other, int batches) {
        return Arrays.stream(angles, 0, batches).mapToDouble(b -> b[job] - (other < 0 ? 0 : b[other]))
                .filter(d -> !Double.isNaN(d)).average().orElse(Double.NaN);
    }
}
