package binade.simulator.matrix;

import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Blocked vector kernel. Lanes run over columns and a tile is reloaded from c between blocks of k, so each element is
 * the sequential fma chain, whatever the width.
 *
 * <p>Blocking after Goto and van de Geijn (2008): blocks of KC in k and MC in rows; for large b a block of KC rows is
 * packed panel by panel (2 vectors wide), because rows a power of two apart would fall into the same cache sets. Tiles
 * are 8 rows x 2 vectors where 32 registers exist, 4 x 2 below. The micro-kernels are flat, one loop nest per method:
 * a helper that took or returned a vector would not be inlined reliably. Their repeated lines differ only in the row.
 */
public final class VectorMatrixProduct implements MatrixProduct {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = F.length();
    private static final int PANEL = 2 * LANES;
    private static final int KC = 256;
    private static final int MC = 96;
    private static final int NC = 2048;
    /** b smaller than this (floats) stays in the first-level cache and is read in place. */
    private static final int PACK_ABOVE = 16 * 1024;

    private static final boolean WIDE = F.vectorBitSize() == 512;

    private final ThreadLocal<float[]> packed = ThreadLocal.withInitial(() -> new float[0]);

    @Override
    public void multiply(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate) {
        if (m == 0 || n == 0) {
            return;
        }
        Objects.checkFromIndexSize(cOffset, (m - 1) * cRow + n, c.length);
        if (k == 0) {
            new ScalarMatrixProduct().multiply(
                    m, n, 0, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, accumulate);
            return;
        }
        Objects.checkFromIndexSize(aOffset, (m - 1) * aRow + (k - 1) * aColumn + 1, a.length);
        Objects.checkFromIndexSize(bOffset, (k - 1) * bRow + n, b.length);
        boolean pack = m >= 32 && (long) k * n > PACK_ABOVE;
        for (int j = 0; j < n; j += NC) {
            int columns = Math.min(NC, n - j);
            for (int p = 0; p < k; p += KC) {
                int depth = Math.min(KC, k - p);
                boolean add = accumulate || p > 0;
                int bp = bOffset + p * bRow + j;
                float[] buffer = pack ? pack(b, bp, bRow, depth, columns) : null;
                for (int i = 0; i < m; i += pack ? MC : m) {
                    int rows = pack ? Math.min(MC, m - i) : m;
                    int ai = aOffset + i * aRow + p * aColumn;
                    int ci = cOffset + i * cRow + j;
                    int wide = columns - columns % PANEL;
                    for (int q = 0; q < wide; q += PANEL) {
                        if (pack) {
                            panel(rows, depth, a, ai, aRow, aColumn, buffer, q * depth, PANEL, c, ci + q, cRow, add);
                        } else {
                            panel(rows, depth, a, ai, aRow, aColumn, b, bp + q, bRow, c, ci + q, cRow, add);
                        }
                    }
                    for (int q = wide; q < columns; q += LANES) {
                        VectorMask<Float> mask = F.indexInRange(q, columns);
                        int eights = rows / 8;
                        rows8x1(eights, depth, a, ai, aRow, aColumn, b, bp + q, bRow, c, ci + q, cRow, add, mask);
                        int done = eights * 8;
                        rows1x1(rows - done, depth, a, ai + done * aRow, aRow, aColumn, b, bp + q, bRow, c,
                                ci + q + done * cRow, cRow, add, mask);
                    }
                }
            }
        }
    }

    private static void panel(
            int rows, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow, boolean accumulate) {
        int done = 0;
        if (WIDE) {
            int eights = rows / 8;
            rows8x2(eights, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, accumulate);
            done = eights * 8;
        }
        int fours = (rows - done) / 4;
        rows4x2(fours, k, a, aOffset + done * aRow, aRow, aColumn, b, bOffset, bRow, c, cOffset + done * cRow, cRow,
                accumulate);
        done += fours * 4;
        rows1x2(rows - done, k, a, aOffset + done * aRow, aRow, aColumn, b, bOffset, bRow, c, cOffset + done * cRow,
                cRow, accumulate);
    }

