package binade.benchmarks;

import binade.formats.random.RandomStream.Purpose;
import binade.formats.random.RandomWords;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Random numbers alone, numbers per nanosecond: a word for one of more than 16 bits, for two of fewer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RandomWordsBenchmark {
    @Param({"16", "24"})
    public int bits;

    private final RandomWords words = new RandomWords(1, Purpose.ROUNDING, 0);
    private final int[] out = new int[RandomWords.GROUP];
    private long group;

    @Benchmark
    @OperationsPerInvocation(RandomWords.GROUP)
    public int[] fill() {
        words.fill(group++, bits, out);
        return out;
    }
}
