package binade.hwmodel;

import java.util.Locale;

/** How products are to be added: what a user asks for; the width of the register follows from the operands. */
public sealed interface Accumulation {

    /** Without rounding, with room for 2^guardBits terms; integers in at least 32 bits. */
    record Exact(int guardBits) implements Accumulation {}

    /** One product at a time into a float. */
    record Floating(Accumulator.Floating accumulator) implements Accumulation {}

    /** K products at once, F fraction bits kept, into a float of 8 exponent bits and min(F, 23) fraction bits. */
    record Fused(int fractionBits) implements Accumulation {}

    Exact EXACT = new Exact(ExactMac.GUARD_BITS);
    Floating FP32 = new Floating(Accumulator.Floating.FP32);

    /**
     * Reads {@code exact}, {@code fp32}, {@code fp16}, {@code bf16}, {@code fp169} or {@code fused:F}.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Accumulation parse(String text) {
        String id = text.strip().toLowerCase(Locale.ROOT);
        if (id.matches("fused:\\d{1,3}")) {
            return new Fused(Integer.parseInt(id.substring(6)));
        }
        return switch (id) {
            case "exact" -> EXACT;
            case "fp32" -> FP32;
            case "fp16" -> new Floating(Accumulator.Floating.FP16);
            case "bf16" -> new Floating(Accumulator.Floating.BF16);
            case "fp169" -> new Floating(Accumulator.Floating.FP169);
            default -> throw new IllegalArgumentException(
                    "unknown accumulation '" + text + "'; use exact, fp32, fp16, bf16, fp169 or fused:F");
        };
    }
}
