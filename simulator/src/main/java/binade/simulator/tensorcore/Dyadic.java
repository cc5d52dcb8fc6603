package binade.simulator.tensorcore;

import java.math.BigInteger;

/** The number n 2^e, exactly. */
record Dyadic(BigInteger n, int e) {
    static final Dyadic ZERO = new Dyadic(BigInteger.ZERO, 0);

    static Dyadic of(long n, int e) {
        return new Dyadic(BigInteger.valueOf(n), e);
    }

    /** The value of a finite floating-point word. */
    static Dyadic of(OperandFormat format, long word) {
        return of(format.significand(word), format.exponent(word) - format.fractionBits());
    }

    boolean isZero() {
        return n.signum() == 0;
    }

    boolean isNegative() {
        return n.signum() < 0;
    }

    Dyadic plus(Dyadic other) {
        int low = Math.min(e, other.e);
        return new Dyadic(n.shiftLeft(e - low).add(other.n.shiftLeft(other.e - low)), low);
    }

    Dyadic times(Dyadic other) {
        return new Dyadic(n.multiply(other.n), e + other.e);
    }

    /** The multiple of 2^q next to it toward zero. */
    Dyadic truncated(int q) {
        BigInteger magnitude = n.abs().shiftLeft(e - q);
        return new Dyadic(isNegative() ? magnitude.negate() : magnitude, q);
    }

    /** The multiple of 2^q next to it downward. */
    Dyadic floored(int q) {
        return new Dyadic(n.shiftLeft(e - q), q); // BigInteger shifts right towards minus infinity
    }

    /** floor(log2 |x|), x not 0. */
    int exponent() {
        return n.abs().bitLength() - 1 + e;
    }

    /** The sign of |x| - 2^power. */
    int compareMagnitude(int power) {
        int low = Math.min(e, power);
        return n.abs().shiftLeft(e - low).compareTo(BigInteger.ONE.shiftLeft(power - low));
    }

    /**
     * The word of the rounded number: gradual underflow; a magnitude beyond the largest finite one is infinite in either
     * rounding.
     *
     * @param fractionBits fraction bits kept, the others are 0
     * @param signedZero whether a negative number that rounds to zero keeps its sign
     */
    long word(AccumulatorFormat format, UnitArithmetic.ResultRounding rounding, int fractionBits, boolean signedZero) {
        if (isZero()) {
            return 0;
        }
        int f = format.fractionBits();
        int binade = Math.max(exponent(), format.minExponent());
        int q = binade - f;
        BigInteger magnitude = truncated(q).n.abs();
        if (rounding == UnitArithmetic.ResultRounding.NEAREST_EVEN) {
            Dyadic rest = new Dyadic(n.abs(), e).plus(new Dyadic(magnitude.negate(), q));
            int half = rest.isZero() ? -1 : rest.compareMagnitude(q - 1);
            if (half > 0 || half == 0 && magnitude.testBit(0)) {
                magnitude = magnitude.add(BigInteger.ONE);
            }
        }
        Dyadic rounded = new Dyadic(magnitude, q);
        if (!rounded.isZero() && rounded.exponent() > format.maxExponent()) {
            return format.infinity(isNegative());
        }
        // adding the significand, hidden bit included, to the exponent field raises that by one, and by two on a carry
        long word = ((long) (binade - format.minExponent()) << f) + magnitude.longValueExact();
        word &= -1L << f - fractionBits;
        return isNegative() && (word != 0 || signedZero) ? word | format.signBit() : word;
    }
}
