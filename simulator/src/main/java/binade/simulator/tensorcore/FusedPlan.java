package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.ResultRounding;
import binade.simulator.tensorcore.UnitArithmetic.ZeroTerms;

/**
 * The numbers of a fused block as the kernels use them, and what they must know about data before lanes of 32 bits are safe.
 *
 * <p>In lanes a product is a binary32 number, exact; times 2^(F - E) and converted to an integer toward zero it is the aligned
 * term. That holds while products of non-zero operands have encoded exponents of at least {@link #LEAST} and sums stay below
 * 2^127. Exponents below LEAST need not be aligned to: no such product is there, and c is then a multiple of every quantum that
 * occurs, so that cutting it changes nothing.
 */
record FusedPlan(MatrixUnit unit, FusedBlock block) {
    /** Least encoded exponent of a product, and what the largest exponent is clamped to. */
    static final int LEAST = -100;

    /** Exponent of a zero operand in packed data: whatever is added, it never is the largest. */
    static final int ZERO = -10_000;

    private static final int FLOAT_BITS = 24;
    /** Exponents of c at the start: a multiple of 2^-99, and far from overflow. */
    private static final int LEAST_START = -76;

    private static final int LARGEST_START = 100;
    private static final int LARGEST = 126;

    /** Whether the unit's sums fit two 32-bit integers and its results are made by cutting binary32. */
    boolean fitsLanes() {
        int halfTerms = (block.blockLength() + 1) / 2;
        int productBits = unit.a().fractionBits() + unit.b().fractionBits() + 2;
        double largestProduct = (2 - Math.scalb(1.0, -unit.a().fractionBits())) * (2 - Math.scalb(1.0, -unit.b().fractionBits()));
        double half = Math.scalb(halfTerms * largestProduct + 2, block.fractionBits());
        return unit.accumulator() == AccumulatorFormat.FP32
                && block.rounding() == ResultRounding.TOWARD_ZERO
                && block.zeroTerms() == ZeroTerms.IGNORED
                && (block.floor() == null || block.floor() <= LEAST)
                && productBits <= FLOAT_BITS
                && block.fractionBits() <= 25
                && half < 0x1p31;
    }

    /**
     * Whether lanes are exact for products of these operands.
     *
     * @param least sum of the least encoded exponents of the non-zero operands of both sides
     * @param largest sum of the largest
     * @param k products per element
     */
    static boolean isModerate(int least, int largest, int k) {
        return least >= LEAST && largest + 3 + (32 - Integer.numberOfLeadingZeros(k)) <= LARGEST;
    }

    /** Whether an accumulator may be the start of a chain in lanes. */
    static boolean isModerate(float c) {
        int e = Math.getExponent(c);
        return c == 0 || e >= LEAST_START && e <= LARGEST_START;
    }

    /** Low bits of a result word that are cleared. */
    int clearedBits() {
        return unit.accumulator().fractionBits() - block.resultFractionBits();
    }
}