    /** Whole panels of b[depth, columns], each depth x PANEL and contiguous. */
    private float[] pack(float[] b, int offset, int bRow, int depth, int columns) {
        int panels = columns / PANEL;
        float[] buffer = packed.get();
        if (buffer.length < panels * depth * PANEL) {
            buffer = new float[panels * depth * PANEL];
            packed.set(buffer);
        }
        for (int p = 0; p < depth; p++) {
            for (int q = 0; q < panels; q++) {
                System.arraycopy(b, offset + p * bRow + q * PANEL, buffer, (q * depth + p) * PANEL, PANEL);
            }
        }
        return buffer;
    }

    /** 8 rows x 2 vectors per step; rows [row, row + 8 count). */
    private static void rows8x2(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow, boolean accumulate) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 8 * aRow;
            int ci = cOffset + block * 8 * cRow;
            FloatVector c0a = accumulate ? FloatVector.fromArray(F, c, ci) : FloatVector.zero(F);
            FloatVector c0b = accumulate ? FloatVector.fromArray(F, c, ci + LANES) : FloatVector.zero(F);
            FloatVector c1a = accumulate ? FloatVector.fromArray(F, c, ci + 1 * cRow) : FloatVector.zero(F);
            FloatVector c1b = accumulate ? FloatVector.fromArray(F, c, ci + 1 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c2a = accumulate ? FloatVector.fromArray(F, c, ci + 2 * cRow) : FloatVector.zero(F);
            FloatVector c2b = accumulate ? FloatVector.fromArray(F, c, ci + 2 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c3a = accumulate ? FloatVector.fromArray(F, c, ci + 3 * cRow) : FloatVector.zero(F);
            FloatVector c3b = accumulate ? FloatVector.fromArray(F, c, ci + 3 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c4a = accumulate ? FloatVector.fromArray(F, c, ci + 4 * cRow) : FloatVector.zero(F);
            FloatVector c4b = accumulate ? FloatVector.fromArray(F, c, ci + 4 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c5a = accumulate ? FloatVector.fromArray(F, c, ci + 5 * cRow) : FloatVector.zero(F);
            FloatVector c5b = accumulate ? FloatVector.fromArray(F, c, ci + 5 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c6a = accumulate ? FloatVector.fromArray(F, c, ci + 6 * cRow) : FloatVector.zero(F);
            FloatVector c6b = accumulate ? FloatVector.fromArray(F, c, ci + 6 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c7a = accumulate ? FloatVector.fromArray(F, c, ci + 7 * cRow) : FloatVector.zero(F);
            FloatVector c7b = accumulate ? FloatVector.fromArray(F, c, ci + 7 * cRow + LANES) : FloatVector.zero(F);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow);
                FloatVector bb = FloatVector.fromArray(F, b, bOffset + p * bRow + LANES);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
                c0b = a0.fma(bb, c0b);
                FloatVector a1 = FloatVector.broadcast(F, a[ap + 1 * aRow]);
                c1a = a1.fma(ba, c1a);
                c1b = a1.fma(bb, c1b);
                FloatVector a2 = FloatVector.broadcast(F, a[ap + 2 * aRow]);
                c2a = a2.fma(ba, c2a);
                c2b = a2.fma(bb, c2b);
                FloatVector a3 = FloatVector.broadcast(F, a[ap + 3 * aRow]);
                c3a = a3.fma(ba, c3a);
                c3b = a3.fma(bb, c3b);
                FloatVector a4 = FloatVector.broadcast(F, a[ap + 4 * aRow]);
                c4a = a4.fma(ba, c4a);
                c4b = a4.fma(bb, c4b);
                FloatVector a5 = FloatVector.broadcast(F, a[ap + 5 * aRow]);
                c5a = a5.fma(ba, c5a);
                c5b = a5.fma(bb, c5b);
                FloatVector a6 = FloatVector.broadcast(F, a[ap + 6 * aRow]);
                c6a = a6.fma(ba, c6a);
                c6b = a6.fma(bb, c6b);
                FloatVector a7 = FloatVector.broadcast(F, a[ap + 7 * aRow]);
                c7a = a7.fma(ba, c7a);
                c7b = a7.fma(bb, c7b);
            }
            c0a.intoArray(c, ci);
            c0b.intoArray(c, ci + LANES);
            c1a.intoArray(c, ci + 1 * cRow);
            c1b.intoArray(c, ci + 1 * cRow + LANES);
            c2a.intoArray(c, ci + 2 * cRow);
            c2b.intoArray(c, ci + 2 * cRow + LANES);
            c3a.intoArray(c, ci + 3 * cRow);
            c3b.intoArray(c, ci + 3 * cRow + LANES);
            c4a.intoArray(c, ci + 4 * cRow);
            c4b.intoArray(c, ci + 4 * cRow + LANES);
            c5a.intoArray(c, ci + 5 * cRow);
            c5b.intoArray(c, ci + 5 * cRow + LANES);
            c6a.intoArray(c, ci + 6 * cRow);
            c6b.intoArray(c, ci + 6 * cRow + LANES);
            c7a.intoArray(c, ci + 7 * cRow);
            c7b.intoArray(c, ci + 7 * cRow + LANES);
        }
    }

    /** 4 rows x 2 vectors per step; rows [row, row + 4 count). */
    private static void rows4x2(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow, boolean accumulate) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 4 * aRow;
            int ci = cOffset + block * 4 * cRow;
            FloatVector c0a = accumulate ? FloatVector.fromArray(F, c, ci) : FloatVector.zero(F);
            FloatVector c0b = accumulate ? FloatVector.fromArray(F, c, ci + LANES) : FloatVector.zero(F);
            FloatVector c1a = accumulate ? FloatVector.fromArray(F, c, ci + 1 * cRow) : FloatVector.zero(F);
            FloatVector c1b = accumulate ? FloatVector.fromArray(F, c, ci + 1 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c2a = accumulate ? FloatVector.fromArray(F, c, ci + 2 * cRow) : FloatVector.zero(F);
            FloatVector c2b = accumulate ? FloatVector.fromArray(F, c, ci + 2 * cRow + LANES) : FloatVector.zero(F);
            FloatVector c3a = accumulate ? FloatVector.fromArray(F, c, ci + 3 * cRow) : FloatVector.zero(F);
            FloatVector c3b = accumulate ? FloatVector.fromArray(F, c, ci + 3 * cRow + LANES) : FloatVector.zero(F);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow);
                FloatVector bb = FloatVector.fromArray(F, b, bOffset + p * bRow + LANES);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
                c0b = a0.fma(bb, c0b);
                FloatVector a1 = FloatVector.broadcast(F, a[ap + 1 * aRow]);
                c1a = a1.fma(ba, c1a);
                c1b = a1.fma(bb, c1b);
                FloatVector a2 = FloatVector.broadcast(F, a[ap + 2 * aRow]);
                c2a = a2.fma(ba, c2a);
                c2b = a2.fma(bb, c2b);
                FloatVector a3 = FloatVector.broadcast(F, a[ap + 3 * aRow]);
                c3a = a3.fma(ba, c3a);
                c3b = a3.fma(bb, c3b);
            }
            c0a.intoArray(c, ci);
            c0b.intoArray(c, ci + LANES);
            c1a.intoArray(c, ci + 1 * cRow);
            c1b.intoArray(c, ci + 1 * cRow + LANES);
            c2a.intoArray(c, ci + 2 * cRow);
            c2b.intoArray(c, ci + 2 * cRow + LANES);
            c3a.intoArray(c, ci + 3 * cRow);
            c3b.intoArray(c, ci + 3 * cRow + LANES);
        }
    }

    /** 1 rows x 2 vectors per step; rows [row, row + 1 count). */
    private static void rows1x2(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow, boolean accumulate) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 1 * aRow;
            int ci = cOffset + block * 1 * cRow;
            FloatVector c0a = accumulate ? FloatVector.fromArray(F, c, ci) : FloatVector.zero(F);
            FloatVector c0b = accumulate ? FloatVector.fromArray(F, c, ci + LANES) : FloatVector.zero(F);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow);
                FloatVector bb = FloatVector.fromArray(F, b, bOffset + p * bRow + LANES);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
                c0b = a0.fma(bb, c0b);
            }
            c0a.intoArray(c, ci);
            c0b.intoArray(c, ci + LANES);
        }
    }

    /** 8 rows x one masked vector per step; rows [row, row + 8 count). */
    private static void rows8x1(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow, boolean accumulate, VectorMask<Float> mask) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 8 * aRow;
            int ci = cOffset + block * 8 * cRow;
            FloatVector c0a = accumulate ? FloatVector.fromArray(F, c, ci, mask) : FloatVector.zero(F);
            FloatVector c1a = accumulate ? FloatVector.fromArray(F, c, ci + 1 * cRow, mask) : FloatVector.zero(F);
            FloatVector c2a = accumulate ? FloatVector.fromArray(F, c, ci + 2 * cRow, mask) : FloatVector.zero(F);
            FloatVector c3a = accumulate ? FloatVector.fromArray(F, c, ci + 3 * cRow, mask) : FloatVector.zero(F);
            FloatVector c4a = accumulate ? FloatVector.fromArray(F, c, ci + 4 * cRow, mask) : FloatVector.zero(F);
            FloatVector c5a = accumulate ? FloatVector.fromArray(F, c, ci + 5 * cRow, mask) : FloatVector.zero(F);
            FloatVector c6a = accumulate ? FloatVector.fromArray(F, c, ci + 6 * cRow, mask) : FloatVector.zero(F);
            FloatVector c7a = accumulate ? FloatVector.fromArray(F, c, ci + 7 * cRow, mask) : FloatVector.zero(F);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow, mask);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
                FloatVector a1 = FloatVector.broadcast(F, a[ap + 1 * aRow]);
                c1a = a1.fma(ba, c1a);
                FloatVector a2 = FloatVector.broadcast(F, a[ap + 2 * aRow]);
                c2a = a2.fma(ba, c2a);
                FloatVector a3 = FloatVector.broadcast(F, a[ap + 3 * aRow]);
                c3a = a3.fma(ba, c3a);
                FloatVector a4 = FloatVector.broadcast(F, a[ap + 4 * aRow]);
                c4a = a4.fma(ba, c4a);
                FloatVector a5 = FloatVector.broadcast(F, a[ap + 5 * aRow]);
                c5a = a5.fma(ba, c5a);
                FloatVector a6 = FloatVector.broadcast(F, a[ap + 6 * aRow]);
                c6a = a6.fma(ba, c6a);
                FloatVector a7 = FloatVector.broadcast(F, a[ap + 7 * aRow]);
                c7a = a7.fma(ba, c7a);
            }
            c0a.intoArray(c, ci, mask);
            c1a.intoArray(c, ci + 1 * cRow, mask);
            c2a.intoArray(c, ci + 2 * cRow, mask);
            c3a.intoArray(c, ci + 3 * cRow, mask);
            c4a.intoArray(c, ci + 4 * cRow, mask);
            c5a.intoArray(c, ci + 5 * cRow, mask);
            c6a.intoArray(c, ci + 6 * cRow, mask);
            c7a.intoArray(c, ci + 7 * cRow, mask);
        }
    }

    /** 1 rows x one masked vector per step; rows [row, row + 1 count). */
    private static void rows1x1(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow, boolean accumulate, VectorMask<Float> mask) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 1 * aRow;
            int ci = cOffset + block * 1 * cRow;
            FloatVector c0a = accumulate ? FloatVector.fromArray(F, c, ci, mask) : FloatVector.zero(F);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow, mask);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
            }
            c0a.intoArray(c, ci, mask);
        }
    }
}
