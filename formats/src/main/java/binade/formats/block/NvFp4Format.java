package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.kernel.FloatScaleKernel;
import binade.formats.kernel.Kernels;
import java.util.Arrays;

/**
 * NVFP4: 16 elements of E2M1 share a scale in E4M3FN; with two levels a binary32 scale per tensor multiplies both.
 *
 * <pre>
 *   s_tensor = amax_tensor / 2688                                      1 with one level or for a tensor of zeros
 *   s_block  = RNE_E4M3FN(clamp((amax_block / 6) / s_tensor, lo, 448))
 *   element  = RNE_E2M1(clamp(x ((1 / s_tensor) / s_block), -6, 6))
 *   value    = (s_tensor s_block) element
 * </pre>
 *
 * <p>Every operation is a binary32 operation in the order written: bits depend on it. Maxima are taken over finite
 * numbers, infinities saturate, a zero stays a zero of its sign. A NaN makes its block NaN: scale 7f, element codes 0. A
 * tensor scale that underflows is 2^-149.
 *
 * <p>Source: torchao nvfp4_tensor.py, whose result {@link LowerBound#SMALLEST_NORMAL} gives.
 *
 * @param twoLevels whether there is a scale per tensor
 * @param lowerBound the least scale of a block
 */
public record NvFp4Format(boolean twoLevels, LowerBound lowerBound) implements BlockFormat {
    /** One level, smallest positive scale. */
    public static final NvFp4Format DEFAULT = new NvFp4Format(false, LowerBound.SMALLEST_POSITIVE);

    /** The clamp of a block's scale from below. */
    public enum LowerBound {
        /** 2^-9, the smallest positive E4M3FN number; a block of zeros has scale 0. */
        SMALLEST_POSITIVE(0x1p-9f),
        /** 2^-6, the smallest normal E4M3FN number, also for a block of zeros: torchao. */
        SMALLEST_NORMAL(0x1p-6f);

        private final float value;

        LowerBound(float value) {
            this.value = value;
        }

        /** As a power of two. */
        public String id() {
            return "2^" + Math.getExponent(value);
        }

        /** The bound. */
        public float value() {
            return value;
        }

        /** @throws IllegalArgumentException unless the number is one of the two bounds */
        public static LowerBound of(double value) {
            for (LowerBound b : values()) {
                if (b.value == value) {
                    return b;
                }
            }
            throw new IllegalArgumentException("lower bound " + value
                    + " of NVFP4 scales; allowed: 2^-9 (0.001953125) and 2^-6 (0.015625)");
        }
    }

    private static final ScaleType SCALES = new ScaleType("e4m3fn", 8, 0, 0x7e, 0x7f);
    private static final int BLOCK = 16;
    private static final int PIECE = 1 << 14;
    private static final float ELEMENT_MAX = 6;
    private static final float SCALE_MAX = 448;
    private static final int NAN_SCALE = 0x7f;
    private static final int INFINITY = 0x7f800000;
    private static final GridFormat ELEMENT = Formats.parse("e2m1fn");
    private static final GridFormat SCALE = Formats.parse("e4m3fn");

    /** The format of an id, or null. */
    static NvFp4Format parse(String id) {
        return id.equals("nvfp4") ? DEFAULT : null;
    }

    @Override
    public String id() {
        return "nvfp4";
    }

    @Override
    public int width() {
        return ELEMENT.width();
    }

    @Override
    public int blockSize() {
        return BLOCK;
    }

    @Override
    public boolean supports(Rounding rounding) {
        return rounding.operand() != Rounding.Operand.PREVIOUS;
    }

    @Override
    public boolean hasTensorScale() {
        return twoLevels;
    }

    @Override
    public float tensorScale(float[] x, int from, int to) {
        if (!twoLevels) {
            return 1;
        }
        int bits = 0;
        for (int end = to; end > from; end -= PIECE) { // backwards: what follows finds the beginning in the cache
            bits = Math.max(bits, Kernels.rounding().maxMagnitudeBits(x, Math.max(from, end - PIECE), end));
        }
        float amax = Float.intBitsToFloat(bits);
        if (bits >= INFINITY) {
            amax = 0;
            for (int i = from; i < to; i++) { // over numbers: a NaN spoils its block, not the tensor
                float a = Math.abs(x[i]);
                amax = a <= Float.MAX_VALUE ? Math.max(amax, a) : amax;
            }
        }
        return amax == 0 ? 1 : Math.max(amax / (SCALE_MAX * ELEMENT_MAX), Float.MIN_VALUE);
    }

    private int scale(float amax, float tensorScale) {
        if (amax == 0 && lowerBound == LowerBound.SMALLEST_POSITIVE) {
            return 0;
        }
        float s = Math.clamp(amax / ELEMENT_MAX / tensorScale, lowerBound.value(), SCALE_MAX);
        return (int) SCALE.encode(SCALE.round(s));
    }

