package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Nearest-even rounding by looking the number up: the sorted values of a format with the exact midpoints between them.
 * Fast enough for all 2^32 inputs, and still nothing but the definition: no kernel, no bit trick.
 *
 * <p>The values are enumerated from zero by adding the quantum of the binade reached. A tie goes to the even multiple
 * of that quantum. {@code NearestTableAgreementTest} holds the table to {@link ExactRounding} at every boundary.
 */
public final class NearestTable {
    private static final int MAX_VALUES = 1 << 20;

    /** Magnitudes from zero to the first one beyond both ends of the range. */
    private final double[] magnitudes;
    /** midpoint i lies between magnitudes i and i + 1. */
    private final double[] midpoints;
    /** Whether a tie at midpoint i goes to magnitude i + 1. */
    private final boolean[] tieGoesUp;
    /** Results by index of the magnitude, range already checked: one table per sign. */
    private final float[] positive;

    private final float[] negative;
    private final float positiveInfinity;
    private final float negativeInfinity;

    /** @throws IllegalArgumentException if the format has more than 2^20 magnitudes */
    public NearestTable(ExactFormat f, Overflow overflow) {
        BigDecimal end = f.max().max(f.min().negate());
        List<BigDecimal> values = new ArrayList<>(List.of(BigDecimal.ZERO));
        List<Boolean> odd = new ArrayList<>();
        BigDecimal v = BigDecimal.ZERO;
        while (v.compareTo(end) <= 0) {
            // below the smallest positive value every binade has the same quantum, so any low exponent will do
            BigDecimal quantum = ExactFormat.power(
                    f.quantum().exponent(v.signum() == 0 ? -2000 : ExactRounding.exponent(v)));
            odd.add(v.divide(quantum).toBigIntegerExact().testBit(0));
            v = v.add(quantum);
            values.add(v);
            if (values.size() > MAX_VALUES) {
                throw new IllegalArgumentException("the format has more than " + MAX_VALUES + " magnitudes");
            }
        }
        int n = values.size();
        magnitudes = new double[n];
        midpoints = new double[n - 1];
        tieGoesUp = new boolean[n - 1];
        positive = new float[n];
        negative = new float[n];
        for (int i = 0; i < n; i++) {
            magnitudes[i] = values.get(i).doubleValue();
            positive[i] = inRange(magnitudes[i], values.get(i), f, overflow);
            negative[i] = i == 0 ? f.negativeZero() ? -0f : 0f : inRange(-magnitudes[i], values.get(i).negate(), f, overflow);
        }
        for (int i = 0; i + 1 < n; i++) {
            midpoints[i] = (magnitudes[i] + magnitudes[i + 1]) / 2;
            tieGoesUp[i] = odd.get(i);
        }
        positiveInfinity = result(Double.POSITIVE_INFINITY, f, overflow);
        negativeInfinity = result(Double.NEGATIVE_INFINITY, f, overflow);
    }

    /** What the range check makes of a value that is rounded already; min() = 0 turns -0 into the zero of the format. */
    private static float inRange(double value, BigDecimal exact, ExactFormat f, Overflow overflow) {
        boolean inside = exact.compareTo(f.max()) <= 0 && exact.compareTo(f.min()) >= 0;
        return inside ? (float) value : result(value, f, overflow);
    }

    private static float result(double x, ExactFormat f, Overflow overflow) {
        return (float) ExactRounding.round(x, f, Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
    }

    /** Number of magnitudes, zero and the first one beyond the range included. */
    public int size() {
        return magnitudes.length;
    }

    /** The midpoint between magnitudes i and i + 1. */
    public double midpoint(int i) {
        return midpoints[i];
    }

    /** The nearest value of the format. */
    public float round(float x) {
        float[] y = new float[1];
        round(Float.floatToRawIntBits(x), y, 1);
        return y[0];
    }

    /**
     * y[i] = rnd(the number whose binary32 bits are first + i), for count consecutive patterns of one sign. The search
     * happens once; after that the index only moves up, because consecutive patterns ascend in magnitude.
     */
    public void round(int first, float[] y, int count) {
        float[] results = first < 0 ? negative : positive;
        int at = -1;
        for (int i = 0; i < count; i++) {
            double a = Math.abs((double) Float.intBitsToFloat(first + i));
            if (Double.isNaN(a)) {
                y[i] = Float.NaN;
            } else if (Double.isInfinite(a)) {
                y[i] = first < 0 ? negativeInfinity : positiveInfinity;
            } else {
                at = at < 0 ? search(a) : at;
                while (at < midpoints.length && (a > midpoints[at] || (a == midpoints[at] && tieGoesUp[at]))) {
                    at++;
                }
                y[i] = results[at];
            }
        }
    }

    /** The first index whose upper midpoint is not below a. */
    private int search(double a) {
        int low = 0;
        int high = midpoints.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (midpoints[middle] < a) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
