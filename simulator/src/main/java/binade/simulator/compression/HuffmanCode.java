package binade.simulator.compression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A canonical Huffman code (Huffman 1952): its code lengths say all. Shorter codes come first, of equal length in the order of
 * the symbols, each code one more than the one before:
 *
 * <pre>
 *   code[0] = 0,   code[i + 1] = (code[i] + 1) 2^(length[i + 1] - length[i])
 * </pre>
 *
 * A code of one symbol takes one bit.
 */
public final class HuffmanCode {
    /** Longer codes would need more symbols than an array can count. */
    static final int MAX_LENGTH = 48;

    private final int[] lengths;
    private final long[] codes;
    /** Symbols by length, then by themselves. */
    private final int[] order;
    /** The first code of each length, and its place in {@link #order}. */
    private final long[] firstCode = new long[MAX_LENGTH + 2];
    private final int[] firstPlace = new int[MAX_LENGTH + 2];

    /**
     * @param lengths bits of each symbol's code, 0 for a symbol that does not occur
     * @throws IllegalArgumentException if they are no complete code: the sum of 2^-length is 1, but for a single symbol
     */
    public HuffmanCode(int[] lengths) {
        this.lengths = lengths.clone();
        order = IntStream.range(0, lengths.length).filter(s -> lengths[s] != 0).boxed()
                .sorted(Comparator.comparingInt(s -> lengths[s])).mapToInt(Integer::intValue).toArray();
        checkComplete();
        codes = new long[lengths.length];
        long code = 0;
        int place = 0;
        for (int length = 1; length <= MAX_LENGTH + 1; length++) {
            firstCode[length] = code;
            firstPlace[length] = place;
            for (; place < order.length && lengths[order[place]] == length; place++) {
                codes[order[place]] = code++;
            }
            code <<= 1;
        }
    }

    private void checkComplete() {
        long sum = 0;
        for (int s : order) {
            if (lengths[s] < 0 || lengths[s] > MAX_LENGTH) {
                throw new IllegalArgumentException("code of " + lengths[s] + " bits; allowed: 0 to " + MAX_LENGTH);
            }
            sum += 1L << (MAX_LENGTH - lengths[s]);
            if (sum > 1L << MAX_LENGTH) {
                break;
            }
        }
        boolean single = order.length == 1 && lengths[order[0]] == 1;
        if (order.length > 0 && !single && sum != 1L << MAX_LENGTH) {
            throw new IllegalArgumentException("code lengths " + Arrays.toString(lengths) + " are no complete code");
        }
    }

    /**
     * The code with the fewest bits for symbols that occur so often. Of equal counts the one that was there first is joined
     * first, so that the lengths are the same everywhere.
     */
    public static HuffmanCode of(long[] counts) {
        List<Tree> leaves = new ArrayList<>();
        for (int s = 0; s < counts.length; s++) {
            if (counts[s] < 0) {
                throw new IllegalArgumentException("count " + counts[s] + " of symbol " + s + " is negative");
            }
            if (counts[s] > 0) {
                leaves.add(new Tree(counts[s], s, null, null));
            }
        }
        int[] lengths = new int[counts.length];
        if (!leaves.isEmpty()) {
            tree(leaves).depths(leaves.size() == 1 ? 1 : 0, lengths);
        }
        return new HuffmanCode(lengths);
    }

    private record Tree(long count, int symbol, Tree left, Tree right) {
        void depths(int depth, int[] lengths) {
            if (left == null) {
                lengths[symbol] = depth;
            } else {
                left.depths(depth + 1, lengths);
                right.depths(depth + 1, lengths);
            }
        }
    }

    /** Two queues: leaves by count, and joined trees, whose counts never fall. */
    private static Tree tree(List<Tree> leaves) {
        ArrayDeque<Tree> single = new ArrayDeque<>(leaves.stream().sorted(Comparator.comparingLong(Tree::count)).toList());
        ArrayDeque<Tree> joined = new ArrayDeque<>();
        while (single.size() + joined.size() > 1) {
            Tree a = least(single, joined);
            Tree b = least(single, joined);
            joined.add(new Tree(a.count + b.count, -1, a, b));
        }
        return single.isEmpty() ? joined.peek() : single.peek();
    }

    private static Tree least(ArrayDeque<Tree> single, ArrayDeque<Tree> joined) {
        boolean leaf = joined.isEmpty() || !single.isEmpty() && single.peek().count <= joined.peek().count;
        return leaf ? single.poll() : joined.poll();
    }

    /** Bits of each symbol's code, a copy. */
    public int[] lengths() {
        return lengths.clone();
    }

    /** Bits that symbols take which occur so often. */
    public long bits(long[] counts) {
        long bits = 0;
        for (int s = 0; s < counts.length; s++) {
            bits += counts[s] * lengths[s];
        }
        return bits;
    }

    void write(int symbol, BitWriter out) {
        out.write(codes[symbol], lengths[symbol]);
    }

    /** @throws IllegalArgumentException for bits that are no code; a complete code has none but the second bit of a single symbol */
    int read(BitReader in) {
        long code = 0;
        for (int length = 1; length <= MAX_LENGTH; length++) {
            code = code << 1 | in.bit();
            int count = firstPlace[length + 1] - firstPlace[length];
            if (code - firstCode[length] < count) {
                return order[firstPlace[length] + (int) (code - firstCode[length])];
            }
        }
        throw new IllegalArgumentException("bits that are no code");
    }
}
