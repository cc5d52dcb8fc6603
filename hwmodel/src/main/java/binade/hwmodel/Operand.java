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
 * An operand of a multiply-accumulate unit: any format that multiplies in hardware.
 *
 * @param format as the user named it
 * @param datapath of a single element
 * @param element the grid of a single element; null for binary and ternary
 * @param blockSize elements that share a scale; 1 where there is none in the unit
 * @param scaleFractionBits significand bits of the scale: 1 for powers of two
 */
public record Operand(Format format, Datapath datapath, GridFormat element, int blockSize, int scaleFractionBits) {

    /** @throws IllegalArgumentException if no unit multiplies such numbers as they are */
    public static Operand of(Format format) {
        return switch (format) {
            case GridFormat grid -> new Operand(grid, Datapath.of(grid), grid, 1, 1);
            case SignFormat sign -> new Operand(
                    sign, new Datapath(1, 0, 1, 0, Layout.SIGN_MAGNITUDE, new Decoder.None()), null, 1, 1);
            case MxFormat mx -> block(mx, mx.element(), 1);
            case SharedExponentFormat shared -> block(shared, shared.element(), 1);
            case NvFp4Format nv -> block(nv, Formats.parse("e2m1fn"), 4);
            case Nf4Format nf4 -> throw notMultiplied(nf4, "a codebook of quantiles; units take its dequantized values, so ask for bf16");
            case TableFormat table -> throw notMultiplied(table, "a " + table.family().title() + "; the model has no unit for it");
            case BlockFormat other -> throw notMultiplied(other, "a block format without a unit in the model");
            case WideFormat wide -> throw notMultiplied(wide, "a P3109 format beyond binary64; no unit spans it");
        };
    }

    private static Operand block(BlockFormat format, GridFormat element, int scaleBits) {
        return new Operand(format, Datapath.of(element), element, format.blockSize(), scaleBits);
    }

    private static IllegalArgumentException notMultiplied(Format format, String why) {
        return new IllegalArgumentException("'" + format.id() + "' is " + why
                + "; allowed: grid formats, binary, ternary, mx, nvfp4, bm and bfp blocks (binade formats lists them)");
    }

    public boolean isSign() {
        return format instanceof SignFormat;
    }

    /** Whether zero is a value of a sign format. */
    public boolean isTernary() {
        return format instanceof SignFormat s && s.width() == 2;
    }
}
