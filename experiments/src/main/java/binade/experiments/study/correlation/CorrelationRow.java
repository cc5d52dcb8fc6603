package binade.experiments.study.correlation;

import binade.experiments.study.Variant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A format: what was predicted and what training ended in.
 *
 * @param format named id where one exists, else the set id
 * @param width bits
 * @param list significant bits per binade; empty for formats that are no lists
 * @param outcomes by variant
 */
public record CorrelationRow(String format, int width, String list, Map<Variant, Outcome> outcomes) {
    public CorrelationRow {
        outcomes = Map.copyOf(new EnumMap<>(outcomes));
    }

    /** Whether values are powers of two only. */
    public boolean isLogarithmic() {
        return !list.isEmpty() && list.matches("(1,)+0");
    }

    /**
     * One variant; lists have a value per seed.
     *
     * @param degrees mean angle over the mini-batches, on the network of the seed
     * @param noise mean of |G' - G| / |G|, the same way
     * @param losses evaluation loss after training; infinite where the training diverged
     */
    public record Outcome(List<Double> degrees, List<Double> noise, List<Double> losses) {
        public Outcome {
            degrees = List.copyOf(degrees);
            noise = List.copyOf(noise);
            losses = List.copyOf(losses);
        }

        public double meanDegrees() {
            return mean(degrees);
        }

        public double meanNoise() {
            return mean(noise);
        }

        /** Infinite if a training diverged: such a format ranks last. */
        public double meanLoss() {
            return mean(losses);
        }

        /** Standard error of the mean loss over the seeds; NaN for one seed. */
        public double lossError() {
            int n = losses.size();
            double mean = meanLoss();
            double squares = losses.stream().mapToDouble(l -> (l - mean) * (l - mean)).sum();
            return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
        }

        public int diverged() {
            return (int) losses.stream().filter(l -> l.isInfinite()).count();
        }

        private static double mean(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
        }
    }
}
