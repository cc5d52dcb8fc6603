package binade.formats.reference;

import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.block.ScaleRule;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * Blocks straight from their definitions (number-formats 7, 8 and 13, paper-method 8.1): exponents by comparison with
 * powers of two, elements by {@link ExactRounding}. Nothing is shared with the product's block code but the names of the
 * scale rules.
 */
public final class ExactBlocks {
    private static final int LOWEST = -127;
    private static final int HIGHEST = 127;

    private ExactBlocks() {}

    /**
     * A quantized block.
     *
     * @param scale exponent of the power of two, or {@link Integer#MIN_VALUE} for the scale NaN
     * @param elements values without the scale
     */
    public record Block(int scale, double[] elements) {
        /** Element times scale, exact; NaN under the scale NaN. */
        public double value(int i) {
            return scale == Integer.MIN_VALUE ? Double.NaN : Math.scalb(elements[i], scale);
        }
    }

    /** Largest finite magnitude as an exact decimal, 0 if there is none; null if one element is NaN. */
    static BigDecimal largest(float[] block) {
        BigDecimal largest = BigDecimal.ZERO;
        for (float v : block) {
            if (Float.isNaN(v)) {
                return null;
            }
            if (!Float.isInfinite(v)) {
                largest = largest.max(new BigDecimal(v).abs());
            }
        }
        return largest;
    }

    /**
     * OCP Microscaling with floating-point elements.
     *
     * @param element id of the element format
     * @param fractionBits of the element
     */
    public static Block mx(String element, int fractionBits, ScaleRule rule, float[] block) {
        return mx(ExactFormats.of(Formats.parse(element), 0), fractionBits, rule, block);
    }

    /** MXINT8: RNE(64 v) / 64, from -2 or, if symmetric, -127/64 to 127/64. */
    public static Block mxint8(boolean symmetric, ScaleRule rule, float[] block) {
        BigDecimal max = new BigDecimal("1.984375");
        BigDecimal min = symmetric ? max.negate() : BigDecimal.TWO.negate();
        return mx(new ExactFormat(e -> -6, max, min, false, false, false), 6, rule, block);
    }

    private static Block mx(ExactFormat element, int fractionBits, ScaleRule rule, float[] block) {
        BigDecimal amax = largest(block);
        double[] elements = new double[block.length];
        if (amax == null) {
            return new Block(Integer.MIN_VALUE, elements);
        }
        int e = amax.signum() == 0
                ? LOWEST
                : exponent(amax, element.max(), fractionBits, rule);
        int scale = Math.clamp(e, LOWEST, HIGHEST);
        return new Block(scale, round(block, scale, element));
    }

    private static double[] round(float[] block, int scale, ExactFormat element) {
        double[] elements = new double[block.length];
        for (int i = 0; i < block.length; i++) {
            double v = Math.scalb((double) block[i], -scale);
            elements[i] = ExactRounding.round(v, element, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        }
        return elements;
    }

    /** Exponent of the scale before the clamp, number-formats 7.1 and 7.2. */
    private static int exponent(BigDecimal amax, BigDecimal max, int fractionBits, ScaleRule rule) {
        int emax = ExactRounding.exponent(max);
        int floor = ExactRounding.exponent(amax);
        return switch (rule) {
            case FLOOR -> floor - emax;
            case CEIL -> ceil(amax) - emax;
            case EVEN -> {
                // in the bits of a binary32 number, whose unit is 2^-149 below 2^-126
                BigDecimal half = ExactFormat.power(Math.max(floor, -126) - fractionBits - 1);
                BigDecimal sum = amax.add(half);
                yield Math.max(ExactRounding.exponent(sum), -127) - emax;
            }
            case RCEIL -> {
                float reciprocal = 1f / max.floatValue(); // max is a binary32 number
                float d = new BigDecimal(reciprocal).multiply(amax).floatValue();
                yield d == 0 ? LOWEST : ceil(new BigDecimal(d));
            }
        };
    }

    /** The least k with 2^k >= x. */
    private static int ceil(BigDecimal x) {
        int floor = ExactRounding.exponent(x);
        return x.compareTo(ExactFormat.power(floor)) == 0 ? floor : floor + 1;
    }

    /** A list at the shared exponent S (the value at S, not at 0): block minifloat. */
    public static Block list(int[] m, int lowest, float[] block) {
        BigDecimal amax = largest(block);
        int s = amax.signum() == 0 ? lowest : Math.max(ExactRounding.exponent(amax), lowest);
        return new Block(s, round(block, s, ExactFormat.list(0, m)));
    }

    /** Two's complement of b bits under a shared exponent: block floating point. */
    public static Block integers(int bits, int lowest, float[] block) {
        BigDecimal amax = largest(block);
        int s = amax.signum() == 0 ? lowest : Math.max(ExactRounding.exponent(amax), lowest);
        return new Block(s, round(block, s, ExactFormat.integer(bits, 0)));
    }

    /** The scale of NVFP4 as a value, NaN if the block has one: each operation rounded to binary32 from its exact result. */
    public static float nvfp4Scale(float[] block, float tensorScale, double lo) {
        BigDecimal amax = largest(block);
        if (amax == null) {
            return Float.NaN;
        }
        if (amax.signum() == 0 && lo < 0x1p-6) {
            return 0;
        }
        float raw = ExactScaling.divide(amax.floatValue(), 6);
        double s = Math.max(lo, Math.min(448, ExactScaling.divide(raw, tensorScale)));
        return (float) ExactRounding.round(
                s, ExactFormats.of(Formats.parse("e4m3fn"), 0), Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
    }

    /** The elements of NVFP4, without scales. */
    public static double[] nvfp4Elements(float[] block, float tensorScale, float scale) {
        double[] elements = new double[block.length];
        for (int i = 0; i < block.length; i++) {
            double v = block[i];
            if (v != 0) {
                float factor = ExactScaling.divide(ExactScaling.divide(1, tensorScale), scale);
                v = Math.max(-6, Math.min(6, (float) ((double) block[i] * factor))); // the product is exact in binary64
            }
            elements[i] = Float.isNaN(scale) ? Double.NaN : ExactRounding.round(
                    v, ExactFormats.of(Formats.parse("e2m1fn"), 0), Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        }
        return elements;
    }

    /** The tensor scale of NVFP4 with two levels: the largest finite magnitude over 448 * 6; NaN is left out. */
    public static float nvfp4TensorScale(float[] x) {
        float[] numbers = x.clone();
        for (int i = 0; i < x.length; i++) {
            numbers[i] = Float.isNaN(x[i]) ? 0 : x[i];
        }
        BigDecimal amax = largest(numbers);
        float s = ExactScaling.divide(amax.floatValue(), 448 * 6);
        return amax.signum() == 0 ? 1 : s == 0 ? Float.MIN_VALUE : s;
    }

    /** Elements of a matrix that tile t of {@code tileRows} x {@code tileColumns} holds, row by row, by the definition. */
    public static float[] tile(float[] x, int columns, int tileRows, int tileColumns, int t) {
        int across = (columns + tileColumns - 1) / tileColumns;
        float[] tile = new float[x.length];
        int n = 0;
        for (int i = 0; i < x.length; i++) {
            if (i / columns / tileRows * across + i % columns / tileColumns == t) {
                tile[n++] = x[i];
            }
        }
        return Arrays.copyOf(tile, n);
    }
}
