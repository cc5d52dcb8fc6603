package binade.hwmodel.rtl;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.hwmodel.Accumulator;
import binade.hwmodel.Datapath;
import binade.hwmodel.FloatingMac;
import binade.hwmodel.FusedMac;
import binade.hwmodel.MacUnit;
import binade.simulator.arithmetic.Arithmetic;
import binade.simulator.arithmetic.Conversion;
import binade.simulator.arithmetic.Flags;
import binade.simulator.arithmetic.Operation;
import binade.simulator.arithmetic.Projection;
import binade.simulator.arithmetic.Result;
import java.math.BigInteger;

/** What a unit's accumulator must hold, cycle by cycle, by arithmetic that knows nothing of gates. */
interface Emulator {

    /** The register after a cycle with rst. */
    void clear();

    /** The register after a cycle with these codes, one per lane. */
    void accumulate(long[] a, long[] b);

    /** The register's bits, none above its width. */
    BigInteger register();

    static Emulator of(GridFormat a, GridFormat b, MacUnit unit) {
        return switch (unit) {
            case FloatingMac u -> new Fma(a, b, FloatingRegister.of(u.accumulator()).format());
            case FusedMac u -> new Fused(a, b, u.accumulator(), u.fractionBits());
            default -> new Sum(a, b, unit.accumulator().bits());
        };
    }

    /** Integers in units of the product of the smallest quanta. */
    final class Sum implements Emulator {
        private final BigInteger[] a;
        private final BigInteger[] b;
        private final BigInteger mask;
        private BigInteger sum = BigInteger.ZERO;

        Sum(GridFormat a, GridFormat b, int width) {
            this.a = values(a);
            this.b = values(b);
            mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
        }

        @Override
        public void clear() {
            sum = BigInteger.ZERO;
        }

        @Override
        public void accumulate(long[] x, long[] y) {
            for (int k = 0; k < x.length; k++) {
                sum = sum.add(a[(int) x[k]].multiply(b[(int) y[k]]));
            }
        }

        @Override
        public BigInteger register() {
            return sum.and(mask);
        }
    }

    /**
     * The fused multiply-add of binary64 rounded to odd, then rounded to nearest even to the register's format: one
     * rounding, as 53 bits are at least two more than any register has. What is below the normal range then is 0.
     */
    final class Fma implements Emulator {
        private static final GridFormat WIDE = Formats.parse("fp64");
        private static final Arithmetic ODD = Arithmetic.of(Projection.of(WIDE, Rounding.TO_ODD, Overflow.OVERFLOW));

        private final GridFormat a;
        private final GridFormat b;
        private final GridFormat format;
        private final Conversion narrow;
        private long code;

        Fma(GridFormat a, GridFormat b, GridFormat format) {
            this.a = a;
            this.b = b;
            this.format = format;
            narrow = Conversion.of(WIDE, Projection.of(format, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE));
        }

        @Override
        public void clear() {
            code = 0;
        }

        @Override
        public void accumulate(long[] x, long[] y) {
            Result sum = ODD.apply(Operation.FMA, bits(a.decode(x[0])), bits(b.decode(y[0])), bits(format.decode(code)), 0);
            Result rounded = narrow.convert(sum.code(), 0);
            boolean tiny = (rounded.flags() & Flags.UNDERFLOW) != 0
                    || Math.abs(format.decode(rounded.code())) < format.grid().minNormal();
            code = tiny ? 0 : rounded.code();
        }

        private static long bits(double value) {
            return Double.doubleToRawLongBits(value);
        }

        @Override
        public BigInteger register() {
            return BigInteger.valueOf(code);
        }
    }

    /**
     * Products and register aligned to the largest encoded exponent of those that are not 0, cut toward zero F bits below,
     * added, cut to the register.
     */
    final class Fused implements Emulator {
        private final BigInteger[] a;
        private final BigInteger[] b;
        private final int precisionA;
        private final int precisionB;
        private final int quantum;
        private final Accumulator.Floating register;
        private final int fractionBits;
        private BigInteger significand = BigInteger.ZERO;
        private int exponent;

        Fused(GridFormat a, GridFormat b, Accumulator.Floating register, int fractionBits) {
            this.a = values(a);
            this.b = values(b);
            this.register = register;
            this.fractionBits = fractionBits;
            precisionA = Datapath.of(a).precision();
            precisionB = Datapath.of(b).precision();
            quantum = a.grid().smallestQuantumExponent() + b.grid().smallestQuantumExponent();
        }

        @Override
        public void clear() {
            significand = BigInteger.ZERO;
        }

        /** Quanta that the significand leaves to the exponent. */
        private static int shift(BigInteger magnitude, int precision) {
            return Math.max(0, magnitude.bitLength() - precision);
        }

        private int encodedExponent(BigInteger x, BigInteger y) {
            return shift(x.abs(), precisionA) + shift(y.abs(), precisionB) + precisionA - 1 + precisionB - 1 + quantum;
        }

        @Override
        public void accumulate(long[] x, long[] y) {
            int largest = significand.signum() == 0 ? Integer.MIN_VALUE : exponent;
            for (int k = 0; k < x.length; k++) {
                BigInteger u = a[(int) x[k]];
                BigInteger v = b[(int) y[k]];
                if (u.signum() != 0 && v.signum() != 0) {
                    largest = Math.max(largest, encodedExponent(u, v));
                }
            }
            if (largest == Integer.MIN_VALUE) {
                return;
            }
            int lowest = largest - fractionBits;
            BigInteger sum = moved(significand, exponent - register.fractionBits() - lowest);
            for (int k = 0; k < x.length; k++) {
                sum = sum.add(moved(a[(int) x[k]].multiply(b[(int) y[k]]), quantum - lowest));
            }
            int length = sum.abs().bitLength();
            exponent = lowest + length - 1;
            significand = moved(sum, register.fractionBits() + 1 - length);
        }

        /** x 2^up, cut toward zero. */
        private static BigInteger moved(BigInteger x, int up) {
            BigInteger magnitude = x.abs().shiftLeft(up);
            return x.signum() < 0 ? magnitude.negate() : magnitude;
        }

        @Override
        public BigInteger register() {
            if (significand.signum() == 0) {
                return BigInteger.ZERO;
            }
            int bias = (1 << register.exponentBits() - 1) - 1;
            BigInteger sign = BigInteger.valueOf(significand.signum() < 0 ? 1 : 0);
            return sign.shiftLeft(register.exponentBits()).or(BigInteger.valueOf(exponent + bias))
                    .shiftLeft(register.fractionBits())
                    .or(significand.abs().clearBit(register.fractionBits()));
        }
    }

    /** Values of all codes in smallest quanta; 0 for codes without a finite value. */
    private static BigInteger[] values(GridFormat f) {
        BigInteger[] values = new BigInteger[1 << f.width()];
        for (int code = 0; code < values.length; code++) {
            BigInteger magnitude = OperandVerilog.magnitude(f, code);
            values[code] = magnitude.signum() != 0 && f.decode(code) < 0 ? magnitude.negate() : magnitude;
        }
        return values;
    }
}
