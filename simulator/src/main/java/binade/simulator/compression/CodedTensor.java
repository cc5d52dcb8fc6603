package binade.simulator.compression;

/** The values of a tensor as a compressed file holds them. */
public sealed interface CodedTensor permits PlainTensor, SharedTensor, TwoOfFourTensor {
    /** The values, bit for bit those that were coded. */
    float[] decode();

    /** Bytes after pruning alone: binary32 values, and where those that stay lie. */
    int prunedBytes();

    /** Bytes after sharing, before coding. */
    int sharedBytes();

    /** Bytes in the file: all but name, shape and lengths. */
    int codedBytes();
}
