package binade.simulator.tensorcore;

/** NaN and infinity before any arithmetic: section 4. */
final class Specials {
    /** No special value: go on with finite arithmetic. */
    static final int FINITE = 0;

    static final int POSITIVE = 1;
    static final int NEGATIVE = 2;

    /** Both infinities, or anything that is not a number. */
    static final int NAN = POSITIVE | NEGATIVE;

    private Specials() {}

    private static int infinite(boolean negative) {
        return negative ? NEGATIVE : POSITIVE;
    }

    /** What the accumulator contributes. */
    static int of(AccumulatorFormat format, long c) {
        OperandFormat f = format.words();
        return f.isNan(c) ? NAN : f.isInfinite(c) ? infinite(f.isNegative(c)) : FINITE;
    }

    /** What the product contributes: NaN for a NaN operand and for infinity times zero, else its infinity. */
    static int of(OperandFormat fa, long a, OperandFormat fb, long b) {
        if (fa.isNan(a) || fb.isNan(b)) {
            return NAN;
        }
        if (!fa.isInfinite(a) && !fb.isInfinite(b)) {
            return FINITE;
        }
        boolean zero = !fa.isInfinite(a) && fa.significand(a) == 0 || !fb.isInfinite(b) && fb.significand(b) == 0;
        return zero ? NAN : infinite(fa.isNegative(a) != fb.isNegative(b));
    }

    /** The bitwise or of what products and c contribute, as a word; only if it is not {@link #FINITE}. */
    static long word(int special, MatrixUnit unit) {
        return special == NAN ? unit.nanWord() : unit.accumulator().infinity(special == NEGATIVE);
    }
}
