package binade.formats.kernel;

import binade.formats.Encoding.Layout;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.TableFormat;

/**
 * Arrays of binary32 numbers to arrays of codes, rounding to nearest, and back; formats of up to 16 bits. Immutable; share
 * it between threads.
 *
 * <pre>
 *   CodeKernel k = CodeKernel.of(Formats.scalar("posit8_2"), Overflow.SAT_FINITE);
 *   k.encode(x, codes, 0, x.length);      codes: byte[] or short[], the low bits, the rest 0
 *   k.decode(codes, y, 0, y.length);
 * </pre>
 *
 * <p>Code by code equal to {@link ScalarFormat#encode} of {@link ScalarFormat#round}, and to {@link ScalarFormat#decode};
 * scale 0. Floats and integers are rounded by the kernel of this process and written by integer arithmetic, posits by
 * {@link PositBits}, codebooks by a search for their codes; the rest (E8M0, P3109 of precision 1) number by number.
 */
public final class CodeKernel {
    private static final int MAX_WIDTH = 16;
    private static final int BYTE_WIDTH = 8;
    /** Values of codes up to this width fill two vectors. */
    private static final int SMALL_WIDTH = 5;
    private static final int FRACTION_BITS = 23;
    private static final int BIAS = 127;
    private static final int INFINITY = 0x7f800000;
    private static final int PIECE = 512;

    private enum How {
        POSIT,
        /** Rounded, then written field by field: floats and integers. */
        FIELDS,
        /** Rounded, then written by tables of exponents. */
        LIST,
        /** Rounded, then cut off: BF16. */
        UPPER_HALF,
        SEARCH,
        ONE_BY_ONE
    }

    private final ScalarFormat format;
    private final Overflow overflow;
    private final How how;
    private final PositBits posit;
    private final RoundingPlan plan;
    private final TableRounding search;
    private final float[] values;
    private final boolean allDefined;
    /** Codes that the processor converts: FP16. */
    private final boolean binary16;
    private final boolean vector = Kernels.vectorised();

    /** Of a float or integer: bits of the lowest exponent, from exponent to magic constant, exponent bits to ranks. */
    final int low;

    final int shift;
    final int raise;
    /** Of a list: magic constant and offset of the rank by binade. */
    final int[] constants;

    final int[] ranks;
    final int infinityRank;
    final int nanCode;
    /** What a negative number has besides its rank: a bit, or all bits turned round. */
    final int signBit;

    final int complement;
    final int mask;

    private CodeKernel(ScalarFormat format, Overflow overflow) {
        this.format = format;
        this.overflow = overflow;
        int width = format.width();
        mask = (1 << width) - 1;
        nanCode = format.hasNan() ? (int) format.encode(Double.NaN) : 0;
        values = new float[width > BYTE_WIDTH ? 1 << width : width <= SMALL_WIDTH ? 1 << SMALL_WIDTH : 1 << BYTE_WIDTH];
        boolean defined = true;
        for (int code = 0; code <= mask; code++) {
            try {
                values[code] = (float) format.decode(code);
            } catch (IllegalArgumentException e) {
                defined = false; // decode will throw it again
            }
        }
        allDefined = defined;
        binary16 = width == MAX_WIDTH && defined && hasValuesOfBinary16();
        posit = format instanceof TableFormat t ? PositBits.of(t) : null;
        search = format instanceof TableFormat t && posit == null ? TableRounding.toCodes(t, overflow) : null;
        plan = format instanceof GridFormat g ? RoundingPlan.of(g, 0, overflow) : null;
        how = posit != null ? How.POSIT : search != null ? How.SEARCH : how(plan, width);
        if (plan != null) {
            GridFormat g = (GridFormat) format;
            Grid grid = g.grid();
            low = grid.lowestBinade() + BIAS << FRACTION_BITS;
            raise = FRACTION_BITS + 1 - grid.precision();
            shift = raise << FRACTION_BITS;
            infinityRank = (int) grid.maxRank() + 1;
            signBit = g.encoding().layout() == Layout.SIGN_MAGNITUDE ? 1 << width - 1 : 0;
            complement = g.encoding().layout() == Layout.TWOS_COMPLEMENT ? -1 : 0;
        } else {
            low = raise = shift = infinityRank = signBit = complement = 0;
        }
        constants = how == How.LIST ? plan.constants : new int[0];
        ranks = how == How.LIST ? ranks(plan.grid()) : new int[0];
    }

