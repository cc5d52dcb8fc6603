package binade.hwmodel;

import binade.formats.Encoding.Layout;
import binade.formats.Grid;
import binade.formats.GridFormat;

/**
 * What a format means to hardware: a magnitude is {@code significand << shift} with significand < 2^p and shift in 0..R.
 *
 * <pre>
 *              FP134  FP143  FP152   INT8   E2M1   LOG4
 *   p            5      4      3      8      2      1
 *   R            6     14     30      0      2      6
 *   B = p + R   11     18     33      7      4      7      (two's complement: the sign is apart, B = p - 1)
 *   ew           3      4      5      0      2      3
 * </pre>
 *
 * <p>B is the number of bits of the largest magnitude as a multiple of the smallest quantum, and R = B - p: the largest
 * shift that is needed when every significand may use all p bits. In an irregular grid this is less than the ratio of
 * the largest to the smallest quantum. Infinities and NaN are left out: units saturate.
 *
 * @param precision p: significand bits, leading one included; in two's complement the width, sign included
 * @param shiftRange R: the largest shift
 * @param magnitudeBits B: bits of a magnitude as an integer multiple of the smallest quantum
 * @param shiftBits ew = ceil(log2(R + 1)): bits of the shift amount
 * @param layout how the sign is written; two's complement and unsigned operands enter integer units directly
 * @param decoder from code to significand and shift
 */
public record Datapath(
        int precision, int shiftRange, int magnitudeBits, int shiftBits, Layout layout, Decoder decoder) {

    public Datapath {
        if (precision < 1 || shiftRange < 0 || magnitudeBits < 1 || shiftBits != Circuits.clog2(shiftRange + 1L)) {
            throw new IllegalArgumentException("precision " + precision + ", shift range " + shiftRange
                    + ", magnitude bits " + magnitudeBits + ", shift bits " + shiftBits
                    + ": need precision and magnitude bits >= 1, shift range >= 0, shift bits = ceil(log2(range + 1))");
        }
    }

    /** The datapath of any grid format. */
    public static Datapath of(GridFormat format) {
        Grid grid = format.grid();
        Layout layout = format.encoding().layout();
        int magnitudeBits = grid.topBinade() + 1 - grid.smallestQuantumExponent();
        int shiftRange = magnitudeBits - grid.precision();
        int precision = grid.precision() + (layout == Layout.TWOS_COMPLEMENT ? 1 : 0);
        int shiftBits = Circuits.clog2(shiftRange + 1L);
        return new Datapath(precision, shiftRange, magnitudeBits, shiftBits, layout, decoder(format, shiftBits));
    }

    /** Regular grids have fields: all binades above the linear tail hold the same number of values. */
    private static Decoder decoder(GridFormat format, int shiftBits) {
        if (!format.grid().isUniform()) {
            return Decoder.Table.of(format.grid(), format.width() - 1);
        }
        return shiftBits == 0 ? new Decoder.None() : new Decoder.Field(shiftBits);
    }

    /** Whether an integer multiplier takes the code as it is: two's complement or unsigned, one quantum. */
    public boolean isInteger() {
        return layout != Layout.SIGN_MAGNITUDE && shiftRange == 0;
    }

    /** Whether magnitudes are powers of two: no multiplier is needed. */
    public boolean isLogarithmic() {
        return precision == 1 && shiftRange > 0;
    }
}
