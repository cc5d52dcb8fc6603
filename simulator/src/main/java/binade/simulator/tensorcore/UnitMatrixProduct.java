package binade.simulator.tensorcore;

import binade.simulator.matrix.MatrixProduct;
import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.WidenedFp8;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Matrix products on a simulated unit: every element is the unit's chain over K, ascending, started at c or at 0, K padded with
 * exact zeros to whole instructions. Operands are first rounded to the unit's formats ({@link OperandRounding}), a c that is
 * accumulated on to the unit's accumulator.
 *
 * <p>Fused blocks run in vector lanes where the data allow it ({@link FusedPlan}), else in 64-bit integers; rows and columns with
 * NaN or infinity, and units of other kinds, element by element. The bits are those of {@link ExactEngine} in every case, for any
 * number of threads.
 */
public final class UnitMatrixProduct implements MatrixProduct {
    private final MatrixUnit unit;
    private final GemmOptions options;
    private final OperandRounding roundA;
    private final OperandRounding roundB;

    /** @throws IllegalArgumentException if binary32 matrices do not run on the unit, or the options do not fit its K */
    public UnitMatrixProduct(MatrixUnit unit, GemmOptions options) {
        this.unit = unit;
        this.options = options;
        roundA = new OperandRounding(unit.a());
        roundB = new OperandRounding(unit.b());
        if (unit.scaling().isPresent() || unit.accumulator() == AccumulatorFormat.FP64) {
            throw new IllegalArgumentException(
                    unit.name() + " does not multiply binary32 matrices; units without scales, with fp16 or fp32 accumulators do");
        }
        if (options.promoteEvery() % unit.wordsPerInstruction() != 0) {
            throw new IllegalArgumentException("promoteEvery " + options.promoteEvery() + " is not a multiple of the K of "
                    + unit.name() + ", " + unit.k());
        }
    }

    @Override
    public void multiply(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate) {
        run(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, accumulate, 1, 0);
    }

    /**
     * c = fma(alpha, ab, beta c) in binary32, ab the products accumulated from 0: the epilogue of CUTLASS (LinearCombination).
     * With alpha 1 and beta 0, c is ab itself. Matrices are row-major without gaps: a[m,k], b[k,n], c[m,n].
     */
    public void gemm(int m, int n, int k, float alpha, float[] a, float[] b, float beta, float[] c) {
        run(m, n, k, a, 0, k, 1, b, 0, n, c, 0, n, false, alpha, beta);
    }

    private void run(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate, float alpha, float beta) {
        if (m == 0 || n == 0) {
            return;
        }
        Objects.checkFromIndexSize(cOffset, (m - 1) * cRow + n, c.length);
        if (k > 0) {
            Objects.checkFromIndexSize(aOffset, (m - 1) * aRow + (k - 1) * aColumn + 1, a.length);
            Objects.checkFromIndexSize(bOffset, (k - 1) * bRow + n, b.length);
        }
        int step = unit.wordsPerInstruction();
        int padded = Math.max(1, (k + step - 1) / step) * step;
        boolean widened = unit.arithmetic() instanceof WidenedFp8;
        PackedOperand.Order order = widened ? UnitMatrixProduct::widenedOrder : p -> p;
        PackedOperand rows = PackedOperand.rows(
                m, k, padded, order, a, aOffset, aRow, aColumn, roundA, widened ? OperandFormat.FP16 : unit.a());
        PackedOperand panels = PackedOperand.panels(
                n, k, padded, order, b, bOffset, bRow, roundB, widened ? OperandFormat.FP16 : unit.b());
        PanelProduct product = PanelProduct.of(unit, options, m, rows, panels);
        int count = (n + FusedKernel.COLUMNS - 1) / FusedKernel.COLUMNS;
        parallel(count, q -> {
            int columns = Math.min(FusedKernel.COLUMNS, n - q * FusedKernel.COLUMNS);
            float[] d = new float[m * FusedKernel.COLUMNS];
            for (int i = 0; accumulate && i < m; i++) {
                System.arraycopy(c, cOffset + i * cRow + q * FusedKernel.COLUMNS, d, i * FusedKernel.COLUMNS, columns);
            }
            if (accumulate && unit.accumulator() == AccumulatorFormat.FP16) {
                new OperandRounding(OperandFormat.FP16).round(d);
            }
            product.panel(q, d);
            for (int i = 0; i < m; i++) {
                int at = cOffset + i * cRow + q * FusedKernel.COLUMNS;
                if (alpha == 1 && beta == 0) {
                    System.arraycopy(d, i * FusedKernel.COLUMNS, c, at, columns);
                } else {
                    for (int j = 0; j < columns; j++) {
                        c[at + j] = Math.fma(alpha, d[i * FusedKernel.COLUMNS + j], beta == 0 ? 0 : beta * c[at + j]);
                    }
                }
            }
        });
    }

    /** Of every 32 positions those with k mod 4 in {0,1} first: section 3. */
    static int widenedOrder(int p) {
        int within = p % 32;
        int half = within % 16;
        return p - within + half / 2 * 4 + half % 2 + (within < 16 ? 0 : 2);
    }

    private interface Panel {
        void compute(int q);
    }

    /** Panels q, q + threads, ... each; they write to different columns of c. */
    private void parallel(int panels, Panel panel) {
        int threads = Math.min(options.threads(), panels);
        List<Thread> started = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int t = 1; t < threads; t++) {
            int first = t;
            Thread thread = new Thread(() -> share(first, threads, panels, panel));
            thread.setUncaughtExceptionHandler((_, e) -> failures.add(e));
            started.add(thread);
            thread.start();
        }
        share(0, threads, panels, panel);
        for (Thread thread : started) {
            join(thread);
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("a thread of a matrix product failed", failures.getFirst());
        }
    }

    private static void share(int first, int threads, int panels, Panel panel) {
        for (int q = first; q < panels; q += threads) {
            panel.compute(q);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // the other thread works on our arrays: wait for it, then pass the request on
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Rounds x in place to an operand format, as products do: to nearest even, formats of at most eight bits saturate, TF32
     * loses its low bits.
     *
     * @throws IllegalArgumentException for fp64, integers and bits
     */
    public static void round(float[] x, OperandFormat format) {
        new OperandRounding(format).round(x);
    }

    /** Only for messages and reports. */
    public MatrixUnit unit() {
        return unit;
    }

    /** The block that all fused kinds are made of, or null for other kinds. */
    static FusedBlock fused(MatrixUnit unit) {
        return switch (unit.arithmetic()) {
            case FusedBlock block -> block;
            case WidenedFp8 fp8 -> fp8.block();
            default -> null;
        };
    }
}
