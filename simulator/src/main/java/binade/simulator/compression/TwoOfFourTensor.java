package binade.simulator.compression;

/**
 * A tensor of 2:4 sparsity as matrix units read it: of each four weights along the reduction two values and, for each, two bits
 * that say which of the four it is, in rising order. Of a remainder of r weights at the end of a column ceil(r / 2) stay.
 *
 * <pre>
 *   column   0 3.4 0 0.9 | -1 0 0 0       values 3.4 0.9 -1 0, places 1 3 0 1
 * </pre>
 */
public final class TwoOfFourTensor implements CodedTensor {
    /** Weights in a group. */
    static final int GROUP = 4;

    /** Bits of a place in the group. */
    public static final int PLACE_BITS = 2;

    private final int size;
    private final int columns;
    private final float[] values;
    private final int[] places;

    private TwoOfFourTensor(int size, int columns, float[] values, int[] places) {
        this.size = size;
        this.columns = columns;
        this.values = values;
        this.places = places;
    }

    /** How many of a group of so many weights stay at most: half, rounded up. */
    static int stay(int group) {
        return (group + 1) / 2;
    }

    /** Values that are kept of so many weights in so many columns. */
    static int slots(int size, int columns) {
        int k = size / columns;
        return columns * (k / GROUP * stay(GROUP) + stay(k % GROUP));
    }

    /**
     * The values of a tensor that {@link PruningMask#twoOfFour} has been applied to; exactly.
     *
     * @param w [k, n]: column by column what makes one output
     * @param n columns
     * @throws IllegalArgumentException if more weights of a group are other than +0 than may stay
     */
    public static TwoOfFourTensor of(float[] w, int n) {
        int k = w.length / n;
        float[] values = new float[slots(w.length, n)];
        int[] places = new int[values.length];
        int slot = 0;
        for (int column = 0; column < n; column++) {
            for (int first = 0; first < k; first += GROUP) {
                int group = Math.min(GROUP, k - first);
                boolean[] used = places(w, first * n + column, n, group);
                for (int i = 0; i < group; i++) {
                    if (used[i]) {
                        values[slot] = w[(first + i) * n + column];
                        places[slot++] = i;
                    }
                }
            }
        }
        return new TwoOfFourTensor(w.length, n, values, places);
    }

    /** The places of a group that are not +0, filled up with the earliest others. */
    private static boolean[] places(float[] w, int first, int stride, int group) {
        boolean[] used = new boolean[group];
        int free = stay(group);
        for (int i = 0; i < group; i++) {
            used[i] = Float.floatToRawIntBits(w[first + i * stride]) != 0;
            free -= used[i] ? 1 : 0;
        }
        if (free < 0) {
            throw new IllegalArgumentException(
                    stay(group) - free + " of " + group + " weights are not zero; allowed: " + stay(group));
        }
        for (int i = 0; i < group && free > 0; i++) {
            free -= used[i] ? 0 : 1;
            used[i] = true;
        }
        return used;
    }

    /** Values that are kept. */
    public float[] values() {
        return values.clone();
    }

    /** Of each value, 0 to 3. */
    public int[] places() {
        return places.clone();
    }

    @Override
    public float[] decode() {
        float[] w = new float[size];
        int k = size / columns;
        int slot = 0;
        for (int column = 0; column < columns; column++) {
            for (int first = 0; first < k; first += GROUP) {
                for (int i = stay(Math.min(GROUP, k - first)); i > 0; i--, slot++) {
                    w[(first + places[slot]) * columns + column] = values[slot];
                }
            }
        }
        return w;
    }

    @Override
    public int prunedBytes() {
        return codedBytes();
    }

    @Override
    public int sharedBytes() {
        return codedBytes();
    }

    /** Values of 32 bits, then places of two. */
    @Override
    public int codedBytes() {
        return Float.BYTES * values.length + placeBytes(values.length);
    }

    static int placeBytes(int slots) {
        return (int) Math.ceilDiv((long) PLACE_BITS * slots, (long) Byte.SIZE);
    }

    /** The places, packed. */
    byte[] packedPlaces() {
        BitWriter out = new BitWriter();
        for (int place : places) {
            out.write(place, PLACE_BITS);
        }
        return out.toBytes();
    }

    /**
     * Reads what {@link #values} and {@link #packedPlaces} say.
     *
     * @param values as many as {@link #slots} says
     * @throws IllegalArgumentException if places lie behind the column or do not rise
     */
    static TwoOfFourTensor read(int size, int columns, float[] values, byte[] packed) {
        BitReader in = new BitReader(packed);
        int[] places = new int[values.length];
        int k = size / columns;
        int slot = 0;
        for (int column = 0; column < columns; column++) {
            for (int first = 0; first < k; first += GROUP) {
                int group = Math.min(GROUP, k - first);
                int last = -1;
                for (int i = stay(group); i > 0; i--) {
                    places[slot] = in.number(PLACE_BITS);
                    if (places[slot] <= last || places[slot] >= group) {
                        throw new IllegalArgumentException("place " + places[slot] + " behind place " + last + " of " + group);
                    }
                    last = places[slot++];
                }
            }
        }
        if (!in.atEnd()) {
            throw new IllegalArgumentException("there is more than its " + values.length + " places");
        }
        return new TwoOfFourTensor(size, columns, values, places);
    }
}