    private boolean hasValuesOfBinary16() {
        for (int code = 0; code < values.length; code++) {
            if (Float.compare(Float.float16ToFloat((short) code), values[code]) != 0) { // NaN equals NaN, -0 is not +0
                return false;
            }
        }
        return true;
    }

    private static How how(RoundingPlan plan, int width) {
        return switch (plan.method()) {
            case UNIFORM, HALF -> How.FIELDS;
            case TABLE -> How.LIST;
            case TOP_BITS -> width == MAX_WIDTH && plan.shift == MAX_WIDTH ? How.UPPER_HALF : How.ONE_BY_ONE;
            case IDENTITY, SCALAR -> How.ONE_BY_ONE;
        };
    }

    /** By binade from the lowest: what turns a multiple of its quantum into a rank. */
    private static int[] ranks(Grid grid) {
        int[] ranks = new int[RoundingPlan.TABLE_SIZE];
        for (int i = 1; i < grid.binades(); i++) {
            int e = grid.lowestBinade() + i;
            ranks[i] = (int) grid.rank(Math.scalb(1.0, e)) - (1 << e - grid.quantumExponent(e));
        }
        return ranks;
    }

    /** @throws IllegalArgumentException for more than 16 bits, or if some value is no binary32 number */
    public static CodeKernel of(ScalarFormat format, Overflow overflow) {
        if (format.width() > MAX_WIDTH || !format.fitsBinary32()) {
            throw new IllegalArgumentException(format.id() + " has " + format.width()
                    + " bits; arrays of codes are for up to 16 bits and values that are binary32 numbers");
        }
        return new CodeKernel(format, overflow);
    }

    /**
     * codes[i] = the code of rnd(x[i]) for from <= i < to.
     *
     * @throws IllegalArgumentException for NaN in a format without NaN
     */
    public void encode(float[] x, short[] codes, int from, int to) {
        encode(x, from, codes, from, to - from, new Scratch());
    }

    /**
     * codes[at + i] = the code of rnd(x[from + i]) for 0 <= i < count. Allocates nothing.
     *
     * @throws IllegalArgumentException for NaN in a format without NaN
     */
    public void encode(float[] x, int from, short[] codes, int at, int count, Scratch scratch) {
        for (int i = 0; i < count; i += PIECE) {
            encode(x, codes, at + i, from + i, from + Math.min(count, i + PIECE), scratch.rounded);
        }
    }

    /**
     * The same into bytes.
     *
     * @throws IllegalArgumentException for NaN in a format without NaN, or if the format has more than 8 bits
     */
    public void encode(float[] x, byte[] codes, int from, int to) {
        encode(x, from, codes, from, to - from, new Scratch());
    }

    /** Memory that {@code encode} writes over; one per thread. */
    public static final class Scratch {
        private final float[] rounded = new float[PIECE];
        private final short[] codes = new short[PIECE];
    }

    /**
     * codes[at + i] = the code of rnd(x[from + i]) for 0 <= i < count. Allocates nothing.
     *
     * @throws IllegalArgumentException for NaN in a format without NaN, or if the format has more than 8 bits
     */
    public void encode(float[] x, int from, byte[] codes, int at, int count, Scratch scratch) {
        requireBytes();
        short[] piece = scratch.codes;
        for (int i = 0; i < count; i += PIECE) {
            int n = Math.min(PIECE, count - i);
            encode(x, piece, 0, from + i, from + i + n, scratch.rounded);
            for (int j = vector ? CodeLoops.narrow(piece, codes, at + i, n) : 0; j < n; j++) {
                codes[at + i + j] = (byte) piece[j];
            }
        }
    }

