package binade.hwmodel;

import java.util.Locale;

/** How products are to be added: what a user asks for; the width of the register follows from the operands. */
public sealed interface Accumulation {

    /** Without rounding, with room for 2^guardBits terms; integers in at least 32 bits. */
    record Exact(int guardBits) implements Accumulation {}

    /** Integers, or counts of signs, into an integer register of so many bits. */
    record Whole(int bits) implements Accumulation {}

    /** One product at a time into a float. */
    record Floating(Accumulator.Floating accumulator) implements Accumulation {}

    /** K products at once, F fraction bits kept, into a float of 8 exponent bits and min(F, 23) fraction bits. */
    record Fused(int fractionBits) implements Accumulation {}

    /** No device has a wider integer register. */
    int WIDEST_INTEGER = 128;

    /** No device keeps more fraction bits than a double's product has. */
    int WIDEST_FUSED = 106;

    Exact EXACT = new Exact(ExactMac.GUARD_BITS);
    Floating FP32 = new Floating(Accumulator.Floating.FP32);

    /** As {@link #parse} reads it. */
    default String id() {
        return switch (this) {
            case Exact _ -> "exact";
            case Whole(int bits) -> "int" + bits;
            case Fused(int fractionBits) -> "fused:" + fractionBits;
            case Floating(Accumulator.Floating f) when f.equals(Accumulator.Floating.FP169) -> "fp169";
            case Floating(Accumulator.Floating f) when f.equals(Accumulator.Floating.BF16) -> "bf16";
            case Floating(Accumulator.Floating f) -> f.text().toLowerCase(Locale.ROOT);
        };
    }

    /**
     * Reads {@code exact}, {@code fp32}, {@code fp16}, {@code bf16}, {@code fp169}, {@code fused:F} or {@code intW}.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Accumulation parse(String text) {
        String id = text.strip().toLowerCase(Locale.ROOT);
        if (id.matches("fused:\\d{1,3}")) {
            int bits = Integer.parseInt(id.substring(6));
            if (bits < 1 || bits > WIDEST_FUSED) {
                throw new IllegalArgumentException(text + ": F is allowed from 1 to " + WIDEST_FUSED + " fraction bits");
            }
            return new Fused(bits);
        }
        if (id.matches("int\\d{1,3}")) {
            int bits = Integer.parseInt(id.substring(3));
            if (bits < 2 || bits > WIDEST_INTEGER) {
                throw new IllegalArgumentException(text + ": integer accumulators have 2 to " + WIDEST_INTEGER + " bits");
            }
            return new Whole(bits);
        }
        return switch (id) {
            case "exact" -> EXACT;
            case "fp32" -> FP32;
            case "fp16" -> new Floating(Accumulator.Floating.FP16);
            case "bf16" -> new Floating(Accumulator.Floating.BF16);
            case "fp169" -> new Floating(Accumulator.Floating.FP169);
            default -> throw new IllegalArgumentException(
                    "unknown accumulation '" + text + "'; use exact, fp32, fp16, bf16, fp169, fused:F (F = 1 to 106) or intW (W = 2 to 128)");
        };
    }
}
