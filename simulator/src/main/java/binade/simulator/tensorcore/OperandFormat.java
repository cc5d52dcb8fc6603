package binade.simulator.tensorcore;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The formats in which matrix units read their operands, in the vendors' spelling.
 *
 * <p>A finite floating-point word has a signed significand m and an <em>encoded</em> exponent r; its value is m 2^(r - f), f
 * the width of the trailing significand field. For a normal number r = field - bias, for a subnormal and for zero r = 1 - bias,
 * never normalised. Source: tensor-core-arithmetic section 1.
 */
public enum OperandFormat {
    FP64("fp64", 11, 52, 1023, Specials.IEEE, 16),
    FP32("fp32", 8, 23, 127, Specials.IEEE, 8),
    /** In a 32-bit container; the low 13 bits are dropped before the word is looked at. */
    TF32("tf32", 8, 10, 127, Specials.IEEE, 8),
    BF16("bf16", 8, 7, 127, Specials.IEEE, 4),
    FP16("fp16", 5, 10, 15, Specials.IEEE, 4),
    /** OCP E4M3: no infinity, NaN is S.1111.111. */
    E4M3("e4m3", 4, 3, 7, Specials.ALL_ONES_NAN, 2),
    E5M2("e5m2", 5, 2, 15, Specials.IEEE, 2),
    E4M3FNUZ("e4m3fnuz", 4, 3, 8, Specials.NEGATIVE_ZERO_NAN, 2),
    E5M2FNUZ("e5m2fnuz", 5, 2, 16, Specials.NEGATIVE_ZERO_NAN, 2),
    E3M2("e3m2", 3, 2, 3, Specials.NONE, 2),
    E2M3("e2m3", 2, 3, 1, Specials.NONE, 2),
    E2M1("e2m1", 2, 1, 1, Specials.NONE, 2),
    S16("s16", 16, true, 4),
    S8("s8", 8, true, 2),
    U8("u8", 8, false, 2),
    S4("s4", 4, true, 2),
    U4("u4", 4, false, 2),
    /** Bits met by exclusive or; a word holds 32 of them. */
    B1XOR("b1xor", 1, false, 8),
    /** Bits met by and; a word holds 32 of them. */
    B1AND("b1and", 1, false, 8);

    /** What the outermost codes mean. */
    private enum Specials { IEEE, ALL_ONES_NAN, NEGATIVE_ZERO_NAN, NONE }

    /** Bits of a word of single bits. */
    static final int BITS_PER_WORD = 32;

    private final String id;
    private final int exponentBits;
    private final int fractionBits;
    private final int bias;
    private final Specials specials;
    private final int width;
    private final int shift;
    private final boolean signed;
    private final int digits;

    OperandFormat(String id, int exponentBits, int fractionBits, int bias, Specials specials, int digits) {
        this.id = id;
        this.exponentBits = exponentBits;
        this.fractionBits = fractionBits;
        this.bias = bias;
        this.specials = specials;
        this.digits = digits;
        width = 1 + exponentBits + fractionBits;
        shift = digits == 8 ? 32 - width : 0; // tf32 sits in the high bits of its container
        signed = true;
    }

    OperandFormat(String id, int width, boolean signed, int digits) {
        this.id = id;
        this.width = width;
        this.signed = signed;
        this.digits = digits;
        exponentBits = 0;
        fractionBits = 0;
        bias = 0;
        specials = Specials.NONE;
        shift = 0;
    }

    /** @throws IllegalArgumentException for an unknown id; the message lists the known ones */
    public static OperandFormat parse(String id) {
        for (OperandFormat f : values()) {
            if (f.id.equals(id)) {
                return f;
            }
        }
        throw new IllegalArgumentException("unknown operand format '" + id + "'; allowed: "
                + Arrays.stream(values()).map(OperandFormat::id).collect(Collectors.joining(" ")));
    }

    public String id() {
        return id;
    }

