package binade.simulator.arithmetic;

import java.math.BigInteger;

/** An operand or an exact result: a number of the extended reals, a signed zero, or NaN. */
sealed interface ExactNumber {

    /** Not a number; signalling if an operation on it raises invalid. */
    record NotANumber(boolean signalling) implements ExactNumber {}

    record Infinity(boolean negative) implements ExactNumber {}

    record Zero(boolean negative) implements ExactNumber {}

    /** A non-zero real of which every binary digit can be had. */
    sealed interface Real extends ExactNumber permits Rational, Root, Powers {
        boolean negative();

        /** floor(|x| 2^k). */
        BigInteger floor(int k);

        /** Whether |x| 2^k is an integer. */
        boolean isInteger(int k);

        /** Whether |x| = 2^(numerator / 2^bits). */
        boolean isPower(long numerator, int bits);

        /** floor(log2 |x|). */
        default int exponent() {
            int e = 0;
            while (floor(-e).signum() == 0) {
                e -= 64;
            }
            return e + floor(-e).bitLength() - 1;
        }

        /** |x| compared with n 2^e. */
        default int compareMagnitude(BigInteger n, int e) {
            int side = floor(-e).compareTo(n);
            return side != 0 || isInteger(-e) ? side : 1;
        }
    }

    /** +- numerator / denominator, both positive. */
    record Rational(boolean negative, BigInteger numerator, BigInteger denominator) implements Real {
        @Override
        public BigInteger floor(int k) {
            return shifted(k)[0];
        }

        @Override
        public boolean isInteger(int k) {
            return shifted(k)[1].signum() == 0;
        }

        @Override
        public boolean isPower(long k, int bits) {
            int e = exponent();
            return k == (long) e << bits && isInteger(-e) && floor(-e).equals(BigInteger.ONE);
        }

        private BigInteger[] shifted(int k) {
            return k >= 0
                    ? numerator.shiftLeft(k).divideAndRemainder(denominator)
                    : numerator.divideAndRemainder(denominator.shiftLeft(-k));
        }

        /** The numerator with its sign. */
        BigInteger signed() {
            return negative ? numerator.negate() : numerator;
        }
    }

    /** The positive square root of a positive rational. floor(root(x) 2^k) = floor(root(floor(x 4^k))). */
    record Root(Rational of) implements Real {
        @Override
        public boolean negative() {
            return false;
        }

        @Override
        public BigInteger floor(int k) {
            return of.floor(2 * k).sqrt();
        }

        @Override
        public boolean isInteger(int k) {
            BigInteger n = floor(k);
            return of.isInteger(2 * k) && n.multiply(n).equals(of.floor(2 * k));
        }

        @Override
        public boolean isPower(long numerator, int bits) {
            return of.isPower(2 * numerator, bits);
        }
    }

    /** n 2^exponent, n not 0. */
    static Rational dyadic(BigInteger n, int exponent) {
        return new Rational(
                n.signum() < 0, n.abs().shiftLeft(Math.max(0, exponent)), BigInteger.ONE.shiftLeft(Math.max(0, -exponent)));
    }

    /** numerator / denominator, neither 0. */
    static Rational quotient(BigInteger numerator, BigInteger denominator) {
        return new Rational(numerator.signum() * denominator.signum() < 0, numerator.abs(), denominator.abs());
    }
}
