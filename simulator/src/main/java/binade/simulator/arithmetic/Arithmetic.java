package binade.simulator.arithmetic;

/**
 * The operations of one format, on code points. The exact result is rounded once; flags are part of the result.
 *
 * <pre>
 *   Arithmetic fp16 = Arithmetic.of(Projection.of(Formats.parse("fp16")));
 *   fp16.add(0x3c00, 0x0001)      3c00, flags 01 (inexact)
 * </pre>
 *
 * <p>Special cases as in IEEE 754-2019 sections 6 and 7: infinity minus infinity, 0 infinity, 0/0, infinity/infinity,
 * the root of a negative number, x rem 0 and infinity rem y are invalid; x/0 is a division by zero; x - x is +0, but
 * -0 when rounding down; a signalling NaN raises invalid. fma(0, infinity, NaN) is invalid, as in SoftFloat.
 * Immutable; share it between threads.
 */
public sealed interface Arithmetic permits LongArithmetic, DoubleArithmetic, ExactArithmetic {

    /** The fast implementation that reaches, if one does, else the exact one; the results are the same. */
    static Arithmetic of(Projection projection) {
        if (LongArithmetic.reaches(projection)) {
            return new LongArithmetic(projection);
        }
        return DoubleArithmetic.reaches(projection) ? new DoubleArithmetic(projection) : new ExactArithmetic(projection);
    }

    /**
     * The result of an operation.
     *
     * @param a the first operand's code; b and c the others', ignored where the operation has fewer
     * @param random R of the stochastic rules, 0 <= R < 2^N; ignored by the others
     * @throws IllegalArgumentException if a code is wider than the format or names no value
     */
    Result apply(Operation operation, long a, long b, long c, long random);

    /** a + b, with R = 0. */
    default Result add(long a, long b) {
        return apply(Operation.ADD, a, b, 0, 0);
    }

    /** a - b, with R = 0. */
    default Result sub(long a, long b) {
        return apply(Operation.SUB, a, b, 0, 0);
    }

    /** a b, with R = 0. */
    default Result mul(long a, long b) {
        return apply(Operation.MUL, a, b, 0, 0);
    }

    /** a / b, with R = 0. */
    default Result div(long a, long b) {
        return apply(Operation.DIV, a, b, 0, 0);
    }

    /** The square root, with R = 0. */
    default Result sqrt(long a) {
        return apply(Operation.SQRT, a, 0, 0, 0);
    }

    /** The IEEE remainder, with R = 0. */
    default Result rem(long a, long b) {
        return apply(Operation.REM, a, b, 0, 0);
    }

    /** a b + c, with R = 0. */
    default Result fma(long a, long b, long c) {
        return apply(Operation.FMA, a, b, c, 0);
    }

    /** The integer chosen by the rounding rule, with R = 0. */
    default Result roundToInt(long a) {
        return apply(Operation.ROUND_TO_INT, a, 0, 0, 0);
    }
}
