package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.kernel.SharedScaleKernel;
import java.util.Arrays;
import java.util.List;

/**
 * OCP Microscaling: 32 elements share a power of two. Value = 2^(c - 127) element, scale code c of E8M0.
 *
 * <pre>
 *   c        by {@link ScaleRule} from the largest finite magnitude, 0 for a block of zeros
 *   element  x 2^(127 - c), rounded once, beyond the range the largest value; floats keep the sign of zero
 *   NaN      anywhere in the block: scale ff, the whole block is NaN, element codes 0
 *   MXINT8   two's complement, value = code / 64; -128 allowed unless symmetric
 * </pre>
 *
 * <p>A value beyond binary32 (-2^128 of MXINT8, 2^128 under CEIL) decodes to infinity. Source: OCP Microscaling Formats
 * (MX) Specification 1.0, sections 5 and 6.
 *
 * @param id the id of the format
 * @param element the elements, at scale 0
 * @param rule how the scale is chosen
 * @param symmetric whether the most negative integer is left out; no effect on floats
 */
public record MxFormat(String id, GridFormat element, ScaleRule rule, boolean symmetric) implements BlockFormat {
    /** The code of the scale NaN. */
    public static final int NAN_SCALE = 0xff;

    private static final ScaleType SCALES = new ScaleType("e8m0fnu", 8, 0, 0xfe, NAN_SCALE);
    private static final int BLOCK = 32;
    private static final int BIAS = 127;

    /** The ids of the family. */
    static List<String> ids() {
        return List.of("mxfp8_e4m3", "mxfp8_e5m2", "mxfp6_e3m2", "mxfp6_e2m3", "mxfp4_e2m1", "mxint8");
    }

    /** The format of an id, or null. */
    static MxFormat parse(String id) {
        String element = switch (id) {
            case "mxfp8_e4m3" -> "e4m3fn";
            case "mxfp8_e5m2" -> "e5m2";
            case "mxfp6_e3m2" -> "e3m2fn";
            case "mxfp6_e2m3" -> "e2m3fn";
            case "mxfp4_e2m1" -> "e2m1fn";
            case "mxint8" -> "int8"; // at scale 0 the unit of int8 is 1/64
            default -> null;
        };
        return element == null ? null : new MxFormat(id, Formats.parse(element), ScaleRule.FLOOR, false);
    }

    /** The same format with another scale rule. */
    public MxFormat withRule(ScaleRule newRule) {
        return new MxFormat(id, element, newRule, symmetric);
    }

    /** The same format without (or with) the code -128 of MXINT8. */
    public MxFormat withSymmetric(boolean on) {
        return new MxFormat(id, element, rule, on);
    }

    @Override
    public int width() {
        return element.width();
    }

    @Override
    public int blockSize() {
        return BLOCK;
    }

    @Override
    public boolean supports(Rounding rounding) {
        return rounding.operand() != Rounding.Operand.PREVIOUS;
    }

    /** The code of the scale of a block; {@link #NAN_SCALE} if it contains a NaN. */
    public int scale(float[] x, int from, int to) {
        float amax = BlockMaximum.of(x, from, to);
        return Float.isNaN(amax) ? NAN_SCALE : scale(amax);
    }

    private int scale(float amax) {
        double max = element.grid().max();
        return rule.code(amax, Math.getExponent(max), element.grid().precision() - 1, (float) max);
    }

    private double round(float x, int c, Rounding rounding, long random, int randomBits) {
        double v = Math.scalb((double) x, BIAS - c); // exact
        double r = element.round(v, rounding, Overflow.SAT_FINITE, random, randomBits, 0);
        return symmetric ? Math.max(r, -element.grid().max()) : r;
    }

    /** By a vector kernel; only where binary32 has no room for it by {@link #round}. Allocates little. */
    @Override
    public void quantize(float[] x, float[] y, int rows, int columns) {
        blocks().quantize(x, y, rows, columns, (from, to) -> quantizeBlock(x, y, from, to));
    }

    @Override
    public BlockEncoder encoder(float tensorScale) {
        return blocks();
    }

    private SharedScaleBlocks blocks() {
        float max = (float) element.grid().max();
        int emax = Math.getExponent(max);
        int fractionBits = element.grid().precision() - 1;
        double min = symmetric ? -element.grid().max() : element.grid().min();
        return new SharedScaleBlocks(this, new SharedScaleKernel(element, min), new SharedScaleBlocks.Rule(
                rule.factor(max), rule.addend(fractionBits), rule.offset(emax), -BIAS, BIAS,
                bits -> rule.code(Float.intBitsToFloat(bits), emax, fractionBits, max) - BIAS));
    }

    private void quantizeBlock(float[] x, float[] y, int from, int to) {
        int c = scale(x, from, to);
        for (int i = from; i < to; i++) {
            y[i] = c == NAN_SCALE
                    ? Float.NaN
                    : (float) Math.scalb(round(x[i], c, Rounding.NEAREST_EVEN, 0, 1), c - BIAS);
        }
    }

    @Override
    public int encodeBlock(
            float[] x, int from, int to, float tensorScale, ElementRounding rounding, byte[] codes) {
        int c = scale(x, from, to);
        if (c == NAN_SCALE) {
            Arrays.fill(codes, from, to, (byte) 0);
            return c;
        }
        for (int i = from; i < to; i++) {
            codes[i] = (byte) element.encode(
                    round(x[i], c, rounding.rounding(), rounding.random(i), rounding.randomBits()));
        }
        return c;
    }

    @Override
    public boolean hasNan() {
        return true;
    }

    @Override
    public ScaleType scaleType() {
        return SCALES;
    }

    @Override
    public double scaleValue(int scale) {
        return scale == NAN_SCALE ? Double.NaN : Math.scalb(1.0, scale - BIAS);
    }

    @Override
    public String scaleFormula() {
        int emax = Math.getExponent(element.grid().max());
        return rule.formula(emax, element.grid().precision() - 1, element.grid().max()) + ", 0 for zeros";
    }

    @Override
    public String options() {
        return (rule == ScaleRule.FLOOR ? "" : "scale-rule=" + rule.id()) + (symmetric ? " symmetric" : "");
    }

    @Override
    public MxFormat withOption(String option) {
        return switch (option) {
            case "symmetric" -> withSymmetric(true);
            case String o when o.startsWith("scale-rule=") -> withRule(ScaleRule.parse(o.substring(11)));
            default -> (MxFormat) BlockFormat.super.withOption(option);
        };
    }
}
