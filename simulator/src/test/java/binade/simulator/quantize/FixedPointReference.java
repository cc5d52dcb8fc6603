package binade.simulator.quantize;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** The arithmetic of gemmlowp from its definitions, in big numbers: a product to nearest, halves up; a shift, halves away from zero. */
final class FixedPointReference {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigInteger HALF = BigInteger.ONE.shiftLeft(30);

    private FixedPointReference() {}

    private static int saturate(BigInteger x) {
        return x.max(BigInteger.valueOf(Integer.MIN_VALUE)).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValueExact();
    }

    /** floor(a b 2^-31 + 1/2): shifts of BigInteger round down. */
    static int highProduct(int a, int b) {
        return saturate(BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).add(HALF).shiftRight(31));
    }

    static int shiftRight(int x, int exponent) {
        return BigDecimal.valueOf(x).divide(TWO.pow(exponent)).setScale(0, RoundingMode.HALF_UP).intValueExact();
    }

    static int times(FixedPoint f, int x) {
        int shifted = saturate(BigInteger.valueOf(x).shiftLeft(Math.max(f.shift(), 0)));
        return shiftRight(highProduct(shifted, f.multiplier()), Math.max(-f.shift(), 0));
    }

    /** The nearest multiplier and shift by search: multiplier 2^(shift - 31) with a multiplier of 31 bits. */
    static FixedPoint of(double factor) {
        BigDecimal exact = new BigDecimal(factor);
        for (int shift = -31; shift <= 31; shift++) {
            BigInteger m = exact.multiply(TWO.pow(62)).divide(TWO.pow(31 + shift)).setScale(0, RoundingMode.HALF_EVEN).toBigIntegerExact();
            if (m.bitLength() <= 31) {
                return m.bitLength() < 31 ? new FixedPoint(0, 0) : new FixedPoint(m.intValueExact(), shift);
            }
        }
        return new FixedPoint(Integer.MAX_VALUE, 31);
    }
}
