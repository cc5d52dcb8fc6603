package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Lists;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarRounding;
import binade.formats.kernel.SharedScaleKernel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Small numbers under a shared exponent S = floor(log2 amax), so that the largest one lies in the top binade.
 *
 * <pre>
 *   bm2_5/48   block minifloat: 1 sign, 2 exponent and 5 fraction bits, the list 6,6,6,5,4,3,2,1,0 at scale S;
 *              S clamped to 8 bits, -128 to 127
 *   bfp8/16    block floating point: 8-bit two's complement with quantum 2^(S - 6); S from -149 to 127
 *   bfp8sm/16  the same in sign-magnitude, without the most negative number
 * </pre>
 *
 * <p>After the {@code /} stands the number of values in a block; square blocks of a matrix are {@link Tiles}. Beyond the
 * range saturates, infinities are no part of amax, zero is +0, NaN is an error. A block of zeros has the lowest S.
 *
 * <p>Sources: Fox et al., ICLR 2021 (block minifloat; ties to even, as its own code has no nearest rounding that works);
 * Microsoft MSFP and QPyTorch block_quantize (which rounds ties towards +infinity where this rounds to even).
 *
 * @param id the id of the format
 * @param element the elements, at scale 0
 * @param blockSize values per block
 * @param lowest smallest shared exponent
 */
public record SharedExponentFormat(String id, GridFormat element, int blockSize, int lowest) implements BlockFormat {
    private static final Pattern MINIFLOAT = Pattern.compile("bm([1-7])_([0-6])/([1-9]\\d{0,5})");
    private static final Pattern FIXED = Pattern.compile("bfp(\\d{1,2})(sm)?/([1-9]\\d{0,5})");
    private static final int MINIFLOAT_LOWEST = -128;
    private static final int BINARY32_LOWEST = -149;
    private static final int HIGHEST = 127;
    private static final int MAX_WIDTH = 8;
    private static final int BIAS = 127;

    /** The format of an id, or null. */
    static SharedExponentFormat parse(String id) {
        Matcher bm = MINIFLOAT.matcher(id);
        if (bm.matches()) {
            return minifloat(
                    Integer.parseInt(bm.group(1)), Integer.parseInt(bm.group(2)), Integer.parseInt(bm.group(3)));
        }
        Matcher bfp = FIXED.matcher(id);
        return bfp.matches()
                ? integers(Integer.parseInt(bfp.group(1)), Integer.parseInt(bfp.group(3)), bfp.group(2) != null)
                : null;
    }

    /** BM{@literal <e, m>}, 1 + e + m bits. */
    public static SharedExponentFormat minifloat(int e, int m, int blockSize) {
        String id = "bm" + e + "_" + m + "/" + blockSize;
        if (e < 1 || m < 0 || 1 + e + m > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    "'" + id + "' has " + (1 + e + m) + " bits; a sign, exponent bits and fraction bits may be up to 8");
        }
        return new SharedExponentFormat(id, Lists.format(id, Lists.floatList(e, m)), blockSize, MINIFLOAT_LOWEST);
    }

    /** Block floating point of 2 to 8 bits, in two's complement or in sign-magnitude (without the most negative one). */
    public static SharedExponentFormat integers(int bits, int blockSize, boolean signMagnitude) {
        String id = "bfp" + bits + (signMagnitude ? "sm/" : "/") + blockSize;
        if (bits < 2 || bits > MAX_WIDTH) {
            throw new IllegalArgumentException("'" + id + "' has " + bits + " bits; allowed: 2 to 8");
        }
        GridFormat element = signMagnitude
                ? Lists.format(id, Lists.signMagnitude(bits))
                : Formats.parse("int" + bits);
        return new SharedExponentFormat(id, element, blockSize, BINARY32_LOWEST);
    }

    /** @throws IllegalArgumentException for an empty block or more than 8 bits */
    public SharedExponentFormat {
        if (blockSize < 1) {
            throw new IllegalArgumentException("blocks of " + blockSize + " values; at least 1 is needed");
        }
        if (element.width() > MAX_WIDTH) {
            throw new IllegalArgumentException(
                    element.id() + " has " + element.width() + " bits; elements of blocks may have up to 8");
        }
    }

    @Override
    public int width() {
        return element.width();
    }

    @Override
    public boolean supports(Rounding rounding) {
        return rounding.operand() != Rounding.Operand.PREVIOUS;
    }

    /** The shared exponent of a block. */
    public int exponent(float[] x, int from, int to) {
        float amax = BlockMaximum.of(x, from, to);
        if (Float.isNaN(amax)) {
            throw new IllegalArgumentException("NaN, which " + id + " cannot represent");
        }
        return amax == 0 ? lowest : Math.max(Math.getExponent((double) amax), lowest);
    }

    @Override
    public int encodeBlock(
            float[] x, int from, int to, float tensorScale, ElementRounding rounding, byte[] codes) {
        int s = exponent(x, from, to);
        for (int i = from; i < to; i++) {
            codes[i] = (byte) element.encode(round(Math.scalb((double) x[i], -s), i, rounding));
        }
        return s;
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
        return new SharedScaleBlocks(this, new SharedScaleKernel(element, element.grid().min()),
                new SharedScaleBlocks.Rule(1, 0, 0, lowest, 0, bits -> Math.max((bits >>> 23) - BIAS, lowest)));
    }

    private void quantizeBlock(float[] x, float[] y, int from, int to) {
        int s = exponent(x, from, to);
        for (int i = from; i < to; i++) {
            y[i] = (float) Math.scalb(round(Math.scalb((double) x[i], -s), i, ElementRounding.NEAREST), s);
        }
    }

    private double round(double v, int i, ElementRounding rounding) {
        Grid grid = element.grid();
        return ScalarRounding.round(
                v, grid, element.encoding(), rounding.rounding(), Overflow.SAT_FINITE, rounding.random(i),
                rounding.randomBits(), 0);
    }

    @Override
    public boolean hasNan() {
        return false;
    }

    @Override
    public ScaleType scaleType() {
        int bits = lowest >= -128 ? 8 : 9;
        return new ScaleType("exponent of " + bits + " bits", bits, lowest, HIGHEST, ScaleType.NO_NAN);
    }

    @Override
    public double scaleValue(int scale) {
        return Math.scalb(1.0, scale);
    }

    @Override
    public String scaleFormula() {
        return "2^floor(log2 amax), 2^" + lowest + " for zeros";
    }
}
