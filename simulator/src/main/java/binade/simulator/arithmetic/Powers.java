package binade.simulator.arithmetic;

import binade.simulator.arithmetic.ExactNumber.Real;
import binade.simulator.arithmetic.ExactNumber.Zero;
import java.math.BigInteger;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A sum of powers of two with fractional exponents: what sums and products of logarithmic numbers are, exactly.
 *
 * <pre>
 *   2^unit (c_0 + c_1 2^(1/2^bits) + c_2 2^(2/2^bits) + ...)      integers c_i, 0 <= i < 2^bits
 * </pre>
 *
 * <p>The powers 2^(i/2^bits), i < 2^bits, are linearly independent over the rationals (X^(2^bits) - 2 is irreducible). So
 * the sum is zero only if all c_i are, rational only if all but c_0 are (then it is made a Rational), and otherwise enough
 * digits decide every comparison.
 *
 * @param negative whether it is below zero
 * @param bits of the fractional exponents
 * @param unit exponent of the factor in front
 * @param terms the coefficients that are not 0, by index
 */
record Powers(boolean negative, int bits, int unit, SortedMap<Integer, BigInteger> terms) implements Real {
    private static final int FIRST_PLACES = 96;

    /** 2^(logarithm / 2^bits), with a sign; rational where the exponent is an integer. */
    static Real of(boolean negative, long logarithm, int bits) {
        if ((logarithm & (1L << bits) - 1) == 0) {
            return ExactNumber.dyadic(BigInteger.valueOf(negative ? -1 : 1), (int) (logarithm >> bits));
        }
        SortedMap<Integer, BigInteger> terms = new TreeMap<>();
        terms.put((int) (logarithm & (1L << bits) - 1), negative ? BigInteger.ONE.negate() : BigInteger.ONE);
        return new Powers(negative, bits, (int) (logarithm >> bits), terms);
    }

    /** A power of two, an integer, or a sum of powers as it is. */
    static Powers of(Real x) {
        if (x instanceof Powers powers) {
            return powers;
        }
        ExactNumber.Rational r = (ExactNumber.Rational) x;
        SortedMap<Integer, BigInteger> terms = new TreeMap<>();
        terms.put(0, r.signed());
        return new Powers(r.negative(), 0, 1 - r.denominator().bitLength(), terms); // denominators are powers of two
    }

    /** The number with these terms: zero, or with its sign. */
    private static ExactNumber of(int bits, int unit, SortedMap<Integer, BigInteger> terms) {
        terms.values().removeIf(c -> c.signum() == 0);
        if (terms.isEmpty()) {
            return new Zero(false);
        }
        if (terms.lastKey() == 0) {
            return ExactNumber.dyadic(terms.get(0), unit);
        }
        for (int places = FIRST_PLACES; ; places *= 2) {
            BigInteger value = value(bits, terms, places);
            if (value.abs().compareTo(error(terms)) > 0) {
                return new Powers(value.signum() < 0, bits, unit, terms);
            }
        }
    }

    /** The sum of the terms times 2^places, wrong by less than {@link #error}. */
    private static BigInteger value(int bits, SortedMap<Integer, BigInteger> terms, int places) {
        BigInteger sum = BigInteger.ZERO;
        for (var term : terms.entrySet()) {
            sum = sum.add(term.getValue().multiply(power(term.getKey(), bits, places)));
        }
        return sum;
    }

    private static BigInteger error(SortedMap<Integer, BigInteger> terms) {
        return terms.values().stream().map(BigInteger::abs).reduce(BigInteger.ZERO, BigInteger::add).shiftLeft(1);
    }

    /** 2^(i / 2^bits) 2^places, less than 2 too small: the root of 2^(i / 2^(bits - 1)), 0 <= i < 2^bits. */
    static BigInteger power(long i, int bits, int places) {
        if (bits == 0) {
            return BigInteger.ONE.shiftLeft(places);
        }
        long half = 1L << (bits - 1);
        return power(i % half, bits - 1, places).shiftLeft((int) (places + i / half)).sqrt();
    }

    /** The same number with a finer fractional exponent. */
    private Powers refined(int finer) {
        if (finer == bits) {
            return this;
        }
        SortedMap<Integer, BigInteger> moved = new TreeMap<>();
        terms.forEach((i, c) -> moved.put(i << (finer - bits), c));
        return new Powers(negative, finer, unit, moved);
    }

    Powers negated() {
        SortedMap<Integer, BigInteger> opposite = new TreeMap<>();
        terms.forEach((i, c) -> opposite.put(i, c.negate()));
        return new Powers(!negative, bits, unit, opposite);
    }

    ExactNumber plus(Powers other) {
        int finer = Math.max(bits, other.bits);
        int low = Math.min(unit, other.unit);
        SortedMap<Integer, BigInteger> sum = new TreeMap<>();
        for (Powers p : new Powers[] {refined(finer), other.refined(finer)}) {
            p.terms.forEach((i, c) -> sum.merge(i, c.shiftLeft(p.unit - low), BigInteger::add));
        }
        return of(finer, low, sum);
    }

    ExactNumber times(Powers other) {
        int finer = Math.max(bits, other.bits);
        SortedMap<Integer, BigInteger> product = new TreeMap<>();
        refined(finer).terms.forEach((i, c) -> other.refined(finer).terms.forEach((j, d) -> {
            int carry = i + j >> finer;
            product.merge(i + j - (carry << finer), c.multiply(d).shiftLeft(carry), BigInteger::add);
        }));
        return of(finer, unit + other.unit, product);
    }

    /** The logarithm in units of 2^-bits of a number that is one power: an operand. */
    private long logarithm() {
        BigInteger c = terms.get(terms.firstKey()).abs();
        if (terms.size() != 1 || c.bitCount() != 1) {
            throw new AssertionError("no single power: " + this);
        }
        return ((long) unit + c.bitLength() - 1 << bits) + terms.firstKey();
    }

    /** 1 / x of a single power. */
    Real reciprocal() {
        return of(negative, -logarithm(), bits);
    }

    /** The root of a single positive power. */
    Real root() {
        return of(false, logarithm(), bits + 1);
    }

    @Override
    public BigInteger floor(int k) {
        int shift = unit + k;
        for (int places = FIRST_PLACES + Math.max(0, shift); ; places *= 2) {
            BigInteger value = value(bits, terms, places).abs();
            BigInteger low = value.subtract(error(terms)).shiftRight(places - shift);
            if (low.equals(value.add(error(terms)).shiftRight(places - shift))) {
                return low;
            }
        }
    }

    @Override
    public boolean isInteger(int k) {
        return false; // irrational
    }

    @Override
    public boolean isPower(long numerator, int bitsOfPower) {
        if (terms.size() != 1 || terms.get(terms.firstKey()).abs().bitCount() != 1) {
            return false;
        }
        int finer = Math.max(bits, bitsOfPower);
        return logarithm() << (finer - bits) == numerator << (finer - bitsOfPower);
    }
}
