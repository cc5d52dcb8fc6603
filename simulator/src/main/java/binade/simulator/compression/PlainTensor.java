package binade.simulator.compression;

/** @param values as binary32 numbers */
public record PlainTensor(float[] values) implements CodedTensor {
    @Override
    public float[] decode() {
        return values.clone();
    }

    @Override
    public int prunedBytes() {
        return codedBytes();
    }

    @Override
    public int sharedBytes() {
        return codedBytes();
    }

    @Override
    public int codedBytes() {
        return Float.BYTES * values.length;
    }
}
