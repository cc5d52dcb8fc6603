package binade.simulator.tensorcore;

/** Units and words as tests write them. */
final class Units {
    private Units() {}

    /** {@code h100 wgmma e4m3 fp32}: device, path, format or formats (a,b), accumulator, and perhaps a kind. */
    static MatrixUnit unit(String text) {
        String[] f = text.split(" ");
        String[] in = f[2].split(",");
        return Machines.select(Machines.parse(f[0]), new Machines.Query(
                f[1], OperandFormat.parse(in[0]), OperandFormat.parse(in[in.length - 1]), AccumulatorFormat.parse(f[3]),
                f.length > 4 ? Scaling.Kind.parse(f[4]) : Scaling.Kind.PLAIN));
    }

    /** The word of an exact value. */
    static long word(OperandFormat format, double value) {
        for (long w = 0; w < 1L << Math.min(format.wordBits(), 16); w++) {
            long word = format.wordBits() == 32 ? w << 16 : w;
            if (!format.isNan(word) && !format.isInfinite(word) && value(format, word) == value
                    && format.isNegative(word) == value < 0) {
                return word;
            }
        }
        throw new AssertionError(value + " is no value of " + format);
    }

    static double value(OperandFormat f, long word) {
        return Math.scalb((double) f.significand(word), f.exponent(word) - f.fractionBits());
    }

    /** Pairs a, b, a, b, … and zeros up to k. */
    static DotOperands pairs(MatrixUnit unit, int k, long c, double... pairs) {
        long[] a = new long[k];
        long[] b = new long[k];
        for (int i = 0; i < pairs.length; i += 2) {
            a[i / 2] = word(unit.a(), pairs[i]);
            b[i / 2] = word(unit.b(), pairs[i + 1]);
        }
        return new DotOperands(a, b, c);
    }

    /** The word of both engines, which must agree. */
    static String dot(MatrixUnit unit, DotOperands x) {
        long exact = new ExactEngine(unit).dot(x);
        if (LongEngine.reaches(unit)) {
            long fast = new LongEngine(unit).dot(x);
            if (fast != exact) {
                throw new AssertionError(unit.name() + ": " + Long.toHexString(fast) + ", exactly " + Long.toHexString(exact));
            }
        }
        return String.format("%0" + unit.accumulator().digits() + "X", exact);
    }
}