    /** By vector kernels, loop by loop over pieces of the tensor. Allocates little. */
    @Override
    public void quantize(float[] x, float[] y, int rows, int columns) {
        BlockTensor.check(x, rows, columns);
        BlockTensor.check(y, rows, columns);
        float tensorScale = tensorScale(x, 0, x.length);
        FloatScaleKernel scales = new FloatScaleKernel(SCALE);
        FloatScaleKernel elements = new FloatScaleKernel(ELEMENT);
        float least = lowerBound.value();
        float ofZeros = lowerBound == LowerBound.SMALLEST_POSITIVE ? 0 : least;
        int[] amax = new int[BlockPieces.COUNT];
        float[] factor = new float[BlockPieces.COUNT];
        float[] scale = new float[BlockPieces.COUNT];
        BlockPieces.forEach(Tiles.rows(rows, columns, BLOCK), (from, size, count) -> {
            BlockMaximum.bits(x, from, size, count, amax);
            scales.scales(amax, count, ELEMENT_MAX, tensorScale, least, ofZeros, factor, scale);
            elements.round(x, y, from, size, count, factor, scale);
        });
    }

    @Override
    public BlockEncoder encoder(float tensorScale) {
        FloatScaleKernel scaling = new FloatScaleKernel(SCALE);
        FloatScaleKernel elements = new FloatScaleKernel(ELEMENT);
        float least = lowerBound.value();
        boolean zero = lowerBound == LowerBound.SMALLEST_POSITIVE;
        int codeOfZeros = zero ? 0 : (int) SCALE.encode(least);
        int[] amax = new int[BlockPieces.COUNT];
        float[] before = new float[BlockPieces.COUNT];
        float[] after = new float[BlockPieces.COUNT];
        return (x, from, size, blocks, codes, scales, first) -> {
            for (int done = 0; done < blocks; done += BlockPieces.COUNT) {
                int count = Math.min(BlockPieces.COUNT, blocks - done);
                int at = from + done * size;
                BlockMaximum.bits(x, at, size, count, amax);
                scaling.scales(amax, count, ELEMENT_MAX, tensorScale, least, zero ? 0 : least, before, after);
                scaling.scaleCodes(
                        amax, count, ELEMENT_MAX, tensorScale, least, codeOfZeros, scales, first + done);
                elements.encode(x, codes, at, size, count, before);
                for (int j = 0; j < count; j++) {
                    if (amax[j] > INFINITY) {
                        Arrays.fill(codes, at + j * size, at + (j + 1) * size, (byte) 0);
                        scales[first + done + j] = NAN_SCALE;
                    }
                }
            }
        };
    }

    @Override
    public int encodeBlock(
            float[] x, int from, int to, float tensorScale, ElementRounding rounding, byte[] codes) {
        float amax = BlockMaximum.of(x, from, to);
        if (Float.isNaN(amax)) {
            Arrays.fill(codes, from, to, (byte) 0);
            return NAN_SCALE;
        }
        int code = scale(amax, tensorScale);
        float factor = 1 / tensorScale / (float) SCALE.decode(code);
        for (int i = from; i < to; i++) {
            float v = x[i] == 0 ? x[i] : Math.clamp(x[i] * factor, -ELEMENT_MAX, ELEMENT_MAX); // factor may be infinite
            codes[i] = (byte) ELEMENT.encode(ELEMENT.round(
                    v, rounding.rounding(), Overflow.SAT_FINITE, rounding.random(i), rounding.randomBits(), 0));
        }
        return code;
    }

    @Override
    public boolean hasNan() {
        return true;
    }

    @Override
    public GridFormat element() {
        return ELEMENT;
    }

    @Override
    public ScaleType scaleType() {
        return SCALES;
    }

    @Override
    public double scaleValue(int scale) {
        return SCALE.decode(scale);
    }

    @Override
    public String scaleFormula() {
        return "e4m3fn(clamp(amax / 6" + (twoLevels ? " / s" : "") + ", " + lowerBound.id() + ", 448))"
                + (lowerBound == LowerBound.SMALLEST_POSITIVE ? ", 0 for zeros" : "")
                + (twoLevels ? "; s = amax of the tensor / 2688 in fp32" : "");
    }

    @Override
    public String options() {
        return (twoLevels ? "levels=2" : "")
                + (lowerBound == LowerBound.SMALLEST_POSITIVE ? "" : " lo=" + lowerBound.id());
    }

    @Override
    public NvFp4Format withOption(String option) {
        return switch (option) {
            case "levels=1" -> new NvFp4Format(false, lowerBound);
            case "levels=2" -> new NvFp4Format(true, lowerBound);
            case "lo=2^-9" -> new NvFp4Format(twoLevels, LowerBound.SMALLEST_POSITIVE);
            case "lo=2^-6" -> new NvFp4Format(twoLevels, LowerBound.SMALLEST_NORMAL);
            default -> (NvFp4Format) BlockFormat.super.withOption(option);
        };
    }
}
