package binade.hwmodel;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;

/** Random operands, always the same ones: normal values rounded to their format, or uniformly drawn codes. */
final class OperandStream {
    private static final int WIDE_EXPONENT = 5;

    private final boolean uniform;
    private final SplittableRandom random = new SplittableRandom(1);

    OperandStream(boolean uniform) {
        this.uniform = uniform;
    }

    /** Values of one format; all sources of a stream draw from the same random numbers. */
    Source of(GridFormat format) {
        return new Source(format);
    }

    /** Full scale at 4 sigma; from 5 exponent bits on sigma in the middle of the range. */
    final class Source {
        private final GridFormat format;
        private final double sigma;
        private final int quantum;

        private Source(GridFormat format) {
            this.format = format;
            boolean wide = Datapath.of(format).shiftBits() >= WIDE_EXPONENT;
            sigma = wide
                    ? Math.scalb(1.0, (format.grid().topBinade() + format.grid().lowestBinade()) / 2)
                    : format.grid().max() / 4;
            quantum = format.grid().smallestQuantumExponent();
        }

        /** In units of the smallest quantum. */
        BigInteger nextQuanta() {
            BigDecimal value = new BigDecimal(next());
            BigDecimal unit = new BigDecimal(BigInteger.TWO.pow(Math.abs(quantum)));
            return (quantum < 0 ? value.multiply(unit) : value.divide(unit)).toBigInteger();
        }

        /** The same, where it has at most 62 bits. */
        long nextLong() {
            return (long) Math.scalb(next(), -quantum);
        }

        private double next() {
            return uniform ? drawCode() : drawNormal();
        }

        private double drawNormal() {
            double x = Math.clamp(random.nextGaussian() * sigma, format.grid().min(), format.grid().max());
            return format.round(x, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        }

        private double drawCode() {
            while (true) {
                try {
                    double v = format.decode(random.nextLong(1L << format.width()));
                    if (Double.isFinite(v)) {
                        return v;
                    }
                } catch (IllegalArgumentException unused) {
                    // a list that does not fill its width
                }
            }
        }
    }
}
