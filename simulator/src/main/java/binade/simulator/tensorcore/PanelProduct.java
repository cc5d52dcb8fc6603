package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.WidenedFp8;
import java.util.Arrays;

/** A panel of columns of a matrix product: cuts K into chains, adds their results, and chooses how each tile is computed. */
final class PanelProduct {
    private static final int COLUMNS = FusedKernel.COLUMNS;
    /** Rows of a tile. */
    private static final int ROWS = 64;
    /** Products per kernel call: a panel of b of that depth stays in the first-level cache. */
    private static final int DEPTH = 256;

    private final MatrixUnit unit;
    private final GemmOptions options;
    private final int m;
    private final PackedOperand a;
    private final PackedOperand b;
    private final FusedPlan plan;
    private final boolean lanes;
    private final DotEngine engine;

    private PanelProduct(
            MatrixUnit unit, GemmOptions options, int m, PackedOperand a, PackedOperand b, FusedPlan plan) {
        this.unit = unit;
        this.options = options;
        this.m = m;
        this.a = a;
        this.b = b;
        this.plan = plan;
        lanes = plan != null && plan.fitsLanes();
        engine = DotEngine.of(unit);
    }

    static PanelProduct of(MatrixUnit unit, GemmOptions options, int m, PackedOperand a, PackedOperand b) {
        FusedBlock block = UnitMatrixProduct.fused(unit);
        boolean widenedHalf = unit.arithmetic() instanceof WidenedFp8 && unit.accumulator() == AccumulatorFormat.FP16;
        boolean simple = block != null && !widenedHalf && block.zeroTerms() == UnitArithmetic.ZeroTerms.IGNORED && LongEngine.reaches(unit);
        MatrixUnit inner = unit.arithmetic() instanceof WidenedFp8
                ? new MatrixUnit(unit.machine(), unit.path(), OperandFormat.FP16, OperandFormat.FP16, unit.accumulator(),
                        Scaling.NONE, unit.k() / 2, false, block, unit.nan(), unit.evidence(), unit.source())
                : unit;
        return new PanelProduct(unit, options, m, a, b, simple ? new FusedPlan(inner, block) : null);
    }

    /** d[m, COLUMNS] = the sums started at d. */
    void panel(int q, float[] d) {
        int parts = options.splitK();
        int instructions = a.k / unit.wordsPerInstruction();
        if (parts == 1) {
            part(q, 0, a.k, d);
            return;
        }
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) instructions * part / parts) * unit.wordsPerInstruction();
            int to = (int) ((long) instructions * (part + 1) / parts) * unit.wordsPerInstruction();
            float[] sum = new float[d.length];
            part(q, from, to, sum);
            add(d, sum);
        }
    }

    private void add(float[] d, float[] sum) {
        for (int i = 0; i < d.length; i++) {
            d[i] += sum[i]; // RNE, in binary32
        }
        if (unit.accumulator() == AccumulatorFormat.FP16) {
            new OperandRounding(OperandFormat.FP16).round(d); // correctly rounded: 24 bits are more than 2 x 11 + 1
        }
    }

    /** One part of K, in one chain or in stretches that are added to an outer accumulator. */
    private void part(int q, int from, int to, float[] d) {
        if (options.promoteEvery() == 0) {
            chain(q, from, to, d);
            return;
        }
        float[] inner = new float[d.length];
        for (int p = from; p < to; p += options.promoteEvery()) {
            Arrays.fill(inner, 0);
            chain(q, p, Math.min(p + options.promoteEvery(), to), inner);
            add(d, inner);
        }
    }

    private void chain(int q, int from, int to, float[] d) {
        for (int i = 0; i < m; i += ROWS) {
            int rows = Math.min(ROWS, m - i);
            if (plan == null || isSpecial(i, rows, q)) {
                elements(q, from, to, i, rows, d);
            } else {
                FusedKernel kernel = lanes && isModerate(i, rows, q, to - from, d) ? FusedKernels.lanes() : new ScalarFusedKernel();
                tile(kernel, q, from, to, i, rows, d);
            }
        }
    }

    private boolean isSpecial(int row, int rows, int q) {
        boolean special = b.special[q];
        for (int i = row; i < row + rows; i++) {
            special |= a.special[i];
        }
        return special;
    }

    private boolean isModerate(int row, int rows, int q, int k, float[] d) {
        int least = Integer.MAX_VALUE;
        int largest = Integer.MIN_VALUE;
        for (int i = row; i < row + rows; i++) {
            least = Math.min(least, a.least[i]);
            largest = Math.max(largest, a.largest[i]);
        }
        boolean moderate = FusedPlan.isModerate(least + b.least[q], largest + b.largest[q], k);
        for (int i = row * COLUMNS; i < (row + rows) * COLUMNS && moderate; i++) {
            moderate = FusedPlan.isModerate(d[i]);
        }
        return moderate;
    }

    private void tile(FusedKernel kernel, int q, int from, int to, int row, int rows, float[] d) {
        boolean widened = unit.arithmetic() instanceof WidenedFp8;
        int block = plan.block().blockLength();
        int depth = widened ? 2 * block : Math.max(1, DEPTH / block) * block;
        float[] inner = widened ? new float[rows * COLUMNS] : d;
        int offset = widened ? 0 : row * COLUMNS;
        for (int p = from; p < to; p += depth) {
            int k = Math.min(depth, to - p);
            if (widened) {
                Arrays.fill(inner, 0);
            }
            kernel.tile(plan, rows, k, a.value, a.exponent, row * a.k + p, a.k, b.value, b.exponent, (q * b.k + p) * COLUMNS, inner,
                    offset);
            if (widened) {
                for (int i = 0; i < inner.length; i++) {
                    d[row * COLUMNS + i] += inner[i]; // the final addition of section 3, RNE
                }
            }
        }
    }

    /** Element by element, on words. */
    private void elements(int q, int from, int to, int row, int rows, float[] d) {
        OperandFormat words = unit.accumulator().words();
        long[][] columns = new long[COLUMNS][];
        for (int j = 0; j < COLUMNS; j++) {
            columns[j] = original(Arrays.copyOfRange(b.words(unit.b(), q * b.k * COLUMNS + j, COLUMNS), from, to));
        }
        for (int i = row; i < row + rows; i++) {
            long[] ai = original(Arrays.copyOfRange(a.words(unit.a(), i * a.k, 1), from, to));
            for (int j = 0; j < COLUMNS; j++) {
                int at = i * COLUMNS + j;
                d[at] = words.value(engine.dot(new DotOperands(ai, columns[j], words.word(d[at]))));
            }
        }
    }

    /** The order of k before it was rearranged for widened products. */
    private long[] original(long[] packed) {
        if (!(unit.arithmetic() instanceof WidenedFp8)) {
            return packed;
        }
        long[] words = new long[packed.length];
        for (int p = 0; p < packed.length; p++) {
            words[UnitMatrixProduct.widenedOrder(p)] = packed[p];
        }
        return words;
    }
}
