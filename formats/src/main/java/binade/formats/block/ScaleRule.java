package binade.formats.block;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How an E8M0 scale follows from the largest magnitude of a block. The result is a code c, the scale 2^(c - 127), clamped
 * to 0 ... 254; a block of zeros has c = 0.
 *
 * <p>Sources: OCP Microscaling Formats 1.0 section 6.3 (FLOOR); torchao ScaleCalculationMode (the others), whose binary32
 * operations are part of the definition.
 */
public enum ScaleRule {
    /** floor(log2 amax) - emax of the element: the specification's rule, which clips the largest elements. */
    FLOOR("floor"),
    /** One more unless amax is a power of two; never clips. */
    CEIL("ceil"),
    /** Half a unit in the last place of the element is added to the bits of amax first. */
    EVEN("even"),
    /** ceil(log2(amax / max)) with a binary32 multiplication by the rounded reciprocal of max: cuBLAS, cvt.rp.ue8m0x2. */
    RCEIL("rceil");

    private static final int BIAS = 127;
    private static final int LARGEST = 254;

    private final String id;

    ScaleRule(String id) {
        this.id = id;
    }

    /** The name on the command line. */
    public String id() {
        return id;
    }

    /** The scale in words, for elements with these limits (as in {@link #code}). */
    public String formula(int emax, int fractionBits, double max) {
        String below = emax == 0 ? "" : " - " + emax;
        return switch (this) {
            case FLOOR -> "2^(floor(log2 amax)" + below + ")";
            case CEIL -> "2^(ceil(log2 amax)" + below + ")";
            case EVEN -> "2^(floor(log2 of amax rounded to " + fractionBits + " fraction bits)" + below + ")";
            case RCEIL -> "2^ceil(log2 (amax fp32(1 / " + new BigDecimal(max).toPlainString() + ")))";
        };
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    public static ScaleRule parse(String id) {
        for (ScaleRule r : values()) {
            if (r.id.equals(id)) {
                return r;
            }
        }
        throw new IllegalArgumentException("unknown scale rule '" + id + "'; allowed: "
                + Arrays.stream(values()).map(ScaleRule::id).collect(Collectors.joining(" ")));
    }

    /**
     * The code of the scale.
     *
     * @param amax largest magnitude, finite
     * @param emax exponent of the element's largest value
     * @param fractionBits of the element, the leading one not counted
     * @param max the element's largest value
     */
    public int code(float amax, int emax, int fractionBits, float max) {
        if (amax == 0) {
            return 0;
        }
        int bits = Float.floatToIntBits(amax);
        // exponents come from the bits (binary32 subnormals are normal in binary64), never from a floating log2
        int floor = Math.getExponent((double) amax);
        int c = switch (this) {
            case FLOOR -> floor - emax + BIAS;
            case CEIL -> floor - emax + BIAS + (amax == Math.scalb(1.0, floor) ? 0 : 1);
            case EVEN -> ((bits + (1 << (23 - fractionBits - 1))) >>> 23) - emax; // 255 means exponent 128
            case RCEIL -> {
                int d = Float.floatToIntBits(amax * (1 / max)); // binary32, rounded twice
                int fraction = d & 0x7fffff;
                int field = d >>> 23;
                yield field + (field > 0 ? fraction != 0 ? 1 : 0 : fraction > 0x400000 ? 1 : 0);
            }
        };
        return Math.clamp(c, 0, LARGEST);
    }

    // For magnitudes that are not extreme every rule is c = (bits(amax factor) + addend >>> 23) - offset.

    /** What amax is multiplied by, in binary32. */
    float factor(float max) {
        return this == RCEIL ? 1 / max : 1;
    }

    /** What is added to the bits of the product. */
    int addend(int fractionBits) {
        return switch (this) {
            case FLOOR -> 0;
            case CEIL, RCEIL -> 0x7fffff;
            case EVEN -> 1 << (23 - fractionBits - 1);
        };
    }

    /** What is subtracted from the exponent field of the sum. */
    int offset(int emax) {
        return this == RCEIL ? 0 : emax;
    }
}
