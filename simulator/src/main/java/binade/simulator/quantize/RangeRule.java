package binade.simulator.quantize;

/** Which range a tensor's values are clipped to, in view of the values that were seen. */
public sealed interface RangeRule {
    /** From the least value to the greatest. */
    RangeRule MIN_MAX = new MinMax();

    /** The allowed texts. */
    String ALLOWED = "min-max moving-average[:KEEP] percentile[:P] kl mse";

    /** The text that {@link #parse} reads. */
    String id();

    /** From the least value to the greatest. */
    record MinMax() implements RangeRule {
        @Override
        public String id() {
            return "min-max";
        }
    }

    /**
     * Least and greatest value of each mini-batch, averaged: r = keep r + (1 - keep) r(batch), from the first batch's on
     * (Jacob et al. 2018, section 3.1). Of a single tensor: as {@link MinMax}.
     *
     * @param keep 0 to below 1
     */
    record MovingAverage(double keep) implements RangeRule {
        public MovingAverage {
            if (!(keep >= 0 && keep < 1)) {
                throw new IllegalArgumentException("moving average " + keep + "; allowed: 0 to below 1");
            }
        }

        @Override
        public String id() {
            return "moving-average:" + keep;
        }
    }

    /**
     * The least range that holds so many of the values: of magnitudes if symmetric, else each end for itself.
     *
     * @param percent above 50, at most 100
     */
    record Percentile(double percent) implements RangeRule {
        public Percentile {
            if (!(percent > 50 && percent <= 100)) {
                throw new IllegalArgumentException("percentile " + percent + "; allowed: above 50, up to 100");
            }
        }

        @Override
        public String id() {
            return "percentile:" + percent;
        }
    }

    /** The threshold whose clipped and quantized histogram diverges least from the clipped one ({@link Divergence}). */
    record Kl() implements RangeRule {
        @Override
        public String id() {
            return "kl";
        }
    }

    /** The range with the least mean squared error of the quantized values ({@link SquaredError}). */
    record Mse() implements RangeRule {
        @Override
        public String id() {
            return "mse";
        }
    }

    /** @throws IllegalArgumentException naming what is allowed */
    static RangeRule parse(String text) {
        int colon = text.indexOf(':');
        String name = text.replaceFirst("^(moving-average|percentile):.*", "$1");
        try {
            return switch (name) {
                case "moving-average" -> new MovingAverage(colon < 0 ? 0.9 : Double.parseDouble(text.substring(colon + 1)));
                case "percentile" -> new Percentile(colon < 0 ? 99.99 : Double.parseDouble(text.substring(colon + 1)));
                case "min-max" -> MIN_MAX;
                case "kl" -> new Kl();
                case "mse" -> new Mse();
                default -> throw new IllegalArgumentException("unknown observer '" + text + "'; allowed: " + ALLOWED);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("observer '" + text + "': no number behind the colon; allowed: " + ALLOWED, e);
        }
    }
}
