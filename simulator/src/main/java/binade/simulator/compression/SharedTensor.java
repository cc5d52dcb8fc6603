package binade.simulator.compression;

import java.nio.BufferUnderflowException;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * A tensor of few different values, as Deep Compression keeps it: a table, and for each entry its place in the table and, where
 * zeros are left out, how far it lies behind the entry before it. A distance d from 1 to 2^gapBits is the number d - 1; a longer
 * way is made of steps of 2^gapBits, each an entry of value +0: the filler zeros of the paper (section 2).
 *
 * <pre>
 *   weights  0 3.4 0 0 0.9 0 0 0 0 0 0 0 0 0 0 1.7     gapBits 3, first position -1
 *   entries  3.4 after 2, 0.9 after 3, a filler after 8, 1.7 after 3
 * </pre>
 */
public final class SharedTensor implements CodedTensor {
    /** Bits of a place in the table, at most. */
    public static final int MAX_VALUE_BITS = 12;

    /** Bits of a distance, at most. */
    public static final int MAX_GAP_BITS = 12;

    /** Bits that state how many bits a code length takes. */
    private static final int WIDTH_BITS = 3;

    private final int size;
    private final int gapBits;
    private final float[] table;
    private final int[] values;
    private final int[] gaps;

    private SharedTensor(int size, int gapBits, float[] table, int[] values, int[] gaps) {
        this.size = size;
        this.gapBits = gapBits;
        this.table = table;
        this.values = values;
        this.gaps = gaps;
    }

    /**
     * The entries of a tensor, whose values are exactly what {@link #decode} gives back.
     *
     * @param gapBits 1 to {@link #MAX_GAP_BITS}, or 0: every weight is an entry
     * @throws IllegalArgumentException if there are more values than {@link #MAX_VALUE_BITS} bits can tell apart
     */
    public static SharedTensor of(float[] w, int gapBits) {
        if (gapBits < 0 || gapBits > MAX_GAP_BITS) {
            throw new IllegalArgumentException(gapBits + " bits of a distance; allowed: 0 to " + MAX_GAP_BITS);
        }
        TreeMap<Integer, Integer> places = places(w, gapBits);
        if (places.size() > 1 << MAX_VALUE_BITS) {
            throw new IllegalArgumentException(places.size() + " different values; a table has at most " + (1 << MAX_VALUE_BITS));
        }
        float[] table = new float[places.size()];
        places.forEach((bits, place) -> table[place] = Float.intBitsToFloat(bits));
        int[] values = new int[w.length + 1];
        int[] gaps = new int[w.length + 1];
        int n = 0;
        int last = -1;
        for (int i = 0; i < w.length; i++) {
            if (gapBits > 0 && Float.floatToRawIntBits(w[i]) == 0) {
                continue;
            }
            if (gapBits > 0) {
                for (; i - last > 1 << gapBits; last += 1 << gapBits) {
                    values[n] = 0; // +0 stands first
                    gaps[n++] = (1 << gapBits) - 1;
                }
                gaps[n] = i - last - 1;
                last = i;
            }
            values[n++] = places.get(Float.floatToRawIntBits(w[i]));
        }
        return new SharedTensor(w.length, gapBits, table, Arrays.copyOf(values, n), Arrays.copyOf(gaps, gapBits > 0 ? n : 0));
    }

    /** Place in the table by bits; where zeros are left out +0 has the first place, for fillers. */
    private static TreeMap<Integer, Integer> places(float[] w, int gapBits) {
        TreeMap<Integer, Integer> places = new TreeMap<>((a, b) -> a == 0 || b == 0
                ? Boolean.compare(b == 0, a == 0)
                : Float.compare(Float.intBitsToFloat(a), Float.intBitsToFloat(b)) != 0
                        ? Float.compare(Float.intBitsToFloat(a), Float.intBitsToFloat(b)) : Integer.compare(a, b));
        if (gapBits > 0) {
            places.put(0, 0);
        }
        for (float v : w) {
            places.put(Float.floatToRawIntBits(v), 0);
        }
        int next = 0;
        for (var place : places.entrySet()) {
            place.setValue(next++);
        }
        return places;
    }

    @Override
    public float[] decode() {
        float[] w = new float[size];
        int position = -1;
        for (int e = 0; e < values.length; e++) {
            position += gapBits == 0 ? 1 : gaps[e] + 1;
            w[position] = table[values[e]];
        }
        return w;
    }

    /** Weights. */
    public int size() {
        return size;
    }

    /** Bits of a distance; 0: none is kept. */
    public int gapBits() {
        return gapBits;
    }

