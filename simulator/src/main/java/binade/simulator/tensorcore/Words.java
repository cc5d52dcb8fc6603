package binade.simulator.tensorcore;

/** Sums in 64-bit integers to words of an accumulator format; the fast twin of {@link Dyadic#word}. */
final class Words {
    private Words() {}

    /**
     * s 2^q toward zero: gradual underflow, 2^(emax+1) and more is infinite, zero is +0 also after truncation.
     *
     * @param cleared low bits of the word that are set to 0
     */
    static long truncated(long s, int q, AccumulatorFormat format, int cleared) {
        if (s == 0) {
            return 0;
        }
        long magnitude = Math.abs(s);
        int exponent = 63 - Long.numberOfLeadingZeros(magnitude) + q;
        if (exponent > format.maxExponent()) {
            return format.infinity(s < 0);
        }
        int binade = Math.max(exponent, format.minExponent());
        int shift = binade - format.fractionBits() - q;
        long n = shift > 63 ? 0 : shift >= 0 ? magnitude >>> shift : magnitude << -shift;
        long word = ((long) (binade - format.minExponent()) << format.fractionBits()) + n & -1L << cleared;
        return s < 0 && word != 0 ? word | format.signBit() : word;
    }

    /**
     * s 2^q to nearest, ties to even: gradual underflow, overflow to infinity; an exact zero is +0.
     *
     * @param signedZero whether a negative number that rounds to zero keeps its sign
     */
    static long nearestEven(long s, int q, AccumulatorFormat format, boolean signedZero) {
        if (s == 0) {
            return 0;
        }
        long magnitude = Math.abs(s);
        int binade = Math.max(63 - Long.numberOfLeadingZeros(magnitude) + q, format.minExponent());
        int shift = binade - format.fractionBits() - q;
        long word;
        if (binade > format.maxExponent()) {
            word = format.infinity(false);
        } else {
            long n = shift > 63 ? 0 : shift >= 0 ? magnitude >>> shift : magnitude << -shift;
            word = ((long) (binade - format.minExponent()) << format.fractionBits()) + n;
            if (shift > 0 && shift < 64) {
                long rest = magnitude << 64 - shift; // as a fraction of 2^64
                boolean above = rest == Long.MIN_VALUE ? (n & 1) != 0 : rest < 0;
                word += above ? 1 : 0; // a carry runs into the exponent, up to infinity
            }
        }
        return s < 0 && (word != 0 || signedZero) ? word | format.signBit() : word;
    }
}
