package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A codebook by its list of values; number-formats 9. Nearest: one more value for each threshold that x exceeds, so that
 * a number on a threshold goes to the lower value.
 */
public final class ExactCodebook implements ExactDefinition {
    /** The thresholds of NF4, bitsandbytes 0.50.2: binary32 numbers, the last ones first as in its kernel. */
    private static final List<String> NF4 = List.of(
            "0.8614784181118011", "0.6427869200706482", "0.5016634166240692", "0.3893125355243683", "0.2920137718319893",
            "0.2035212516784668", "0.1202552504837513", "0.03979014977812767", "-0.045525018125772476",
            "-0.13791173323988914", "-0.23460740596055984", "-0.33967943489551544", "-0.4599952697753906",
            "-0.6106329262256622", "-0.8480964004993439");

    private final List<BigDecimal> values;
    private final List<BigDecimal> thresholds;

    private ExactCodebook(List<BigDecimal> values, List<BigDecimal> thresholds) {
        this.values = values;
        this.thresholds = thresholds;
    }

    /** @param values ascending */
    public static ExactCodebook of(List<BigDecimal> values) {
        List<BigDecimal> middles = Stream.iterate(1, i -> i < values.size(), i -> i + 1)
                .map(i -> values.get(i - 1).add(values.get(i)).divide(BigDecimal.TWO))
                .toList();
        return new ExactCodebook(values, middles);
    }

    /** NF4, whose thresholds are not all exact midpoints. */
    public static ExactCodebook nf4(List<BigDecimal> values) {
        return new ExactCodebook(values, NF4.stream().map(t -> new BigDecimal(Float.parseFloat(t))).toList());
    }

    @Override
    public double round(double x, Rounding rounding, Overflow overflow, long r, int bits, double previous) {
        if (Double.isNaN(x)) {
            return x;
        }
        BigDecimal first = values.getFirst();
        BigDecimal last = values.getLast();
        if (x >= last.doubleValue() || x <= first.doubleValue()) {
            return (x >= last.doubleValue() ? last : first).doubleValue(); // a codebook knows neither NaN nor infinity
        }
        BigDecimal exact = new BigDecimal(x);
        BigDecimal low = values.stream().filter(atMost(exact)).reduce((a, b) -> b).orElseThrow();
        BigDecimal high = values.stream().filter(atMost(exact).negate()).findFirst().orElseThrow();
        boolean up = low.compareTo(exact) != 0 && switch (rounding) {
            case UP -> true;
            case DOWN -> false;
            case TOWARD_ZERO -> x < 0;
            case HYSTERESIS -> previous > x;
            case STOCHASTIC -> new BigDecimal(r).multiply(high.subtract(low))
                    .compareTo(exact.subtract(low).multiply(new BigDecimal(BigInteger.ONE.shiftLeft(bits)))) < 0;
            case NEAREST_EVEN -> thresholds.stream().filter(atMost(exact).and(t -> t.compareTo(exact) != 0)).count()
                    > values.indexOf(low);
            default -> throw new IllegalArgumentException("rounding " + rounding.id() + " is not defined for codebooks");
        };
        return (up ? high : low).doubleValue();
    }

    private static Predicate<BigDecimal> atMost(BigDecimal x) {
        return v -> v.compareTo(x) <= 0;
    }

    @Override
    public BigDecimal above(BigDecimal a, boolean negative) {
        return values.stream()
                .filter(v -> v.signum() == (negative ? -1 : 1))
                .map(BigDecimal::abs)
                .filter(atMost(a).negate())
                .min(BigDecimal::compareTo)
                .orElse(null);
    }
}
