package binade.formats;

import java.math.BigDecimal;
import java.util.List;

/**
 * Binary and ternary weights: a scale per tensor times -1, (0,) +1. No format of single numbers, because the scale
 * comes from the whole tensor.
 *
 * <pre>
 *   id             scale                                        signs
 *   binary         power of two from a = mean|w|                w > 0: +1, else -1
 *   ternary        power of two from a                          |w| < S/2: 0
 *   binary-xnor    a, rounded to binary32 (XNOR-Net)            w >= 0: +1, else -1
 *   ternary-twn    mean of |w| over |w| > 0.7 a, binary32       |w| > 0.7 a: sign, else 0
 * </pre>
 *
 * <p>The power of two is 2^round(log2 a) (decided exactly: up iff a^2 >= 2^(2k+1)), 2^floor(log2 a + r), or with
 * hysteresis 2^floor(log2 a) if log2 a exceeds the logarithm of the largest previous magnitude, else 2^ceil(log2 a); a
 * tensor of zeros has scale 1. Only the scale is stochastic or has hysteresis. Sources: Lee, Park, Jeon (ICLR 2022);
 * Rastegari et al. (ECCV 2016); Li, Zhang, Liu (2016). Means are binary64 sums in the order of the elements.
 */
public enum SignFormat implements Format {
    BINARY("binary", 1, true),
    BINARY_XNOR("binary-xnor", 1, false),
    TERNARY("ternary", 2, true),
    TERNARY_TWN("ternary-twn", 2, false);

    private final String id;
    private final int width;
    private final boolean powerOfTwo;

    SignFormat(String id, int width, boolean powerOfTwo) {
        this.id = id;
        this.width = width;
        this.powerOfTwo = powerOfTwo;
    }

    /**
     * A quantized tensor.
     *
     * @param scale what multiplies the signs
     * @param signs -1, 0 or 1 per element
     */
    public record Quantized(double scale, int[] signs) {
        /** The value of element i; +0 for zero. */
        public double value(int i) {
            return signs[i] == 0 ? 0.0 : signs[i] * scale;
        }
    }

    /** The format of an id, or null. */
    static SignFormat parse(String id) {
        for (SignFormat f : values()) {
            if (f.id.equals(id)) {
                return f;
            }
        }
        return null;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int width() {
        return width;
    }

    /** Whether the scale is a power of two, written down as its exponent. */
    public boolean powerOfTwoScale() {
        return powerOfTwo;
    }

    /** How the scale follows from a = mean|w|, in words. */
    public String scaleFormula() {
        return switch (this) {
            case BINARY, TERNARY -> "2^round(log2 a), a = mean|w|";
            case BINARY_XNOR -> "a = mean|w|";
            case TERNARY_TWN -> "mean of |w| over |w| > 0.7 mean|w|";
        };
    }

    /** How a sign follows from an element w, in words. */
    public String signFormula() {
        return switch (this) {
            case BINARY -> "+ if w > 0, else -";
            case BINARY_XNOR -> "+ if w >= 0, else -";
            case TERNARY -> "0 if |w| < S / 2, else the sign of w";
            case TERNARY_TWN -> "0 if |w| <= 0.7 mean|w|, else the sign of w";
        };
    }

    /** The scale rules that make sense: nearest for all; stochastic and hysteresis for powers of two. */
    public List<Rounding> roundings() {
        return powerOfTwo
                ? List.of(Rounding.NEAREST_EVEN, Rounding.STOCHASTIC, Rounding.HYSTERESIS)
                : List.of(Rounding.NEAREST_EVEN);
    }

    /** The code of a sign: 1 for +1 and 0 for -1 in one bit; two's complement in two. */
    public int code(int sign) {
        return width == 1 ? (sign + 1) / 2 : sign & 3;
    }

    /** The sign of a code. */
    public int sign(int code) {
        return width == 1 ? 2 * code - 1 : code << 30 >> 30;
    }

    /**
     * Quantizes a tensor.
     *
     * @param x finite numbers
     * @param rule how the scale exponent is rounded
     * @param random R of the stochastic rule, r = R / 2^randomBits
     * @param previousMax largest previous magnitude, for hysteresis; 0 if there was none
     * @throws IllegalArgumentException for NaN, infinity or a rule that the format does not have
     */
    public Quantized quantize(double[] x, Rounding rule, long random, int randomBits, double previousMax) {
        if (!roundings().contains(rule)) {
            throw new IllegalArgumentException("rounding " + rule.id() + " is not defined for " + id + "; allowed: "
                    + String.join(" ", roundings().stream().map(Rounding::id).toList()));
        }
        double sum = 0;
        for (double v : x) {
            if (Double.isNaN(v) || Double.isInfinite(v)) {
                throw new IllegalArgumentException(v + ", of which no scale can be made");
            }
            sum += Math.abs(v);
        }
        double mean = x.length == 0 ? 0 : sum / x.length;
        int[] signs = new int[x.length];
        return switch (this) {
            case BINARY -> {
                for (int i = 0; i < x.length; i++) {
                    signs[i] = x[i] > 0 ? 1 : -1;
                }
                yield new Quantized(Math.scalb(1.0, exponent(mean, rule, random, randomBits, previousMax)), signs);
            }
            case TERNARY -> {
                double scale = Math.scalb(1.0, exponent(mean, rule, random, randomBits, previousMax));
                for (int i = 0; i < x.length; i++) {
                    signs[i] = Math.abs(x[i]) < scale / 2 ? 0 : x[i] > 0 ? 1 : -1;
                }
                yield new Quantized(scale, signs);
            }
            case BINARY_XNOR -> {
                for (int i = 0; i < x.length; i++) {
                    signs[i] = x[i] >= 0 ? 1 : -1;
                }
                yield new Quantized((float) mean, signs);
            }
            case TERNARY_TWN -> twn(x, 0.7 * mean, signs);
        };
    }

    private static Quantized twn(double[] x, double threshold, int[] signs) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            if (Math.abs(x[i]) > threshold) {
                sum += Math.abs(x[i]);
                count++;
                signs[i] = x[i] > 0 ? 1 : -1;
            }
        }
        return new Quantized(count == 0 ? 0 : (float) (sum / count), signs);
    }

    /** Exponent of the power-of-two scale; 0 for a mean of 0. */
    private static int exponent(double mean, Rounding rule, long random, int bits, double previousMax) {
        if (mean == 0) {
            return 0;
        }
        int k = Math.getExponent(mean); // floor(log2 a): a mean of binary32 numbers is a normal binary64 number
        double m = Math.scalb(mean, -k); // [1, 2)
        return switch (rule) {
            case STOCHASTIC -> k + (stepsUp(m, random, bits) ? 1 : 0);
            case HYSTERESIS -> mean > previousMax || m == 1 ? k : k + 1;
            default -> exceedsRootOfTwo(m) ? k + 1 : k;
        };
    }

    /** m^2 >= 2, decided without rounding: the square root of two is no binary64 number. */
    private static boolean exceedsRootOfTwo(double m) {
        return m > Math.sqrt(2.0) || m == Math.sqrt(2.0) && Math.fma(m, m, -2.0) >= 0;
    }

    /** log2 m + r >= 1, that is m 2^r >= 2, to 60 digits; r = R / 2^bits. */
    private static boolean stepsUp(double m, long random, int bits) {
        return new BigDecimal(m).multiply(LogNumbers.power(random, bits)).compareTo(BigDecimal.TWO) >= 0;
    }
}