    private void requireBytes() {
        if (format.width() > BYTE_WIDTH) {
            throw new IllegalArgumentException(format.id() + " has " + format.width() + " bits, a byte has 8");
        }
    }

    /** Codes of x[from, to) to codes[at, ...). */
    private void encode(float[] x, short[] codes, int at, int from, int to, float[] scratch) {
        int n = to - from;
        int done = 0;
        switch (how) {
            case POSIT -> {
                done = vector ? PositLoops.encode(posit, x, codes, at, from, to) : 0;
                for (int j = done; j < n; j++) {
                    codes[at + j] = (short) (posit.encode(x[from + j]) & mask);
                }
            }
            case FIELDS, LIST, UPPER_HALF -> {
                System.arraycopy(x, from, scratch, 0, n);
                Kernels.rounding().round(plan, scratch, scratch, 0, n);
                requireNumbers(scratch, n);
                done = vector ? write(scratch, codes, at, n) : 0;
                for (int j = done; j < n; j++) {
                    codes[at + j] = (short) format.encode(scratch[j]);
                }
            }
            case SEARCH -> {
                System.arraycopy(x, from, scratch, 0, n);
                search.round(scratch, scratch, 0, n);
                requireNumbers(scratch, n);
                done = vector ? CodeLoops.write(scratch, nanCode, codes, at, n) : 0;
                for (int j = done; j < n; j++) {
                    codes[at + j] = (short) (scratch[j] != scratch[j] ? nanCode : Float.floatToRawIntBits(scratch[j]));
                }
            }
            case ONE_BY_ONE -> {
                for (int j = 0; j < n; j++) {
                    codes[at + j] = (short) format.encode(
                            format.round(x[from + j], Rounding.NEAREST_EVEN, overflow, 0, 1, 0));
                }
            }
        }
    }

    /** By vectors, as far as they go. */
    private int write(float[] rounded, short[] codes, int at, int n) {
        return switch (how) {
            case FIELDS -> CodeLoops.encode(this, rounded, codes, at, n);
            case LIST -> NearestLoops.tableFits(plan) ? CodeLoops.encodeList(this, rounded, codes, at, n) : 0;
            default -> CodeLoops.upperHalf(rounded, nanCode, codes, at, n);
        };
    }

    private void requireNumbers(float[] rounded, int n) {
        if (!format.hasNan() && Kernels.rounding().maxMagnitudeBits(rounded, 0, n) > INFINITY) {
            format.encode(Double.NaN); // throws
        }
    }

    /**
     * y[i] = the value of codes[i] for from <= i < to. Bits beyond the width are ignored.
     *
     * @throws IllegalArgumentException for a code that names no value
     */
    public void decode(short[] codes, float[] y, int from, int to) {
        int i = from;
        if (vector && posit != null) {
            i = PositLoops.decode(posit, codes, y, from, to);
        } else if (vector && how == How.UPPER_HALF) {
            i = CodeLoops.fromUpperHalf(codes, y, from, to);
        } else if (binary16) {
            for (; i < to; i++) { // the compiler turns this into vector conversions
                y[i] = Float.float16ToFloat(codes[i]);
            }
        }
        float[] table = values;
        if (allDefined) {
            for (; i < to; i++) {
                y[i] = table[codes[i] & mask];
            }
        }
        for (; i < to; i++) {
            y[i] = (float) format.decode(codes[i] & mask);
        }
    }

    /** The same from bytes. */
    public void decode(byte[] codes, float[] y, int from, int to) {
        requireBytes();
        int i = from;
        if (vector && allDefined) {
            i = CodeLoops.decode(values, mask, codes, y, from, to);
        }
        float[] table = values;
        if (allDefined) {
            for (; i < to; i++) {
                y[i] = table[codes[i] & mask];
            }
        }
        for (; i < to; i++) {
            y[i] = (float) format.decode(codes[i] & mask);
        }
    }
}
