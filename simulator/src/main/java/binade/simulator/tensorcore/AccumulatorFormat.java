package binade.simulator.tensorcore;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The formats in which matrix units accumulate. */
public enum AccumulatorFormat {
    FP16("fp16", OperandFormat.FP16, 5, 4),
    FP32("fp32", OperandFormat.FP32, 8, 8),
    FP64("fp64", OperandFormat.FP64, 11, 16),
    /** 32-bit two's complement. */
    S32("s32", null, 0, 8);

    private final String id;
    private final OperandFormat words;
    private final int exponentBits;
    private final int digits;

    AccumulatorFormat(String id, OperandFormat words, int exponentBits, int digits) {
        this.id = id;
        this.words = words;
        this.exponentBits = exponentBits;
        this.digits = digits;
    }

    /** @throws IllegalArgumentException for an unknown id; the message lists the known ones */
    public static AccumulatorFormat parse(String id) {
        for (AccumulatorFormat f : values()) {
            if (f.id.equals(id)) {
                return f;
            }
        }
        throw new IllegalArgumentException("unknown accumulator '" + id + "'; allowed: "
                + Arrays.stream(values()).map(AccumulatorFormat::id).collect(Collectors.joining(" ")));
    }

    public String id() {
        return id;
    }

    /** Hexadecimal digits of a word. */
    public int digits() {
        return digits;
    }

    public boolean isFloat() {
        return words != null;
    }

    /** The same format as an operand; only for floating point. */
    OperandFormat words() {
        return words;
    }

    int fractionBits() {
        return words.fractionBits();
    }

    /** Exponent of the smallest normal number. */
    int minExponent() {
        return words.minExponent();
    }

    /** Exponent of the largest finite number. */
    int maxExponent() {
        return (1 << exponentBits - 1) - 1;
    }

    /** The word of an infinity. */
    long infinity(boolean negative) {
        long magnitude = (1L << exponentBits) - 1 << fractionBits();
        return negative ? magnitude | signBit() : magnitude;
    }

    long signBit() {
        return 1L << exponentBits + fractionBits();
    }
}
