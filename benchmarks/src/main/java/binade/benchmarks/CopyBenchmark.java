package binade.benchmarks;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;

/** The yardstick: the same arrays, copied by a plain vector loop; and by the machine's own copy beside it. */
public class CopyBenchmark extends ArrayBenchmark {
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;

    /** Load and store, nothing between: what a rounding of no cost would be. */
    @Benchmark
    public float[] vectorLoop() {
        copy(x, y);
        return y;
    }

    private static void copy(float[] x, float[] y) {
        int i = 0;
        for (int end = F.loopBound(x.length); i < end; i += F.length()) {
            FloatVector.fromArray(F, x, i).intoArray(y, i);
        }
        for (; i < x.length; i++) {
            y[i] = x[i];
        }
    }

    @Benchmark
    public float[] arraycopy() {
        System.arraycopy(x, 0, y, 0, size);
        return y;
    }
}
