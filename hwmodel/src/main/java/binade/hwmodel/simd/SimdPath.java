package binade.hwmodel.simd;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Instructions that multiply and accumulate one vector of each operand: a row of {@code cpus/simd_paths.csv}.
 *
 * @param id unique
 * @param jvm whether they are what the Java compiler makes of Vector API code; else intrinsics in C
 * @param format native type: fp32, bf16, fp16, int16, int8, binary, grid8
 * @param accumulator what products are added into
 * @param isa instruction sets it needs
 * @param form register kind
 * @param macs multiply-accumulates of a step
 * @param elementBits as stored
 * @param loads load instructions per vector of an operand
 * @param operandRegisters of a loaded, decoded vector
 * @param accumulators registers that a step adds into, independent of each other
 * @param constants registers that tables and masks take
 * @param decode instructions per vector of an operand, before it can be multiplied
 * @param compute instructions per step on decoded vectors
 * @param chain instructions of a step that wait for each other on the way through an accumulator
 * @param meaning in words
 */
public record SimdPath(
        String id, boolean jvm, String format, String accumulator, Set<String> isa, String form, double macs, double elementBits,
        int loads, int operandRegisters, int accumulators, int constants, Map<String, Integer> decode,
        Map<String, Integer> compute, List<String> chain, String meaning) {

    /** Bytes of one operand in a step. */
    public double operandBytes() {
        return macs * elementBits / 8;
    }

    /** Whether operands are tiles, which only matrix products have. */
    public boolean isTile() {
        return form.equals("tmm");
    }
}