    /** Values in the table, the zero of the fillers among them. */
    public int tableSize() {
        return table.length;
    }

    /** Bits of a place in the table, without Huffman coding. */
    public int valueBits() {
        return table.length < 2 ? 1 : Integer.SIZE - Integer.numberOfLeadingZeros(table.length - 1);
    }

    /** Entries, fillers among them. */
    public int entries() {
        return values.length;
    }

    /** Distances as they are kept, d - 1; a copy. */
    public int[] gaps() {
        return gaps.clone();
    }

    /** Values of the entries, in order. */
    public float[] values() {
        float[] v = new float[values.length];
        for (int e = 0; e < v.length; e++) {
            v[e] = table[values[e]];
        }
        return v;
    }

    /** Binary32 entries with their distances. */
    @Override
    public int prunedBytes() {
        return bytes((long) values.length * (Float.SIZE + gapBits));
    }

    /** Places in the table, distances and the table itself. */
    @Override
    public int sharedBytes() {
        return bytes((long) values.length * (valueBits() + gapBits)) + Float.BYTES * table.length;
    }

    /** The table and {@link #coded}. */
    @Override
    public int codedBytes() {
        return Float.BYTES * table.length + coded().length;
    }

    private static int bytes(long bits) {
        return Math.toIntExact((bits + Byte.SIZE - 1) / Byte.SIZE);
    }

    private static long[] counts(int[] symbols, int alphabet) {
        long[] counts = new long[alphabet];
        for (int s : symbols) {
            counts[s]++;
        }
        return counts;
    }

    /** Mean bits of an entry's place in the table, Huffman coded. */
    public double codedValueBits() {
        long[] counts = counts(values, table.length);
        return values.length == 0 ? 0 : (double) HuffmanCode.of(counts).bits(counts) / values.length;
    }

    /** Mean bits of an entry's distance, Huffman coded. */
    public double codedGapBits() {
        long[] counts = counts(gaps, 1 << gapBits);
        return gaps.length == 0 ? 0 : (double) HuffmanCode.of(counts).bits(counts) / gaps.length;
    }

    float[] table() {
        return table;
    }

    /** Both Huffman codes by their lengths, then entry after entry: distance, place. */
    byte[] coded() {
        BitWriter out = new BitWriter();
        HuffmanCode places = HuffmanCode.of(counts(values, table.length));
        writeLengths(places, out);
        HuffmanCode distances = null;
        if (gapBits > 0) {
            distances = HuffmanCode.of(counts(gaps, 1 << gapBits));
            writeLengths(distances, out);
        }
        for (int e = 0; e < values.length; e++) {
            if (distances != null) {
                distances.write(gaps[e], out);
            }
            places.write(values[e], out);
        }
        return out.toBytes();
    }

    private static void writeLengths(HuffmanCode code, BitWriter out) {
        int longest = Arrays.stream(code.lengths()).max().orElse(0);
        int width = Integer.SIZE - Integer.numberOfLeadingZeros(longest);
        out.write(width, WIDTH_BITS);
        for (int length : code.lengths()) {
            out.write(length, width);
        }
    }

    private static HuffmanCode readLengths(BitReader in, int alphabet) {
        int width = in.number(WIDTH_BITS);
        int[] lengths = new int[alphabet];
        for (int s = 0; s < alphabet; s++) {
            lengths[s] = in.number(width);
        }
        return new HuffmanCode(lengths);
    }

    /**
     * Reads what {@link #coded} wrote.
     *
     * @throws IllegalArgumentException if it cannot be that
     */
    static SharedTensor read(int size, int gapBits, float[] table, int entries, byte[] coded) {
        BitReader in = new BitReader(coded);
        int[] values = new int[entries];
        int[] gaps = new int[gapBits > 0 ? entries : 0];
        try {
            HuffmanCode places = readLengths(in, table.length);
            HuffmanCode distances = gapBits > 0 ? readLengths(in, 1 << gapBits) : null;
            long position = -1;
            for (int e = 0; e < entries; e++) {
                if (distances != null) {
                    gaps[e] = distances.read(in);
                }
                position += distances == null ? 1 : gaps[e] + 1;
                values[e] = places.read(in);
                if (position >= size) {
                    throw new IllegalArgumentException("an entry lies behind the last of " + size + " weights");
                }
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("its entries end too early", e);
        }
        if (!in.atEnd()) {
            throw new IllegalArgumentException("there is more than its " + entries + " entries");
        }
        return new SharedTensor(size, gapBits, table, values, gaps);
    }
}
