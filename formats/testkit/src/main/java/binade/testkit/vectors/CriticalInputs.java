package binade.testkit.vectors;

import binade.formats.TableFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The inputs at which implementations of a format differ, by kind and index: the same index always gives the same
 * number, and small indices give numbers near zero.
 */
public final class CriticalInputs {
    private static final int MAX_ENUMERATED_WIDTH = 16;
    private static final double[] FRACTIONS = {0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5};

    private final RoundingSpec spec;
    /** All finite values by magnitude; null where there are too many codes to look at. */
    private final double[] values;
    private final double[] subnormalEdges;
    private final double[] overflowEdges;
    private final int lowestPower;
    private final int highestPower;

    public CriticalInputs(RoundingSpec spec) {
        this.spec = spec;
        values = spec.format().width() <= MAX_ENUMERATED_WIDTH ? enumerate(spec) : null;
        subnormalEdges = subnormalEdges(spec);
        overflowEdges = overflowEdges(spec);
        lowestPower = Math.max(spec.wide() ? -1074 : -149, Math.getExponent(spec.smallestPositive()) - 3);
        highestPower = Math.min(spec.wide() ? 1023 : 127, Math.getExponent(spec.max()) + 3);
    }

    private static double[] enumerate(RoundingSpec spec) {
        List<Double> found = new ArrayList<>();
        for (long code = 0; code < 1L << spec.format().width(); code++) {
            double v = valueOrNan(spec, code);
            if (Double.isFinite(v) && (v != 0 || Math.copySign(1, v) > 0)) {
                found.add(v);
            }
        }
        found.sort(Comparator.<Double>comparingDouble(Math::abs).thenComparing(Comparator.reverseOrder()));
        return found.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** NaN for codes that name no value. */
    private static double valueOrNan(RoundingSpec spec, long code) {
        try {
            return spec.decode(code);
        } catch (IllegalArgumentException unused) {
            return Double.NaN;
        }
    }

    private static double[] subnormalEdges(RoundingSpec s) {
        double[] edges = new double[3 * FRACTIONS.length + 2];
        int n = 0;
        for (double f : FRACTIONS) {
            edges[n++] = f * s.smallestPositive();
            edges[n++] = f * s.smallestNormal();
            edges[n++] = s.smallestNormal() - f * s.smallestPositive();
        }
        edges[n++] = s.wide() ? Double.MIN_VALUE : Float.MIN_VALUE;
        edges[n] = s.wide() ? Double.MIN_NORMAL : Float.MIN_NORMAL;
        return edges;
    }

    /** Both ends of the range: they differ in two's complement and unsigned formats. */
    private static double[] overflowEdges(RoundingSpec s) {
        double huge = s.wide() ? Double.MAX_VALUE : Float.MAX_VALUE;
        List<Double> edges = new ArrayList<>(List.of(huge, -huge, 0x1p64, -0x1p64));
        for (double end : new double[] {s.max(), s.min(), -s.max()}) {
            double inner = end > 0 ? s.nextDown(end) : s.nextUp(end);
            double quantum = end - inner; // outward
            for (double f : new double[] {-0.5, 0, 0.25, 0.5, 0.75, 1, 1.5, 2}) {
                edges.add(end + f * quantum);
            }
            edges.add(2 * end);
        }
        return edges.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Number of finite values if all are known, else 0. */
    public int enumerated() {
        return values == null ? 0 : values.length;
    }

    /** Number of different indices of a kind that is a list; 0 for kinds that are drawn. */
    public int size(InputKind kind) {
        return switch (kind) {
            case VALUE -> enumerated();
            case TIE -> spec.format() instanceof TableFormat t ? t.size() - 1 : enumerated();
            case SUBNORMAL_EDGE -> 2 * subnormalEdges.length;
            case OVERFLOW_EDGE -> overflowEdges.length;
            case POWER_OF_TWO -> 2 * (highestPower - lowestPower + 1);
            case ZERO, INFINITE -> 2;
            case NAN -> 1;
            case BETWEEN, NORMAL, LOG_UNIFORM, ANY -> 0;
        };
    }

    /** A finite value of the format, +0 for zero. */
    public double value(long index) {
        if (values != null) {
            return values[(int) Long.remainderUnsigned(index, values.length)];
        }
        int width = spec.format().width();
        SplittableRandom random = new SplittableRandom(index);
        while (true) {
            double v = valueOrNan(spec, width == 64 ? random.nextLong() : random.nextLong(1L << width));
            if (Double.isFinite(v)) {
                return v;
            }
        }
    }

    /** The neighbour of a value away from zero, beyond the range as if it went on. */
    private double outward(double v) {
        double next = v >= 0 ? spec.nextUp(v) : spec.nextDown(v);
        return Double.isFinite(next) && next != v ? next : 2 * v - (v >= 0 ? spec.nextDown(v) : spec.nextUp(v));
    }

    private double tie(long index) {
        if (spec.format() instanceof TableFormat t) {
            return t.threshold((int) Long.remainderUnsigned(index, t.size() - 1));
        }
        double v = value(index);
        return v / 2 + outward(v) / 2;
    }

    /**
     * An input number.
     *
     * @param index any; lists are read round and round
     * @param ulps steps of the input's precision away from the place itself: VALUE to POWER_OF_TWO
     */
    public double at(InputKind kind, long index, int ulps) {
        int n = size(kind);
        int i = n == 0 ? 0 : (int) Long.remainderUnsigned(index, n);
        double sign = (i & 1) == 0 ? 1 : -1;
        return switch (kind) {
            case VALUE -> spec.step(value(index), ulps);
            case TIE -> spec.step(tie(index), ulps);
            case SUBNORMAL_EDGE -> sign * spec.step(subnormalEdges[i / 2], ulps);
            case OVERFLOW_EDGE -> spec.step(overflowEdges[i], ulps);
            case POWER_OF_TWO -> sign * spec.step(Math.scalb(1.0, lowestPower + i / 2), ulps);
            case ZERO -> sign * 0.0;
            case INFINITE -> sign * Double.POSITIVE_INFINITY;
            case NAN -> Double.NaN;
            case BETWEEN, NORMAL, LOG_UNIFORM, ANY -> spec.toInput(drawn(kind, new SplittableRandom(index)));
        };
    }

    private double drawn(InputKind kind, SplittableRandom random) {
        return switch (kind) {
            case BETWEEN -> {
                double v = value(random.nextLong());
                yield v + (outward(v) - v) * random.nextDouble();
            }
            case NORMAL -> Math.scalb(gaussian(random), spec.scale());
            case LOG_UNIFORM -> {
                double e = random.nextDouble(lowestPower, highestPower);
                int whole = (int) Math.floor(e);
                yield (random.nextBoolean() ? 1 : -1) * Math.scalb(StrictMath.pow(2, e - whole), whole);
            }
            default -> {
                double any = spec.wide()
                        ? Double.longBitsToDouble(random.nextLong())
                        : Float.intBitsToFloat(random.nextInt());
                yield Double.isNaN(any) && !spec.format().hasNan() ? 1 : any;
            }
        };
    }

    /** Box-Muller with StrictMath: the same numbers on every machine. */
    private static double gaussian(SplittableRandom random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
