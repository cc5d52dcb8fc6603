package binade.simulator.tensorcore;

import binade.formats.kernel.Kernels;

/** Signs of rows of numbers as bits, 64 to a word: 1 for numbers below 0, and 0 for all others, which count as +1. */
abstract sealed class SignBits permits SignBits.Scalar, VectorSignBits {
    /** The implementation of this process. */
    static SignBits get() {
        return Kernels.vectorised() ? new VectorSignBits() : new Scalar();
    }

    /** Words that k bits take; what the last has more is 0. */
    static int words(int k) {
        return (k + Long.SIZE - 1) / Long.SIZE;
    }

    /** Packs x[offset], ..., x[offset + k - 1] into the words from {@code to} on. */
    abstract void pack(float[] x, int offset, int k, long[] bits, int to);

    /** Plain loops. */
    static final class Scalar extends SignBits {
        @Override
        void pack(float[] x, int offset, int k, long[] bits, int to) {
            pack(x, offset, 0, k, bits, to);
        }

        /** From element {@code from}, a multiple of 64, on. */
        static void pack(float[] x, int offset, int from, int k, long[] bits, int to) {
            for (int first = from; first < k; first += Long.SIZE) {
                long word = 0;
                int end = Math.min(Long.SIZE, k - first);
                for (int i = 0; i < end; i++) {
                    word |= (x[offset + first + i] < 0 ? 1L : 0L) << i;
                }
                bits[to + first / Long.SIZE] = word;
            }
        }
    }
}
