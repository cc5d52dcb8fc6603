package binade.experiments.study;

import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.reference.ExactDefinition;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.StepFunction;
import binade.formats.reference.StepFunction.Second;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Runs the library's fastest rounding over binary32 inputs and compares every result, bit for bit, with the exact
 * definition (in the form of its step function).
 *
 * <p>Rules with a second operand run with a few of them in turn, one per 2^16 inputs (per 6 of the quick check): R = 0, a
 * third, half and all of 2^24 - 1; hysteresis: both ends of the range and the value nearest to 1.
 */
public final class RoundingVerification {
    private static final int BLOCK = 1 << 16;
    private static final int BLOCKS = 1 << 16;
    private static final int RANDOM_BITS = 24;
    private static final long[] RANDOM = {0, 0x555555, 0x800000, 0xffffff};
    /** Lower halves of the quick check: ties, and one above and below. */
    private static final int[] CRITICAL = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};

    private final ScalarFormat format;
    private final Rounding rounding;
    private final List<Second> seconds;
    private final List<StepFunction> references;

    /** Asks the exact definition for all its steps; reuse this object for several overflow rules. */
    public RoundingVerification(ScalarFormat format, Rounding rounding) {
        this(format, ExactFormats.definition(format, format.defaultScale()), rounding);
    }

    /** With a definition of the caller's: a wrong one must be noticed. */
    RoundingVerification(ScalarFormat format, ExactDefinition definition, Rounding rounding) {
        this.format = format;
        this.rounding = rounding;
        seconds = switch (rounding.operand()) {
            case NONE -> List.of(Second.NONE);
            case RANDOM -> LongStream.of(RANDOM).mapToObj(r -> new Second(r, RANDOM_BITS, 0)).toList();
            case PREVIOUS -> previous(format).mapToObj(p -> new Second(0, 1, p)).toList();
        };
        references = seconds.stream().map(s -> new StepFunction(definition, rounding, s)).toList();
    }

    private static DoubleStream previous(ScalarFormat format) {
        int scale = format.defaultScale();
        return DoubleStream.of(format.limits().min(), format.round(1), format.limits().max()).map(v -> Math.scalb(v, scale));
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

    /** What is compared with the exact definition, in a word: the kernel, a table search, or number by number. */
    public static String method(ScalarFormat format, Rounding rounding) {
        return FastRounding.describe(format, rounding);
    }

    /** All 2^32 inputs, on several threads. */
    public Outcome exhaustive(Overflow overflow, int threads) throws InterruptedException {
        List<StepFunction.Table> tables = tables(overflow);
        AtomicInteger next = new AtomicInteger();
        AtomicLong mismatches = new AtomicLong();
        AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        long start = System.nanoTime();
        Thread[] workers = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            workers[t] = Thread.ofPlatform().start(() -> {
                Buffers b = new Buffers(overflow, BLOCK);
                for (int block = next.getAndIncrement(); block < BLOCKS; block = next.getAndIncrement()) {
                    int which = block % seconds.size();
                    for (int i = 0; i < BLOCK; i++) {
                        b.patterns[i] = (block << 16) + i;
                    }
                    b.expect(tables.get(which), block << 16, BLOCK);
                    b.compare(BLOCK, seconds.get(which), mismatches, first);
                }
            });
        }
        for (Thread worker : workers) {
            worker.join();
        }
        return outcome(1L << 32, mismatches, first, start);
    }

    /** All upper halves of a pattern, each with six lower halves. */
    public Outcome quick(Overflow overflow) {
        List<StepFunction.Table> tables = tables(overflow);
        AtomicLong mismatches = new AtomicLong();
        AtomicLong first = new AtomicLong(Long.MAX_VALUE);
        Buffers b = new Buffers(overflow, BLOCKS * CRITICAL.length);
        long start = System.nanoTime();
        for (int which = 0; which < seconds.size(); which++) {
            int n = 0;
            for (int upper = which; upper < BLOCKS; upper += seconds.size()) {
                for (int lower : CRITICAL) {
                    b.patterns[n] = upper << 16 | lower;
                    b.expectOne(tables.get(which), n++);
                }
            }
            b.compare(n, seconds.get(which), mismatches, first);
        }
        return outcome((long) BLOCKS * CRITICAL.length, mismatches, first, start);
    }

    private List<StepFunction.Table> tables(Overflow overflow) {
        return references.stream().map(f -> f.with(overflow)).toList();
    }

    private static Outcome outcome(long inputs, AtomicLong mismatches, AtomicLong first, long start) {
        return new Outcome(
                inputs, mismatches.get(), first.get() == Long.MAX_VALUE ? -1 : first.get(),
                (System.nanoTime() - start) / 1e9);
    }

    /** One thread's arrays. Results are compared in binary32 where the values are such, else in binary64. */
    private final class Buffers {
        private final boolean narrow = format.fitsBinary32();
        private final FastRounding fast;
        private final int[] patterns;
        private final float[] x;
        private final float[] expected;
        private final float[] actual;
        private final double[] wideExpected;
        private final double[] wideActual;
        private final float[] one = new float[1];
        private final double[] wideOne = new double[1];

        Buffers(Overflow overflow, int n) {
            fast = new FastRounding(format, rounding, overflow, n);
            patterns = new int[n];
            x = new float[n];
            expected = new float[narrow ? n : 0];
            actual = new float[narrow ? n : 0];
            wideExpected = new double[narrow ? 0 : n];
            wideActual = new double[narrow ? 0 : n];
        }

        void expect(StepFunction.Table table, int first, int n) {
            if (narrow) {
                table.fill(first, n, expected);
            } else {
                table.fill(first, n, wideExpected);
            }
        }

        void expectOne(StepFunction.Table table, int at) {
            if (narrow) {
                table.fill(patterns[at], 1, one);
                expected[at] = one[0];
            } else {
                table.fill(patterns[at], 1, wideOne);
                wideExpected[at] = wideOne[0];
            }
        }

        void compare(int n, Second second, AtomicLong mismatches, AtomicLong smallest) {
            // reinterprets the patterns; an array copy, where a loop of conversions would not become vectors
            MemorySegment.copy(MemorySegment.ofArray(patterns), 0, MemorySegment.ofArray(x), 0, (long) n * Float.BYTES);
            if (narrow) {
                fast.round(x, actual, n, second.random(), second.bits(), second.previous());
            } else {
                fast.round(x, wideActual, n, second.random(), second.bits(), second.previous());
            }
            for (int i = mismatch(0, n); i < n; i = mismatch(i + 1, n)) {
                mismatches.incrementAndGet();
                smallest.accumulateAndGet(patterns[i] & 0xffffffffL, Math::min);
            }
        }

        /** The next difference; NaNs are equal, zeros only with the same sign. */
        private int mismatch(int from, int n) {
            int at = narrow
                    ? Arrays.mismatch(expected, from, n, actual, from, n)
                    : Arrays.mismatch(wideExpected, from, n, wideActual, from, n);
            return at < 0 ? n : from + at;
        }
    }
}
