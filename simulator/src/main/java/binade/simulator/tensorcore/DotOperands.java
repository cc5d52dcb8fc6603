package binade.simulator.tensorcore;

import java.util.Arrays;

/**
 * The inputs of one element of d = a b + c, as words of the unit's formats in ascending k.
 *
 * @param a words of a: one per element, or one per 32 bits
 * @param b as many words of b
 * @param c the accumulator before
 * @param scaleA one word per scale block of a, empty without scales
 * @param scaleB as many of b
 */
public record DotOperands(long[] a, long[] b, long c, long[] scaleA, long[] scaleB) {
    private static final long[] NONE = {};

    public DotOperands {
        if (a.length != b.length || scaleA.length != scaleB.length) {
            throw new IllegalArgumentException("a has " + a.length + " words and " + scaleA.length + " scales, b " + b.length
                    + " and " + scaleB.length + "; both must have the same numbers");
        }
    }

    /** Without scales. */
    public DotOperands(long[] a, long[] b, long c) {
        this(a, b, c, NONE, NONE);
    }

    /** Elements that share a scale. */
    int scaleBlock() {
        return a.length / scaleA.length;
    }

    /** With zeros (and, in step, scale blocks of zeros) up to a multiple of so many words; this if there is nothing to add. */
    DotOperands padded(int words) {
        int length = (a.length + words - 1) / words * words;
        if (length == a.length) {
            return this;
        }
        int scales = scaleA.length == 0 ? 0 : length / scaleBlock();
        return new DotOperands(
                Arrays.copyOf(a, length), Arrays.copyOf(b, length), c, Arrays.copyOf(scaleA, scales),
                Arrays.copyOf(scaleB, scales));
    }
}
