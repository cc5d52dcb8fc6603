package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.IntegerSum;
import java.util.Map;

/**
 * One instruction of one machine on one pair of operand formats: everything that decides the bits of an element of
 * d = a b + c.
 *
 * @param machine id of the device
 * @param path the way to the unit: wmma, mma, wgmma, tcgen05, mfma, ...
 * @param a format of a
 * @param b format of b
 * @param accumulator format of c and d
 * @param scaling kind of instruction and its block scales
 * @param k products of one instruction; 0 if any number goes
 * @param sparse whether a may be stored 2:4 sparse
 * @param arithmetic what it computes
 * @param nan the word of every NaN result
 * @param evidence how well the fields are known: field name, or "all", to class (HW(n) words of the real chip, SRC a
 *     published model, OPEN models disagree)
 * @param source where the numbers are from
 */
public record MatrixUnit(
        String machine,
        String path,
        OperandFormat a,
        OperandFormat b,
        AccumulatorFormat accumulator,
        Scaling scaling,
        int k,
        boolean sparse,
        UnitArithmetic arithmetic,
        NanWord nan,
        Map<String, String> evidence,
        String source) {
    public MatrixUnit {
        evidence = Map.copyOf(evidence);
    }

    /** {@code h100 wgmma e4m3 x e4m3 -> fp32}. */
    public String name() {
        return machine + " " + path + (scaling.isPresent() ? " " + scaling.kind().id() : "") + " " + a.id() + " x " + b.id()
                + " -> " + accumulator.id();
    }

    /** The same unit with another arithmetic. */
    public MatrixUnit with(UnitArithmetic other) {
        return new MatrixUnit(machine, path, a, b, accumulator, scaling, k, sparse, other, nan, evidence, source);
    }

    /**
     * The instruction with {@code .satfinite}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public MatrixUnit saturating() {
        if (arithmetic instanceof IntegerSum sum && sum.saturable()) {
            return with(new IntegerSum(true, true));
        }
        throw new IllegalArgumentException(name() + " has no saturating form; integer products into s32 have one");
    }

    /** Products that one word of an operand holds. */
    public int elementsPerWord() {
        return a.isBits() ? OperandFormat.BITS_PER_WORD : 1;
    }

    /** Products that are padded to with exact zeros: the K of the instruction, in words; 1 if any number goes. */
    int wordsPerInstruction() {
        return Math.max(1, k / elementsPerWord());
    }

    /** The word of NaN. */
    long nanWord() {
        return nan.word(accumulator);
    }
}
