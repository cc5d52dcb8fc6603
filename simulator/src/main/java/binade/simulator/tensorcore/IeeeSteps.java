package binade.simulator.tensorcore;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.simulator.arithmetic.Arithmetic;
import binade.simulator.arithmetic.ExactArithmetic;
import binade.simulator.arithmetic.LongArithmetic;
import binade.simulator.arithmetic.Operation;
import binade.simulator.arithmetic.Projection;

/** Single IEEE 754 operations on words of an accumulator, to nearest even; the payload of a NaN is of no account. */
interface IeeeSteps {
    long add(long a, long b);

    long fma(long a, long b, long c);

    /** By exact rationals. */
    static IeeeSteps exact(AccumulatorFormat format) {
        return of(new ExactArithmetic(Projection.of(grid(format))));
    }

    /** By the processor, or 64-bit integers where it has no such operation. */
    static IeeeSteps fast(AccumulatorFormat format) {
        return switch (format) {
            case FP32 -> new IeeeSteps() {
                @Override
                public long add(long a, long b) {
                    return word(real(a) + real(b));
                }

                @Override
                public long fma(long a, long b, long c) {
                    return word(Math.fma(real(a), real(b), real(c)));
                }

                private static float real(long word) {
                    return Float.intBitsToFloat((int) word);
                }

                private static long word(float x) {
                    return Float.floatToIntBits(x) & 0xFFFFFFFFL;
                }
            };
            case FP64 -> new IeeeSteps() {
                @Override
                public long add(long a, long b) {
                    return Double.doubleToLongBits(Double.longBitsToDouble(a) + Double.longBitsToDouble(b));
                }

                @Override
                public long fma(long a, long b, long c) {
                    return Double.doubleToLongBits(Math.fma(
                            Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c)));
                }
            };
            case FP16 -> of(new LongArithmetic(Projection.of(grid(format))));
            case S32 -> of(null);
        };
    }

    private static GridFormat grid(AccumulatorFormat format) {
        return format.isFloat() ? Formats.parse(format.id()) : Formats.parse("fp32"); // integers are never asked
    }

    private static IeeeSteps of(Arithmetic arithmetic) {
        return new IeeeSteps() {
            @Override
            public long add(long a, long b) {
                return arithmetic.apply(Operation.ADD, a, b, 0, 0).code();
            }

            @Override
            public long fma(long a, long b, long c) {
                return arithmetic.apply(Operation.FMA, a, b, c, 0).code();
            }
        };
    }

    /** The same number in another format that has it. */
    static long widen(OperandFormat from, long word, AccumulatorFormat to) {
        if (from.isNan(word)) {
            return NanWord.QUIET.word(to);
        }
        if (from.isInfinite(word)) {
            return to.infinity(from.isNegative(word));
        }
        long m = from.significand(word);
        long magnitude = Words.nearestEven(Math.abs(m), from.exponent(word) - from.fractionBits(), to, false);
        return from.isNegative(word) ? magnitude | to.signBit() : magnitude;
    }

    /** Whether every number of the one format is one of the other. */
    static boolean holds(AccumulatorFormat to, OperandFormat from) {
        return to.isFloat() && from.isFloat()
                && from.fractionBits() <= to.fractionBits()
                && from.minExponent() - from.fractionBits() >= to.minExponent() - to.fractionBits()
                && from.maxExponent() <= to.maxExponent();
    }
}
