package binade.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Inputs where scalar formats differ: every value and midpoint, one binary64 and one binary32 step beside, specials. */
public final class ScalarDomain {
    private static final double[] SPECIAL = {
        0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, -Double.MAX_VALUE,
        Double.MIN_VALUE, -Double.MIN_VALUE, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, 1, -1, 0.1, -0.1, 1e10, 1e-10
    };

    private ScalarDomain() {}

    /** The values of at most {@code most} codes, all of them if there are fewer; infinities and NaN left out. */
    static double[] values(ScalarFormat f, int most) {
        SplittableRandom random = new SplittableRandom(f.id().hashCode());
        long codes = 1L << f.width();
        boolean all = codes <= most;
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < Math.min(codes, most); i++) {
            long code = all ? i : random.nextLong(codes);
            try {
                double v = f.decode(code);
                if (!Double.isNaN(v) && !Double.isInfinite(v)) {
                    values.add(v);
                }
            } catch (IllegalArgumentException unused) {
                // a code that names no value
            }
        }
        double smallest = f.limits().smallestPositive();
        for (double v : new double[] {f.limits().max(), f.limits().min(), smallest, f.nextUp(smallest), f.nextDown(smallest)}) {
            values.add(v);
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    public static double[] inputs(ScalarFormat f, int most) {
        List<Double> x = new ArrayList<>();
        for (double v : SPECIAL) {
            x.add(v);
        }
        for (double v : values(f, most)) {
            double up = f.nextUp(v);
            double next = up == v || Double.isInfinite(up) ? 2 * v - f.nextDown(v) : up;
            double middle = v / 2 + next / 2;
            for (double c : new double[] {v, middle, next, v + 0.3 * (next - v), Math.sqrt(Math.abs(v)) * Math.sqrt(Math.abs(next))}) {
                x.add(c);
                x.add(Math.nextUp(c));
                x.add(Math.nextDown(c));
                x.add((double) Math.nextUp((float) c));
                x.add((double) Math.nextDown((float) c));
                x.add((double) (float) c);
            }
        }
        return x.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
