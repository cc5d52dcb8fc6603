package binade.simulator.matrix;

import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Blocked vector kernel. Lanes run over columns and a tile is loaded from c and stored back, so each element is the
 * sequential fma chain, whatever the width and the blocking.
 *
 * <p>Blocking after Goto and van de Geijn (2008): blocks of KC in k and MC in rows; for large b a block of KC rows is
 * packed panel by panel (2 vectors wide), because rows a power of two apart would fall into the same cache sets. Tiles
 * are 8 rows x 2 vectors where 32 registers exist, 4 x 2 below; columns beyond the last whole vector are copied to a
 * padded buffer and back.
 *
 * <p>The micro-kernels must stay flat, one loop nest per method, no masks, no vector-valued choice: otherwise the
 * compiler may fall back to boxed vectors for good, a hundred times slower. Their repeated lines differ in the row only.
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

    /** Scratch of one thread, grown on demand. */
    private static final class Buffers {
        float[] panels = new float[0];
        float[] tailB = new float[0];
        float[] tailC = new float[0];
    }

    private final ThreadLocal<Buffers> buffers = ThreadLocal.withInitial(Buffers::new);

    @Override
    public boolean isChain() {
        return true;
    }

    @Override
    public void multiply(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate) {
        if (m == 0 || n == 0) {
            return;
        }
        Objects.checkFromIndexSize(cOffset, (m - 1) * cRow + n, c.length);
        if (!accumulate) {
            for (int i = 0; i < m; i++) {
                Arrays.fill(c, cOffset + i * cRow, cOffset + i * cRow + n, 0f);
            }
        }
        if (k == 0) {
            return;
        }
        Objects.checkFromIndexSize(aOffset, (m - 1) * aRow + (k - 1) * aColumn + 1, a.length);
        Objects.checkFromIndexSize(bOffset, (k - 1) * bRow + n, b.length);
        Buffers scratch = buffers.get();
        int whole = n - n % LANES;
        if (m >= 32 && (long) k * n > PACK_ABOVE) {
            packed(m, whole, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, scratch);
        } else {
            int wide = whole - whole % PANEL;
            for (int q = 0; q < wide; q += PANEL) {
                panel(m, k, a, aOffset, aRow, aColumn, b, bOffset + q, bRow, c, cOffset + q, cRow);
            }
            if (wide < whole) {
                column(m, k, a, aOffset, aRow, aColumn, b, bOffset + wide, bRow, c, cOffset + wide, cRow);
            }
        }
        if (whole < n) {
            tail(m, n - whole, k, a, aOffset, aRow, aColumn, b, bOffset + whole, bRow, c, cOffset + whole, cRow, scratch);
        }
    }

    private static void packed(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, Buffers scratch) {
        for (int j = 0; j < n; j += NC) {
            int columns = Math.min(NC, n - j);
            int wide = columns - columns % PANEL;
            for (int p = 0; p < k; p += KC) {
                int depth = Math.min(KC, k - p);
                int bp = bOffset + p * bRow + j;
                float[] panels = pack(b, bp, bRow, depth, wide, scratch);
                for (int i = 0; i < m; i += MC) {
                    int rows = Math.min(MC, m - i);
                    int ai = aOffset + i * aRow + p * aColumn;
                    int ci = cOffset + i * cRow + j;
                    for (int q = 0; q < wide; q += PANEL) {
                        panel(rows, depth, a, ai, aRow, aColumn, panels, q * depth, PANEL, c, ci + q, cRow);
                    }
                    if (wide < columns) {
                        column(rows, depth, a, ai, aRow, aColumn, b, bp + wide, bRow, c, ci + wide, cRow);
                    }
                }
            }
        }
    }

    /** Whole panels of b[depth, columns], each depth x PANEL and contiguous. */
    private static float[] pack(float[] b, int offset, int bRow, int depth, int columns, Buffers scratch) {
        if (scratch.panels.length < depth * columns) {
            scratch.panels = new float[depth * columns];
        }
        for (int p = 0; p < depth; p++) {
            for (int q = 0; q < columns; q += PANEL) {
                System.arraycopy(b, offset + p * bRow + q, scratch.panels, q * depth + p * PANEL, PANEL);
            }
        }
        return scratch.panels;
    }

    /** Two vectors of columns, all rows. */
    private static void panel(
            int rows, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow) {
        int done = 0;
        if (WIDE) {
            int eights = rows / 8;
            rows8x2(eights, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow);
            done = eights * 8;
        }
        int fours = (rows - done) / 4;
        rows4x2(fours, k, a, aOffset + done * aRow, aRow, aColumn, b, bOffset, bRow, c, cOffset + done * cRow, cRow);
        done += fours * 4;
        rows1x2(rows - done, k, a, aOffset + done * aRow, aRow, aColumn, b, bOffset, bRow, c, cOffset + done * cRow,
                cRow);
    }

    /** One vector of columns, all rows. */
    private static void column(
            int rows, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow) {
        int eights = rows / 8;
        int done = eights * 8;
        rows8x1(eights, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow);
        rows1x1(rows - done, k, a, aOffset + done * aRow, aRow, aColumn, b, bOffset, bRow, c, cOffset + done * cRow,
                cRow);
    }

    /** Fewer columns than a vector: computed in buffers padded with zeros. */
    private static void tail(
            int rows, int columns, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset,
            int bRow, float[] c, int cOffset, int cRow, Buffers scratch) {
        if (scratch.tailB.length < k * LANES) {
            scratch.tailB = new float[k * LANES];
        }
        if (scratch.tailC.length < rows * LANES) {
            scratch.tailC = new float[rows * LANES];
        }
        Arrays.fill(scratch.tailB, 0, k * LANES, 0f);
        for (int p = 0; p < k; p++) {
            System.arraycopy(b, bOffset + p * bRow, scratch.tailB, p * LANES, columns);
        }
        Arrays.fill(scratch.tailC, 0, rows * LANES, 0f);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(c, cOffset + i * cRow, scratch.tailC, i * LANES, columns);
        }
        column(rows, k, a, aOffset, aRow, aColumn, scratch.tailB, 0, LANES, scratch.tailC, 0, LANES);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(scratch.tailC, i * LANES, c, cOffset + i * cRow, columns);
        }
    }

    /** 8 rows x 2 vectors per step, count * 8 rows in all. */
    private static void rows8x2(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 8 * aRow;
            int ci = cOffset + block * 8 * cRow;
            FloatVector c0a = FloatVector.fromArray(F, c, ci);
            FloatVector c0b = FloatVector.fromArray(F, c, ci + LANES);
            FloatVector c1a = FloatVector.fromArray(F, c, ci + cRow);
            FloatVector c1b = FloatVector.fromArray(F, c, ci + cRow + LANES);
            FloatVector c2a = FloatVector.fromArray(F, c, ci + 2 * cRow);
            FloatVector c2b = FloatVector.fromArray(F, c, ci + 2 * cRow + LANES);
            FloatVector c3a = FloatVector.fromArray(F, c, ci + 3 * cRow);
            FloatVector c3b = FloatVector.fromArray(F, c, ci + 3 * cRow + LANES);
            FloatVector c4a = FloatVector.fromArray(F, c, ci + 4 * cRow);
            FloatVector c4b = FloatVector.fromArray(F, c, ci + 4 * cRow + LANES);
            FloatVector c5a = FloatVector.fromArray(F, c, ci + 5 * cRow);
            FloatVector c5b = FloatVector.fromArray(F, c, ci + 5 * cRow + LANES);
            FloatVector c6a = FloatVector.fromArray(F, c, ci + 6 * cRow);
            FloatVector c6b = FloatVector.fromArray(F, c, ci + 6 * cRow + LANES);
            FloatVector c7a = FloatVector.fromArray(F, c, ci + 7 * cRow);
            FloatVector c7b = FloatVector.fromArray(F, c, ci + 7 * cRow + LANES);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow);
                FloatVector bb = FloatVector.fromArray(F, b, bOffset + p * bRow + LANES);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
                c0b = a0.fma(bb, c0b);
                FloatVector a1 = FloatVector.broadcast(F, a[ap + aRow]);
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
            c1a.intoArray(c, ci + cRow);
            c1b.intoArray(c, ci + cRow + LANES);
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

    /** 4 rows x 2 vectors per step, count * 4 rows in all. */
    private static void rows4x2(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 4 * aRow;
            int ci = cOffset + block * 4 * cRow;
            FloatVector c0a = FloatVector.fromArray(F, c, ci);
            FloatVector c0b = FloatVector.fromArray(F, c, ci + LANES);
            FloatVector c1a = FloatVector.fromArray(F, c, ci + cRow);
            FloatVector c1b = FloatVector.fromArray(F, c, ci + cRow + LANES);
            FloatVector c2a = FloatVector.fromArray(F, c, ci + 2 * cRow);
            FloatVector c2b = FloatVector.fromArray(F, c, ci + 2 * cRow + LANES);
            FloatVector c3a = FloatVector.fromArray(F, c, ci + 3 * cRow);
            FloatVector c3b = FloatVector.fromArray(F, c, ci + 3 * cRow + LANES);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow);
                FloatVector bb = FloatVector.fromArray(F, b, bOffset + p * bRow + LANES);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
                c0b = a0.fma(bb, c0b);
                FloatVector a1 = FloatVector.broadcast(F, a[ap + aRow]);
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
            c1a.intoArray(c, ci + cRow);
            c1b.intoArray(c, ci + cRow + LANES);
            c2a.intoArray(c, ci + 2 * cRow);
            c2b.intoArray(c, ci + 2 * cRow + LANES);
            c3a.intoArray(c, ci + 3 * cRow);
            c3b.intoArray(c, ci + 3 * cRow + LANES);
        }
    }

    /** 1 row x 2 vectors per step, count rows in all. */
    private static void rows1x2(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * aRow;
            int ci = cOffset + block * cRow;
            FloatVector c0a = FloatVector.fromArray(F, c, ci);
            FloatVector c0b = FloatVector.fromArray(F, c, ci + LANES);
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

    /** 8 rows x 1 vector per step, count * 8 rows in all. */
    private static void rows8x1(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * 8 * aRow;
            int ci = cOffset + block * 8 * cRow;
            FloatVector c0a = FloatVector.fromArray(F, c, ci);
            FloatVector c1a = FloatVector.fromArray(F, c, ci + cRow);
            FloatVector c2a = FloatVector.fromArray(F, c, ci + 2 * cRow);
            FloatVector c3a = FloatVector.fromArray(F, c, ci + 3 * cRow);
            FloatVector c4a = FloatVector.fromArray(F, c, ci + 4 * cRow);
            FloatVector c5a = FloatVector.fromArray(F, c, ci + 5 * cRow);
            FloatVector c6a = FloatVector.fromArray(F, c, ci + 6 * cRow);
            FloatVector c7a = FloatVector.fromArray(F, c, ci + 7 * cRow);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
                FloatVector a1 = FloatVector.broadcast(F, a[ap + aRow]);
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
            c0a.intoArray(c, ci);
            c1a.intoArray(c, ci + cRow);
            c2a.intoArray(c, ci + 2 * cRow);
            c3a.intoArray(c, ci + 3 * cRow);
            c4a.intoArray(c, ci + 4 * cRow);
            c5a.intoArray(c, ci + 5 * cRow);
            c6a.intoArray(c, ci + 6 * cRow);
            c7a.intoArray(c, ci + 7 * cRow);
        }
    }

    /** 1 row x 1 vector per step, count rows in all. */
    private static void rows1x1(
            int count, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow, float[] c,
            int cOffset, int cRow) {
        for (int block = 0; block < count; block++) {
            int ai = aOffset + block * aRow;
            int ci = cOffset + block * cRow;
            FloatVector c0a = FloatVector.fromArray(F, c, ci);
            for (int p = 0; p < k; p++) {
                FloatVector ba = FloatVector.fromArray(F, b, bOffset + p * bRow);
                int ap = ai + p * aColumn;
                FloatVector a0 = FloatVector.broadcast(F, a[ap]);
                c0a = a0.fma(ba, c0a);
            }
            c0a.intoArray(c, ci);
        }
    }
}
