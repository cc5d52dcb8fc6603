package binade.experiments.study;

import binade.experiments.workload.Evaluation;
import binade.simulator.compression.CompressedNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * A compressed network, and what was lost on the way.
 *
 * @param file what was made
 * @param stages in order; the last is the network that the file gives back
 * @param exact whether that is the network that was coded, bit for bit
 */
public record CompressionResult(CompressedNetwork file, List<Stage> stages, boolean exact) {
    /**
     * The network after a step.
     *
     * @param name of the step
     * @param test on the test samples
     * @param bytes of its values; of the last stage the whole file
     */
    public record Stage(String name, Evaluation test, long bytes) {}

    public CompressionResult {
        stages = List.copyOf(stages);
    }

    /** A row for each tensor, one for the frame, one for the file. */
    public List<CompressionRow> rows() {
        List<CompressionRow> rows = new ArrayList<>(file.tensors().stream().map(CompressionRow::of).toList());
        rows.add(new CompressionRow("frame", 0, 0, 0, 0, 0, 0, 0, 0, 0, file.frameBytes()));
        long entries = 0;
        double bits = 0;
        double gaps = 0;
        long[] sums = new long[6];
        for (CompressionRow r : rows) {
            long[] own = {r.weights(), r.kept(), r.bytes(), r.prunedBytes(), r.sharedBytes(), r.codedBytes()};
            for (int i = 0; i < sums.length; i++) {
                sums[i] += own[i];
            }
            entries += r.kept();
            bits += r.kept() * r.codedBits();
            gaps += r.kept() * r.codedGapBits();
        }
        rows.add(new CompressionRow(
                "total", sums[0], sums[1], 0, 0, bits / Math.max(1, entries), gaps / Math.max(1, entries), sums[2], sums[3], sums[4],
                sums[5]));
        return rows;
    }

    /** Of the binary32 network's values to the bytes of the file. */
    public double ratio() {
        return (double) stages.getFirst().bytes() / stages.getLast().bytes();
    }

    /** Accuracy lost, in percentage points. */
    public double accuracyDrop() {
        return 100 * (stages.getFirst().test().accuracy() - stages.getLast().test().accuracy());
    }
}
