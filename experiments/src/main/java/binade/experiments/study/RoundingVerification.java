package binade.experiments.study;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingKernel;
import binade.formats.kernel.RoundingPlan;
import binade.formats.reference.ExactFormat;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.StepFunction;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the rounding kernel of this process over binary32 inputs and compares every result, bit for bit, with the exact
 * reference (in the form of its step function).
 */
public final class RoundingVerification {
    private static final int BLOCK = 1 << 16;
    private static final int BLOCKS = 1 << 16;
    /** Lower halves of the quick check: ties, and one above and below. */
    private static final int[] CRITICAL = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};

    private final GridFormat format;
    private final StepFunction reference;
    private final Rounding rounding;

    /** Asks the exact reference for all its steps; reuse this object for several overflow rules. */
    public RoundingVerification(GridFormat format, Rounding rounding) {
        this(format, ExactFormats.of(format, format.defaultScale()), rounding);
    }

    /** With a definition of the caller's: a wrong one must be noticed. */
    RoundingVerification(GridFormat format, ExactFormat definition, Rounding rounding) {
        this.format = format;
        this.rounding = rounding;
        reference = new StepFunction(definition, rounding);
    }

    /**
     * What came out.
     *
     * @param inputs compared
     * @param mismatches results that differ
     * @param firstMismatch the smallest pattern with a difference, or -1
     * @param seconds of the comparison
     */
    public record Outcome(long inputs, long mismatches, long firstMismatch, double seconds) {}

    /** All 2^32 inputs, on several threads. */
    public Outcome exhaustive(Overflow overflow, int threads) throws InterruptedException {
        StepFunction.Table table = reference.with(overflow);
        RoundingPlan plan = RoundingPlan.of(format, format.defaultScale(), overflow);
        AtomicInteger next = new AtomicInteger();
        AtomicLong mismatches = new AtomicLong();
        AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        long start = System.nanoTime();
        Thread[] workers = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            workers[t] = Thread.ofPlatform().start(() -> {
                Buffers b = new Buffers();
                for (int block = next.getAndIncrement(); block < BLOCKS; block = next.getAndIncrement()) {
                    b.sweep(plan, table, block << 16, mismatches, first);
                }
            });
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return new Outcome(
                1L << 32, mismatches.get(), first.get() == Long.MAX_VALUE ? -1 : first.get(),
                (System.nanoTime() - start) / 1e9);
    }

    /** All upper halves of a pattern, each with six lower halves. */
    public Outcome quick(Overflow overflow) {
        StepFunction.Table table = reference.with(overflow);
        RoundingPlan plan = RoundingPlan.of(format, format.defaultScale(), overflow);
        int n = BLOCKS * CRITICAL.length;
        float[] x = new float[n];
        float[] expected = new float[n];
        float[] one = new float[1];
        for (int i = 0; i < n; i++) {
            int pattern = i / CRITICAL.length << 16 | CRITICAL[i % CRITICAL.length];
            x[i] = Float.intBitsToFloat(pattern);
            table.fill(pattern, 1, one);
            expected[i] = one[0];
        }
        float[] actual = new float[n];
        long start = System.nanoTime();
        Kernels.rounding().round(plan, rounding, x, actual, 0, n, null, 0, 1, null);
        long mismatches = 0;
        long first = -1;
        for (int i = 0; i < n; i++) {
            if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
                mismatches++;
                first = first < 0 ? Float.floatToRawIntBits(x[i]) & 0xffffffffL : first;
            }
        }
        return new Outcome(n, mismatches, first, (System.nanoTime() - start) / 1e9);
    }

    /** One thread's arrays. */
    private final class Buffers {
        private final RoundingKernel kernel = Kernels.rounding();
        private final int[] patterns = new int[BLOCK];
        private final float[] x = new float[BLOCK];
        private final float[] expected = new float[BLOCK];
        private final float[] actual = new float[BLOCK];

        void sweep(RoundingPlan plan, StepFunction.Table table, int first, AtomicLong mismatches, AtomicLong smallest) {
            for (int i = 0; i < BLOCK; i++) {
                patterns[i] = first + i;
            }
            // reinterprets the patterns; an array copy, where a loop of conversions would not become vectors
            MemorySegment.ofArray(x).copyFrom(MemorySegment.ofArray(patterns));
            table.fill(first, BLOCK, expected);
            kernel.round(plan, rounding, x, actual, 0, BLOCK, null, 0, 1, null);
            if (Arrays.mismatch(expected, actual) < 0) { // NaNs are equal, zeros only with the same sign
                return;
            }
            for (int i = 0; i < BLOCK; i++) {
                if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
                    mismatches.incrementAndGet();
                    smallest.accumulateAndGet((first + i) & 0xffffffffL, Math::min);
                }
            }
        }
    }
}
