package binade.benchmarks;

import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.TableFormat;
import binade.formats.kernel.TableRounding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Values to values of formats that are no grids. */
public class PositCodebookBenchmark extends ArrayBenchmark {
    /** An id, or so many uniform random numbers as a codebook. */
    @Param({"posit8_0", "posit8_2", "posit16_1", "posit16_2", "nf4", "codebook 32", "codebook 256", "codebook 1000"})
    public String format;

    private TableRounding kernel;

    @Setup
    public void prepare() throws IOException {
        String id = format;
        Path file = null;
        if (format.startsWith("codebook")) {
            SplittableRandom random = new SplittableRandom(2);
            file = Files.createTempFile("codebook", ".txt");
            Files.writeString(file, random.doubles(Long.parseLong(format.substring(9)))
                    .mapToObj(u -> Double.toHexString((float) (6 * u - 3))).distinct().collect(Collectors.joining("\n")));
            id = "codebook:" + file;
        }
        kernel = TableRounding.of((TableFormat) Formats.scalar(id), Overflow.SAT_FINITE);
        if (file != null) {
            Files.delete(file);
        }
    }

    @Benchmark
    public float[] round() {
        kernel.round(x, y, 0, size);
        return y;
    }

    /** Over its own input: already rounded numbers after the first call. */
    @Benchmark
    public float[] inPlace() {
        kernel.round(x, x, 0, size);
        return x;
    }
}
