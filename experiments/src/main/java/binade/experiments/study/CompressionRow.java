package binade.experiments.study;

import binade.simulator.compression.CodedTensor;
import binade.simulator.compression.CompressedNetwork;
import binade.simulator.compression.PlainTensor;
import binade.simulator.compression.SharedTensor;
import binade.simulator.compression.TwoOfFourTensor;

/**
 * What became of a tensor that was compressed. Bytes leave out names and shapes, which stand in a row of their own.
 *
 * @param layer name of the tensor; {@code frame} for what is no value, {@code total} for the file
 * @param weights values
 * @param kept of them, those that are not zero
 * @param bits of a place in the table; 32 where there is none
 * @param gapBits of a distance, or of a place in a group of four
 * @param codedBits mean bits of a place, Huffman coded
 * @param codedGapBits mean bits of a distance, Huffman coded
 * @param bytes as binary32 numbers
 * @param prunedBytes after pruning
 * @param sharedBytes after sharing
 * @param codedBytes in the file
 */
public record CompressionRow(
        String layer, long weights, long kept, int bits, int gapBits, double codedBits, double codedGapBits, long bytes,
        long prunedBytes, long sharedBytes, long codedBytes) {
    static CompressionRow of(CompressedNetwork.Tensor t) {
        CodedTensor coded = t.coded();
        float[] values = coded.decode();
        long kept = 0;
        for (float v : values) {
            kept += v != 0 ? 1 : 0;
        }
        SharedTensor s = coded instanceof SharedTensor shared ? shared : null;
        int gapBits = switch (coded) {
            case PlainTensor _ -> 0;
            case SharedTensor shared -> shared.gapBits();
            case TwoOfFourTensor _ -> TwoOfFourTensor.PLACE_BITS;
        };
        return new CompressionRow(
                t.name(), values.length, kept, s == null ? Float.SIZE : s.valueBits(), gapBits,
                s == null ? Float.SIZE : s.codedValueBits(), s == null ? gapBits : s.codedGapBits(),
                (long) Float.BYTES * values.length, coded.prunedBytes(), coded.sharedBytes(), coded.codedBytes());
    }

    /** Of the binary32 numbers to what is in the file. */
    public double ratio() {
        return (double) bytes / codedBytes;
    }
}
