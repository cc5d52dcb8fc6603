package binade.formats.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.NearestTable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All 2^32 inputs through the kernel and through the table of sorted values, on two threads. The table is held to exact
 * arithmetic by {@code NearestTableAgreementTest}.
 */
@Tag("exhaustive")
class NearestExhaustiveTest {
    private static final int THREADS = 2;
    private static final int BLOCK = 1 << 16;
    private static final int BLOCKS = 1 << 16;

    @ParameterizedTest
    @ValueSource(strings = {"fp134", "e4m3fn", "bf16", "fp16", "fp152", "log4", "w8-050", "int8"})
    void every_input_gives_the_bits_of_the_table(String id) throws InterruptedException {
        assertThat(Kernels.vectorised()).as("a vector kernel is under test").isTrue();
        GridFormat format = Formats.parse(id);
        NearestTable table = new NearestTable(ExactFormats.of(format, 0), format.defaultOverflow());
        RoundingPlan plan = RoundingPlan.of(format, 0, format.defaultOverflow());
        AtomicInteger next = new AtomicInteger();
        ConcurrentLinkedQueue<String> differences = new ConcurrentLinkedQueue<>();
        Thread[] threads = new Thread[THREADS];
        long start = System.nanoTime();
        for (int t = 0; t < THREADS; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                float[] x = new float[BLOCK];
                float[] expected = new float[BLOCK];
                float[] actual = new float[BLOCK];
                for (int block = next.getAndIncrement(); block < BLOCKS && differences.isEmpty();
                        block = next.getAndIncrement()) {
                    sweep(plan, table, block << 16, x, expected, actual, differences);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(differences).isEmpty();
        assertThat(next.get()).as("blocks swept").isGreaterThanOrEqualTo(BLOCKS);
        System.out.printf("%s: all 2^32 inputs agree, %s kernel, %d threads, %.1f s%n",
                id, Kernels.describe(), THREADS, (System.nanoTime() - start) / 1e9);
    }

    private static void sweep(
            RoundingPlan plan, NearestTable table, int first, float[] x, float[] expected, float[] actual,
            ConcurrentLinkedQueue<String> differences) {
        for (int i = 0; i < BLOCK; i++) {
            x[i] = Float.intBitsToFloat(first + i);
        }
        table.round(first, expected, BLOCK);
        Kernels.rounding().round(plan, x, actual, 0, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            if (!Bits.same(expected[i], actual[i])) {
                differences.add(Bits.show(x[i]) + ": " + Bits.show(actual[i]) + ", by the table " + Bits.show(expected[i]));
                return;
            }
        }
    }
}
