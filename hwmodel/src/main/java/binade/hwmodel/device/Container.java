package binade.hwmodel.device;

import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.GridFormat;
import binade.formats.ScalarFormat;
import binade.formats.SignFormat;
import binade.formats.WideFormat;
import binade.formats.TableFormat;
import binade.hwmodel.Operand;
import java.util.Arrays;

/**
 * Whether one format holds another: every finite value of F, times one power of two for all, is a value of T.
 *
 * <p>Formats of up to 16 bits are enumerated; wider ones are grids whose binades all have p significant bits, for which
 * precision and range decide.
 */
public final class Container {
    private static final int WIDEST_ENUMERATED = 16;

    private Container() {}

    /** Whether T holds F exactly. */
    public static boolean holds(Format t, Format f) {
        if (f.id().equals(t.id())) {
            return true;
        }
        if (t instanceof SignFormat) {
            return f instanceof SignFormat s && s.width() == 1;
        }
        return switch (f) {
            case SignFormat s -> holds((GridFormat) t, s.width() == 1 ? new double[] {1} : new double[] {0, 1});
            case GridFormat g when g.width() > WIDEST_ENUMERATED -> holdsByRange((GridFormat) t, g);
            case ScalarFormat s -> holds((GridFormat) t, values(s));
            case BlockFormat b -> holdsBlocks((GridFormat) t, b);
            case WideFormat beyond -> false; // its values leave binary64, and so every container
        };
    }

    /** How many magnitudes of F have no place in T at the best power of two; F of at most 16 bits. */
    public static int missing(Format t, Format f) {
        if (!(t instanceof GridFormat grid) || !(f instanceof ScalarFormat scalar) || f.width() > WIDEST_ENUMERATED) {
            return Integer.MAX_VALUE;
        }
        double[] values = values(scalar);
        int best = Integer.MAX_VALUE;
        for (int s = lowest(grid, values); s <= highest(grid, values); s++) {
            best = Math.min(best, missing(grid, values, s, best));
        }
        return best;
    }

    private static boolean holds(GridFormat t, double[] values) {
        for (int s = lowest(t, values); s <= highest(t, values); s++) {
            if (missing(t, values, s, 1) == 0) {
                return true;
            }
        }
        return false;
    }

    private static int missing(GridFormat t, double[] values, int scale, int enough) {
        int missing = 0;
        for (double v : values) {
            double scaled = Math.scalb(v, scale);
            if (scaled > t.grid().max() || scaled < t.grid().min()
                    || Math.abs(t.round(scaled)) != Math.abs(scaled)) {
                missing++;
                if (missing >= enough) {
                    return missing;
                }
            }
        }
        return missing;
    }

    private static int lowest(GridFormat t, double[] values) {
        return t.grid().smallestQuantumExponent() - Math.getExponent(smallest(values)) - Double.PRECISION;
    }

    private static int highest(GridFormat t, double[] values) {
        return t.grid().topBinade() - Math.getExponent(largest(values)) + 1;
    }

    private static double smallest(double[] values) {
        return Arrays.stream(values).map(Math::abs).filter(v -> v > 0).min().orElse(1);
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(1);
    }

    private static double[] values(ScalarFormat f) {
        return java.util.stream.LongStream.range(0, 1L << f.width())
                .mapToDouble(code -> decode(f, code))
                .filter(Double::isFinite)
                .distinct()
                .toArray();
    }

    private static double decode(ScalarFormat f, long code) {
        try {
            return f instanceof GridFormat || f instanceof TableFormat ? f.decode(code) : Double.NaN;
        } catch (IllegalArgumentException unused) {
            return Double.NaN; // a list or codebook that does not fill its width
        }
    }

    private static boolean holdsByRange(GridFormat t, GridFormat f) {
        int span = f.grid().topBinade() - f.grid().smallestQuantumExponent();
        return t.grid().isUniform()
                && t.grid().precision() >= f.grid().precision()
                && t.grid().topBinade() - t.grid().smallestQuantumExponent() >= span;
    }

    /** Elements times any power of two: floats of 8 exponent bits hold those, but for the ends of the scale's range. */
    private static boolean holdsBlocks(GridFormat t, BlockFormat f) {
        Operand elements = Operand.of(f);
        int precision = elements.datapath().precision() + elements.scaleFractionBits() - 1;
        return t.grid().precision() >= precision && t.grid().binades() >= 254;
    }
}