    /** Bits of one element. */
    public int width() {
        return width;
    }

    /** Hexadecimal digits of a word. */
    public int digits() {
        return digits;
    }

    public boolean isFloat() {
        return exponentBits > 0;
    }

    /** Whether a word holds 32 elements of one bit. */
    public boolean isBits() {
        return width == 1;
    }

    /** Bits that a word may use: those of the container for tf32, 32 for single bits. */
    public int wordBits() {
        return isBits() ? BITS_PER_WORD : width + shift;
    }

    /** Width f of the trailing significand field. */
    public int fractionBits() {
        return fractionBits;
    }

    /** The smallest encoded exponent, 1 - bias: that of subnormals and of zero. */
    public int minExponent() {
        return 1 - bias;
    }

    /** Exponent of the largest binade, finite or not. */
    int maxExponent() {
        return (1 << exponentBits) - (specials == Specials.IEEE ? 2 : 1) - bias;
    }

    private int field(long word) {
        return (int) (word >>> shift >>> fractionBits) & (1 << exponentBits) - 1;
    }

    private long fraction(long word) {
        return word >>> shift & (1L << fractionBits) - 1;
    }

    public boolean isNegative(long word) {
        return (word >>> shift >>> width - 1 & 1) != 0;
    }

    public boolean isNan(long word) {
        return switch (specials) {
            case IEEE -> field(word) == (1 << exponentBits) - 1 && fraction(word) != 0;
            case ALL_ONES_NAN -> field(word) == (1 << exponentBits) - 1 && fraction(word) == (1L << fractionBits) - 1;
            case NEGATIVE_ZERO_NAN -> isNegative(word) && field(word) == 0 && fraction(word) == 0;
            case NONE -> false;
        };
    }

    public boolean isInfinite(long word) {
        return specials == Specials.IEEE && field(word) == (1 << exponentBits) - 1 && fraction(word) == 0;
    }

    /** The signed significand m of a finite word, as an integer; 0 for both zeros. */
    public long significand(long word) {
        long magnitude = fraction(word) | (field(word) == 0 ? 0 : 1L << fractionBits);
        return isNegative(word) ? -magnitude : magnitude;
    }

    /** The encoded exponent r of a finite word. */
    public int exponent(long word) {
        return Math.max(field(word), 1) - bias;
    }

    /** The value of a word of at most 24 significant bits: every format but FP64. */
    float value(long word) {
        if (isNan(word)) {
            return Float.NaN;
        }
        if (isInfinite(word)) {
            return isNegative(word) ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        }
        float magnitude = (float) Math.scalb((double) Math.abs(significand(word)), exponent(word) - fractionBits);
        return isNegative(word) ? -magnitude : magnitude;
    }

    /** The word of a value of the format. */
    long word(float x) {
        long sign = Float.floatToRawIntBits(x) < 0 ? 1L << width - 1 + shift : 0;
        long top = (1L << exponentBits) - 1 << fractionBits;
        if (Float.isNaN(x)) {
            return switch (specials) {
                case IEEE -> (top | 1L << fractionBits - 1) << shift;
                case ALL_ONES_NAN -> top | (1L << fractionBits) - 1;
                case NEGATIVE_ZERO_NAN -> 1L << width - 1;
                case NONE -> throw new IllegalArgumentException(id + " has no NaN");
            };
        }
        if (Float.isInfinite(x)) {
            return sign | top << shift;
        }
        if (x == 0) {
            return specials == Specials.NEGATIVE_ZERO_NAN ? 0 : sign;
        }
        int r = Math.max(Math.getExponent(x), minExponent());
        long m = (long) Math.scalb((double) Math.abs(x), fractionBits - r);
        return sign | ((long) (r - minExponent()) << fractionBits) + m << shift;
    }

    /** The value of an integer word; bits above the element are ignored. */
    public int integer(long word) {
        int up = 32 - width;
        int high = (int) word << up;
        return signed ? high >> up : high >>> up;
    }
}
