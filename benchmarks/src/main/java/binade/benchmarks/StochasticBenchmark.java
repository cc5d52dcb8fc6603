package binade.benchmarks;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Quantizer;
import binade.formats.Rounding;
import binade.formats.random.RandomStream.Purpose;
import binade.formats.random.RandomWords;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Stochastic rounding, the random numbers included; up to 16 bits take half a random word. */
public class StochasticBenchmark extends ArrayBenchmark {
    @Param({"fp134", "e4m3fn", "e5m2", "w8-050", "int8", "bf16"})
    public String format;

    @Param({"sr-a", "sr-b", "sr"})
    public String rounding;

    @Param({"16", "24"})
    public int bits;

    private final int[] scratch = new int[RandomWords.GROUP];
    private final RandomWords words = new RandomWords(1, Purpose.ROUNDING, 0);
    private Quantizer quantizer;

    @Setup
    public void prepare() {
        GridFormat f = Formats.parse(format);
        quantizer = Quantizer.of(f, Rounding.parse(rounding), f.defaultOverflow(), 0);
    }

    @Benchmark
    public float[] round() {
        quantizer.quantizeAt(0, x, y, 0, size, words, 0, bits, scratch);
        return y;
    }

    /** Over its own input: already rounded numbers after the first call. */
    @Benchmark
    public float[] inPlace() {
        quantizer.quantizeAt(0, x, x, 0, size, words, 0, bits, scratch);
        return x;
    }
}
