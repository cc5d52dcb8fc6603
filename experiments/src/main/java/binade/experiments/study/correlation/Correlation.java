package binade.experiments.study.correlation;

import binade.experiments.study.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The outcome of the study.
 *
 * @param plan what was asked
 * @param trainingSamples of the workload
 * @param classes outputs of the network
 * @param normalised whether batch or layer normalisation is part of the network
 * @param batchNorm whether batch normalisation is, whose statistics are frozen in the measurement
 * @param reference evaluation loss of the binary32 training of each seed
 * @param rows a row per format, in the order of the plan
 * @param entries rank correlations by variant, subset of widths and indicator
 * @param trainingSeconds of all trainings in formats together, each on one thread
 */
public record Correlation(
        CorrelationPlan plan, int trainingSamples, int classes, boolean normalised, boolean batchNorm, List<Double> reference,
        List<CorrelationRow> rows, List<Entry> entries, double trainingSeconds) {
    /** Fewer formats have no rank correlation worth printing. */
    private static final int FEWEST = 5;

    public Correlation {
        reference = List.copyOf(reference);
        rows = List.copyOf(rows);
        entries = List.copyOf(entries);
    }

    /** Which formats are compared. */
    public enum Subset {
        ALL("all", 0),
        WIDE("8, 7, 6 bits", 6),
        EIGHT("8 bits", 8);

        private final String title;
        private final int least;

        Subset(String title, int least) {
            this.title = title;
            this.least = least;
        }

        public String title() {
            return title;
        }

        public boolean has(CorrelationRow row) {
            return row.width() >= least && (this == ALL || row.width() <= 8);
        }
    }

    /** What predicts. */
    public enum Indicator {
        /** Between G' and G, degrees. */
        ANGLE("angle"),
        /** |G' - G| / |G|: the baseline. */
        NOISE("noise");

        private final String id;

        Indicator(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }

        double mean(CorrelationRow.Outcome o) {
            return this == ANGLE ? o.meanDegrees() : o.meanNoise();
        }

        double ofSeed(CorrelationRow.Outcome o, int seed) {
            return (this == ANGLE ? o.degrees() : o.noise()).get(seed);
        }
    }

    /**
     * How well an indicator orders some formats.
     *
     * @param count formats
     * @param spearman with the mean loss over the seeds
     * @param kendall likewise
     * @param singleSeeds Spearman's with angle and loss of one seed, for each
     * @param agreement mean Spearman's correlation between the losses of two seeds: what no predictor can beat by much; NaN
     *     for one seed
     * @param lossRange largest minus smallest mean loss, infinite losses left out
     * @param seedDeviation standard deviation of a format's loss from seed to seed, root mean square over the formats; NaN for one seed
     */
    public record Entry(
            Variant variant, Subset subset, Indicator indicator, int count, RankCorrelation spearman, RankCorrelation kendall,
            List<Double> singleSeeds, double agreement, double lossRange, double seedDeviation) {
        public Entry {
            singleSeeds = List.copyOf(singleSeeds);
        }
    }

    /** All entries of some rows; subsets that are too small, or have the same formats as one before, are left out. */
    static List<Entry> entries(CorrelationPlan plan, List<CorrelationRow> rows, int repetitions) {
        List<Entry> entries = new ArrayList<>();
        for (Variant v : Variant.values()) {
            int before = -1;
            for (Subset subset : Subset.values()) {
                List<CorrelationRow> some = rows.stream().filter(subset::has).toList();
                if (!plan.variants().contains(v) || some.size() < FEWEST || some.size() == before) {
                    continue;
                }
                before = some.size();
                for (Indicator i : Indicator.values()) {
                    entries.add(entry(v, subset, i, some, plan.seeds().size(), repetitions));
                }
            }
        }
        return entries;
    }

    private static Entry entry(
            Variant v, Subset subset, Indicator indicator, List<CorrelationRow> rows, int seeds, int repetitions) {
        List<CorrelationRow.Outcome> outcomes = rows.stream().map(r -> r.outcomes().get(v)).toList();
        double[] x = values(outcomes, indicator::mean);
        double[] y = values(outcomes, CorrelationRow.Outcome::meanLoss);
        double[][] bySeed = IntStream.range(0, seeds)
                .mapToObj(s -> values(outcomes, o -> o.losses().get(s))).toArray(double[][]::new);
        List<Double> single = IntStream.range(0, seeds).mapToObj(s ->
                RankCorrelation.spearman(values(outcomes, o -> indicator.ofSeed(o, s)), bySeed[s])).toList();
        double[] finite = Arrays.stream(y).filter(Double::isFinite).sorted().toArray();
        double variance = outcomes.stream().mapToDouble(o -> o.lossError() * o.lossError() * seeds)
                .filter(Double::isFinite).average().orElse(Double.NaN);
        return new Entry(
                v, subset, indicator, rows.size(), RankCorrelation.spearman(x, y, repetitions),
                RankCorrelation.kendall(x, y, repetitions), single, RankCorrelation.agreement(bySeed),
                finite.length == 0 ? Double.NaN : finite[finite.length - 1] - finite[0], Math.sqrt(variance));
    }

    private static double[] values(List<CorrelationRow.Outcome> outcomes, ToDoubleFunction<CorrelationRow.Outcome> value) {
        return outcomes.stream().mapToDouble(value).toArray();
    }
}
