package binade.simulator.tensorcore;

/**
 * Computes elements of d = a b + c as a unit does. Implementations are stateless, safe for all threads, and give the same bits.
 */
public sealed interface DotEngine permits ExactEngine, LongEngine {
    /**
     * The word of d. A K that is not a multiple of the instruction's is padded with exact zeros, as a kernel pads a ragged K.
     *
     * @throws IllegalArgumentException if the number of scales is not one that the unit takes
     */
    long dot(DotOperands operands);

    /** The fast one where it reaches, else the exact one. */
    static DotEngine of(MatrixUnit unit) {
        return LongEngine.reaches(unit) ? new LongEngine(unit) : new ExactEngine(unit);
    }
}
