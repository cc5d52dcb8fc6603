package binade.formats;

import binade.formats.Encoding.Layout;
import binade.formats.Encoding.Specials;
import binade.formats.GridFormat.Family;
import binade.formats.GridFormat.Scaling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * List formats: significant bits per binade from the top, closing 0 included, with a shared power-of-two scale.
 *
 * <p>Binade index i covers [2^(s-i), 2^(s-i+1)) with quantum 2^(s-i+1-m_i); everything below the last entry uses the
 * last quantum. Source: Lee, Park, Jeon (ICLR 2022) and its code; rules restated in {@link #grid}.
 */
public final class Lists {
    /** Significant bits of binary32. */
    private static final int MAX_SIGNIFICANT_BITS = 24;

    private static final int MAX_ENTRIES = 256;
    /** At the largest scale, 126, the finest spacing must still be 2^-149 or more. */
    private static final int MIN_QUANTUM_EXPONENT = -149 - 126;

    private Lists() {}

    /**
     * The grid of a list at scale 0: binade -i has quantum exponent 1 - i - m_i.
     *
     * @throws IllegalArgumentException if the list does not end in 0 (it would silently gain subnormals), has a 0
     *     before the end, a negative entry or one above 24, or spans more binades than binary32
     */
    public static Grid grid(int... m) {
        check(m);
        int[] q = new int[m.length];
        for (int i = 0; i < m.length; i++) {
            q[i] = 1 - i - m[i];
            if (q[i] < MIN_QUANTUM_EXPONENT) {
                throw new IllegalArgumentException("list '" + text(m) + "', entry " + (i + 1) + ": spacing 2^" + q[i]
                        + " below a top binade of 2^0; no shared scale brings both into binary32 (2^"
                        + MIN_QUANTUM_EXPONENT + " is the least)");
            }
        }
        return Grid.of(0, q);
    }

    private static void check(int[] m) {
        String text = text(m);
        if (m.length < 2) {
            throw new IllegalArgumentException(
                    "list '" + text + "' is too short; give significant bits per binade from the top, ending in 0");
        }
        if (m.length > MAX_ENTRIES) {
            throw new IllegalArgumentException(
                    "list has " + m.length + " entries; at most " + MAX_ENTRIES + " are allowed");
        }
        if (m[m.length - 1] != 0) {
            throw new IllegalArgumentException("list '" + text + "' does not end in 0; the last entry must be 0, the"
                    + " band below the smallest positive value");
        }
        for (int i = 0; i < m.length - 1; i++) {
            if (m[i] < 1 || m[i] > MAX_SIGNIFICANT_BITS) {
                throw new IllegalArgumentException("list '" + text + "', entry " + (i + 1) + " is " + m[i]
                        + "; entries are 1 to " + MAX_SIGNIFICANT_BITS + ", and 0 only at the end");
            }
        }
    }

    /** The list format with this id; its width is the smallest that has a code for every value. */
    public static GridFormat format(String id, int... m) {
        Grid grid = grid(m);
        int width = 65 - Long.numberOfLeadingZeros(grid.maxRank());
        return new GridFormat(
                id, Family.LIST, grid, new Encoding(width, Layout.SIGN_MAGNITUDE, Specials.NONE, false), m,
                Scaling.SHARED);
    }

    /** FP1xy: [y+1] x (2^x - 1), y, ..., 1, 0. With y = 0: a logarithmic format. */
    public static int[] floatList(int exponentBits, int fractionBits) {
        List<Integer> m = new ArrayList<>();
        for (int i = 0; i < (1 << exponentBits) - 1; i++) {
            m.add(fractionBits + 1);
        }
        for (int i = fractionBits; i >= 0; i--) {
            m.add(i);
        }
        return toArray(m);
    }

    /** Sign-magnitude integer of n bits: n-1, ..., 1, 0. */
    public static int[] signMagnitude(int bits) {
        return IntStream.iterate(bits - 1, b -> b >= 0, b -> b - 1).toArray();
    }

    /**
     * Parses "5,5,5,4,3,2,1,0" or "5x3,4,3,2,1,0".
     *
     * @throws IllegalArgumentException naming the entry that is no number
     */
    public static int[] parse(String text) {
        List<Integer> m = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.strip().split("x", -1);
            try {
                int bits = Integer.parseInt(parts[0].strip());
                int count = parts.length == 1 ? 1 : Integer.parseInt(parts[1].strip());
                if (parts.length > 2 || count < 1 || count > MAX_ENTRIES) {
                    throw new NumberFormatException();
                }
                for (int i = 0; i < count; i++) {
                    m.add(bits);
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("list '" + text + "': entry '" + entry
                        + "' is neither a number nor BITSxCOUNT (as in 5x7,4,3,2,1,0); an id after a list is separated by ;");
            }
        }
        int[] list = toArray(m);
        check(list);
        return list;
    }

    /** "5,5,5,4,3,2,1,0": every entry written out. */
    static String text(int[] m) {
        return Arrays.stream(m).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /** "5,5,5,5,5,5,5,4,3,2,1,0" as "5x7,4,3,2,1,0", which {@link #parse} reads too; empty for no list. */
    public static String compact(String list) {
        if (list.isEmpty()) {
            return "";
        }
        String[] entries = list.split(",");
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < entries.length; ) {
            int end = i;
            while (end < entries.length && entries[end].equals(entries[i])) {
                end++;
            }
            out.append(i == 0 ? "" : ",").append(entries[i]);
            if (end - i > 1) {
                out.append('x').append(end - i);
            }
            i = end;
        }
        return out.toString();
    }

    static int[] toArray(List<Integer> m) {
        return m.stream().mapToInt(Integer::intValue).toArray();
    }
}
