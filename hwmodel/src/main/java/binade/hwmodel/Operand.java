package binade.hwmodel;

import binade.formats.BlockFormat;
import binade.formats.Encoding.Layout;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.SignFormat;
import binade.formats.TableFormat;
import binade.formats.WideFormat;
import binade.formats.block.MxFormat;
import binade.formats.block.Nf4Format;
import binade.formats.block.NvFp4Format;
import binade.formats.block.SharedExponentFormat;

/**
 * An operand of a multiply-accumulate unit: any format that multiplies in hardware, if need be after a decoder.
 *
 * @param format as the user named it
 * @param datapath of a single element
 * @param element the grid of a single element; null for those that are no grid
 * @param blockSize elements that share a scale; 1 where there is none in the unit
 * @param scaleFractionBits significand bits of the scale: 1 for powers of two
 */
public record Operand(Format format, Datapath datapath, GridFormat element, int blockSize, int scaleFractionBits) {
    /** NF4's scales are binary32. */
    private static final int NF4_SCALE_BITS = 24;

    /** @throws IllegalArgumentException if no unit multiplies such numbers as they are */
    public static Operand of(Format format) {
        return switch (format) {
            case GridFormat grid -> new Operand(grid, Datapath.of(grid), grid, 1, 1);
            case SignFormat sign -> new Operand(
                    sign, new Datapath(1, 0, 1, 0, Layout.SIGN_MAGNITUDE, new Decoder.None()), null, 1, 1);
            case MxFormat mx -> block(mx, mx.element(), 1);
            case SharedExponentFormat shared -> block(shared, shared.element(), 1);
            case NvFp4Format nv -> block(nv, Formats.parse("e2m1fn"), 4);
            case Nf4Format nf4 -> new Operand(
                    nf4, TableOperand.of((TableFormat) nf4.element()), null, nf4.blockSize(), NF4_SCALE_BITS);
            case TableFormat table -> new Operand(table, TableOperand.of(table), null, 1, 1);
            case BlockFormat other -> throw notMultiplied(other, "a block format without a unit in the model");
            case WideFormat wide -> throw notMultiplied(wide, "a P3109 format beyond binary64; no unit spans it");
        };
    }

    private static Operand block(BlockFormat format, GridFormat element, int scaleBits) {
        return new Operand(format, Datapath.of(element), element, format.blockSize(), scaleBits);
    }

    private static IllegalArgumentException notMultiplied(Format format, String why) {
        return new IllegalArgumentException("'" + format.id() + "' is " + why
                + "; allowed: grid formats, posits, logarithmic numbers, codebooks, binary, ternary and blocks (binade formats lists them)");
    }

    public boolean isSign() {
        return format instanceof SignFormat;
    }

    /** Whether zero is a value of a sign format. */
    public boolean isTernary() {
        return format instanceof SignFormat s && s.width() == 2;
    }
}
