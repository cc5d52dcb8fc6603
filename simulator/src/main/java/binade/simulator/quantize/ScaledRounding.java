package binade.simulator.quantize;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.TableFormat;
import binade.formats.block.AffineQuantizer;
import binade.formats.block.AffineQuantizer.Range;
import binade.formats.block.ScaleGroups;
import binade.formats.block.ScaledQuantizer;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingKernel;
import binade.formats.kernel.RoundingPlan;
import binade.formats.kernel.TableRounding;

/**
 * Rounds values of one range into a scalar format and back, to nearest: what a tensor, channel or group with one scale is
 * put through. Beyond the range saturates. Immutable.
 *
 * <pre>
 *   integers        y = s (clamp(RNE(x / s) + z) - z)       the bits of {@link AffineQuantizer}
 *   other grids     y = s RNE(x / s)                        the bits of {@link ScaledQuantizer}
 * </pre>
 */
public abstract sealed class ScaledRounding {
    /** What the format's values are multiplied by. */
    public abstract float scale();

    /** The integer that stands for 0; 0 where there is none. */
    public int zeroPoint() {
        return 0;
    }

    /** y[to, to + n) = rnd(x[from, from + n)); y may be x with the same offset. NaN is an error of the formats without it. */
    public abstract void round(float[] x, int from, float[] y, int to, int n);

    /** One value. */
    public abstract float round(float x);

    /** The greatest value of the rounding at or below x, the least of all if there is none. */
    abstract float below(float x);

    /** The least value of the rounding at or above x, the greatest of all if there is none. */
    abstract float above(float x);

    /**
     * The rounding of a scheme over a range.
     *
     * @throws IllegalArgumentException for a block format, whose scales follow from the values
     */
    public static ScaledRounding of(TensorScheme scheme, ClipRange range) {
        return switch (scheme.format()) {
            case GridFormat grid when scheme.isInteger() -> integers(grid, scheme.symmetric(), range);
            case GridFormat grid -> new Grid(grid, scheme.hasRange() ? scale(grid, range) : 1);
            case TableFormat table -> new Table(table, scheme.hasRange() ? codebookScale(table, range) : 1);
            default -> throw new IllegalArgumentException(scheme.format().id() + " derives its scales from blocks of values");
        };
    }

    private static ScaledRounding integers(GridFormat format, boolean symmetric, ClipRange range) {
        float[] ends = {range.low(), range.high()};
        AffineQuantizer q = symmetric
                ? AffineQuantizer.symmetric(format.width(), ends, ScaleGroups.tensor(2))
                : AffineQuantizer.asymmetric(
                        format.limits().min() < 0 ? Range.signed(format.width()) : Range.unsigned(format.width()), ends,
                        ScaleGroups.tensor(2));
        return new Integers(q.scales()[0], q.zeroPoints()[0], q.range());
    }

    private static float scale(GridFormat format, ClipRange range) {
        return ScaledQuantizer.toMaximum(format, new float[] {range.magnitude()}, ScaleGroups.tensor(1)).scales()[0];
    }

    private static float codebookScale(TableFormat format, ClipRange range) {
        double most = Math.max(format.limits().max(), -format.limits().min());
        return range.magnitude() == 0 ? 1 : (float) Math.max(range.magnitude() / most, Float.MIN_VALUE);
    }

    /** Integers with a zero point. */
    static final class Integers extends ScaledRounding {
        private final float scale;
        private final int zero;
        private final Range range;

        Integers(float scale, int zero, Range range) {
            this.scale = scale;
            this.zero = zero;
            this.range = range;
        }

        @Override
        public float scale() {
            return scale;
        }

        @Override
        public int zeroPoint() {
            return zero;
        }

        Range range() {
            return range;
        }

        /** The integer of a value. */
        int code(float x) {
            return (int) clamped(Math.rint(x / scale));
        }

        private double clamped(double steps) {
            if (steps != steps) {
                throw new ArithmeticException("NaN in a tensor to be quantized to integers");
            }
            return Math.min(Math.max(steps + zero, range.min()), range.max());
        }

        private float value(double code) {
            return scale * (float) (code - zero);
        }

        @Override
        public void round(float[] x, int from, float[] y, int to, int n) {
            for (int i = 0; i < n; i++) {
                y[to + i] = value(clamped(Math.rint(x[from + i] / scale)));
            }
        }

        @Override
        public float round(float x) {
            return value(clamped(Math.rint(x / scale)));
        }

        @Override
        float below(float x) {
            return value(clamped(Math.floor(x / scale)));
        }

        @Override
        float above(float x) {
            return value(clamped(Math.ceil(x / scale)));
        }
    }

    private static final class Grid extends ScaledRounding {
        private static final RoundingKernel KERNEL = Kernels.rounding();

        private final GridFormat format;
        private final float scale;
        private final RoundingPlan plan;

        Grid(GridFormat format, float scale) {
            this.format = format;
            this.scale = scale;
            plan = RoundingPlan.of(format, 0, Overflow.SAT_FINITE);
        }

        @Override
        public float scale() {
            return scale;
        }

        @Override
        public void round(float[] x, int from, float[] y, int to, int n) {
            for (int i = 0; i < n; i++) {
                y[to + i] = x[from + i] / scale;
            }
            KERNEL.round(plan, y, y, to, to + n);
            for (int i = 0; i < n; i++) {
                y[to + i] *= scale;
            }
        }

        private float round(float x, Rounding rounding) {
            return (float) format.round(x / scale, rounding, Overflow.SAT_FINITE, 0, 1, 0) * scale;
        }

        @Override
        public float round(float x) {
            return round(x, Rounding.NEAREST_EVEN);
        }

        @Override
        float below(float x) {
            return round(x, Rounding.DOWN);
        }

        @Override
        float above(float x) {
            return round(x, Rounding.UP);
        }
    }

    /** Posits, logarithmic numbers, codebooks. */
    private static final class Table extends ScaledRounding {
        private final TableFormat format;
        private final float scale;
        private final TableRounding kernel;

        Table(TableFormat format, float scale) {
            this.format = format;
            this.scale = scale;
            kernel = TableRounding.of(format, Overflow.SAT_FINITE);
        }

        @Override
        public float scale() {
            return scale;
        }

        @Override
        public void round(float[] x, int from, float[] y, int to, int n) {
            for (int i = 0; i < n; i++) {
                y[to + i] = x[from + i] / scale;
            }
            kernel.round(y, y, to, to + n);
            for (int i = 0; i < n; i++) {
                y[to + i] *= scale;
            }
        }

        @Override
        public float round(float x) {
            return (float) unscaled(x) * scale;
        }

        private double unscaled(float x) {
            return format.round(x / scale, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        }

        /** The value below the nearest one, if that lies above. */
        @Override
        float below(float x) {
            double nearest = unscaled(x);
            double lower = nearest <= x / scale ? nearest : format.nextDown(nearest);
            return (float) (Double.isFinite(lower) ? lower : nearest) * scale;
        }

        @Override
        float above(float x) {
            double nearest = unscaled(x);
            double upper = nearest >= x / scale ? nearest : format.nextUp(nearest);
            return (float) (Double.isFinite(upper) ? upper : nearest) * scale;
        }
    }
}
