package binade.simulator.quantize;

/** Watches the tensors at one place, mini-batch after mini-batch, and says which range to keep of them. For one thread. */
public final class Observer {
    private final TensorScheme scheme;
    private final ValueCounts.Counter counter;
    private final LinearHistogram histogram;
    private float low;
    private float high;
    /** Of the present mini-batch. */
    private float batchLow;
    private float batchHigh;
    private double averageLow;
    private double averageHigh;
    private boolean any;

    /** @param scheme whose rule decides, and by whose format errors are judged */
    public Observer(TensorScheme scheme) {
        this.scheme = scheme;
        boolean counts = scheme.rule() instanceof RangeRule.Percentile || scheme.rule() instanceof RangeRule.Mse;
        counter = counts ? new ValueCounts.Counter() : null;
        histogram = scheme.rule() instanceof RangeRule.Kl ? new LinearHistogram() : null;
    }

    /** Sees x[from, to). */
    public void observe(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            batchLow = Math.min(batchLow, x[i]);
            batchHigh = Math.max(batchHigh, x[i]);
        }
        if (counter != null) {
            counter.add(x, from, to);
        }
        if (histogram != null) {
            histogram.add(x, from, to);
        }
    }

    /** Ends a mini-batch: what moving averages average. */
    public void endBatch() {
        low = Math.min(low, batchLow);
        high = Math.max(high, batchHigh);
        double keep = any && scheme.rule() instanceof RangeRule.MovingAverage m ? m.keep() : 0;
        averageLow = keep * averageLow + (1 - keep) * batchLow;
        averageHigh = keep * averageHigh + (1 - keep) * batchHigh;
        any = true;
        batchLow = 0;
        batchHigh = 0;
    }

    /**
     * The range to keep of everything seen in finished mini-batches.
     *
     * @throws ArithmeticException if values were not finite
     */
    public ClipRange range() {
        if (!Float.isFinite(low) || !Float.isFinite(high)) {
            throw new ArithmeticException("values to be calibrated with are not finite");
        }
        return switch (scheme.rule()) {
            case RangeRule.MinMax _ -> ClipRange.around(low, high, scheme.symmetric());
            case RangeRule.MovingAverage _ -> ClipRange.around(averageLow, averageHigh, scheme.symmetric());
            case RangeRule.Percentile p -> percentile(counter.counts(), p.percent(), scheme.symmetric());
            case RangeRule.Mse _ -> SquaredError.range(counter.counts(), scheme);
            case RangeRule.Kl _ -> clipped(Divergence.threshold(histogram, levels()));
        };
    }

    /** Symmetric schemes have half of the levels for magnitudes, others all of them if values have one sign. */
    private int levels() {
        int codes = 1 << scheme.format().width();
        return !scheme.symmetric() && (low == 0 || high == 0) ? codes : codes / 2;
    }

    private ClipRange clipped(float threshold) {
        return ClipRange.around(Math.max(low, -threshold), Math.min(high, threshold), scheme.symmetric());
    }

    /** The range of a tensor that is there as a whole. */
    public static ClipRange range(float[] x, int from, int to, TensorScheme scheme) {
        return switch (scheme.rule()) {
            case RangeRule.MinMax _, RangeRule.MovingAverage _, RangeRule.Kl _ -> {
                Observer all = new Observer(scheme);
                all.observe(x, from, to);
                all.endBatch();
                yield all.range();
            }
            case RangeRule.Percentile p -> percentile(ValueCounts.of(x, from, to), p.percent(), scheme.symmetric());
            case RangeRule.Mse _ -> SquaredError.range(ValueCounts.of(x, from, to), scheme);
        };
    }

    private static ClipRange percentile(ValueCounts seen, double percent, boolean symmetric) {
        if (symmetric) {
            return ClipRange.symmetric(quantile(seen.magnitudes(), percent));
        }
        float[] negated = new float[seen.values().length];
        long[] counts = new long[negated.length];
        for (int i = 0; i < negated.length; i++) {
            negated[i] = -seen.values()[negated.length - 1 - i];
            counts[i] = seen.counts()[negated.length - 1 - i];
        }
        return ClipRange.around(
                -quantile(new ValueCounts(negated, counts), percent), quantile(seen, percent), false);
    }

    /** The least value that so many percent of the values do not exceed. */
    private static float quantile(ValueCounts seen, double percent) {
        double needed = percent / 100 * seen.total();
        long below = 0;
        for (int i = 0; i < seen.values().length; i++) {
            below += seen.counts()[i];
            if (below >= needed) {
                return seen.values()[i];
            }
        }
        return (float) seen.greatest();
    }
}
