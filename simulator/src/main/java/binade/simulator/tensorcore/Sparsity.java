package binade.simulator.tensorcore;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * 2:4 structured sparsity: which positions of each chunk of the logical K are multiplied; the unit then works on those, as if
 * dense, and on half the K. Positions left out have no influence, NaN or not. Source: section 7.
 */
public final class Sparsity {
    private static final int[] ORDERED = {0x4, 0x8, 0x9, 0xC, 0xD, 0xE};
    /** tcgen05 also takes the pair in falling order. */
    private static final int REVERSED = 0x6;
    private static final int[] ONE_OF_TWO = {0x4, 0xE};

    private final int[] positions;
    private final int chunk;

    private Sparsity(int[] positions, int chunk) {
        this.positions = positions;
        this.chunk = chunk;
    }

    /**
     * The selection of one metadata nibble, the same in every chunk.
     *
     * @throws IllegalArgumentException if the unit has no sparse form, or not this nibble; the message lists those it has
     */
    public static Sparsity of(MatrixUnit unit, int nibble) {
        if (!unit.sparse()) {
            throw new IllegalArgumentException(unit.name() + " has no sparse form");
        }
        boolean oneOfTwo = unit.a() == OperandFormat.TF32;
        int[] allowed = oneOfTwo ? ONE_OF_TWO : ORDERED;
        boolean reversed = !oneOfTwo && nibble == REVERSED && unit.path().equals("tcgen05");
        if (!reversed && Arrays.stream(allowed).noneMatch(n -> n == nibble)) {
            throw new IllegalArgumentException("metadata nibble 0x" + Integer.toHexString(nibble).toUpperCase(java.util.Locale.ROOT)
                    + " is not one of " + unit.name() + "; allowed: "
                    + Arrays.stream(allowed).mapToObj(n -> "0x" + Integer.toHexString(n).toUpperCase(java.util.Locale.ROOT))
                            .collect(Collectors.joining(" ")));
        }
        if (oneOfTwo) {
            return new Sparsity(new int[] {nibble == ONE_OF_TWO[0] ? 0 : 1}, 2);
        }
        int first = nibble & 3;
        int second = nibble >> 2;
        return pairs(unit)
                ? new Sparsity(new int[] {2 * first, 2 * first + 1, 2 * second, 2 * second + 1}, 8)
                : new Sparsity(new int[] {first, second}, 4);
    }

    /** 4-bit integers, and E2M1 where it is not mixed with wider formats, are selected in pairs. */
    private static boolean pairs(MatrixUnit unit) {
        return switch (unit.scaling().kind()) {
            case MXF4, MXF4NVF4, NVFP4 -> true;
            case PLAIN, MXF8F6F4 -> !unit.a().isFloat() && unit.a().width() == 4;
        };
    }

    /** Positions of the logical K that one chunk takes up. */
    public int chunk() {
        return chunk;
    }

    /**
     * The selected half of a row of a or a column of b.
     *
     * @param words the full logical K
     * @throws IllegalArgumentException if that is no multiple of the chunk
     */
    public long[] select(long[] words) {
        if (words.length % chunk != 0) {
            throw new IllegalArgumentException(
                    "a sparse K is a multiple of " + chunk + "; " + words.length + " positions were given");
        }
        long[] selected = new long[words.length / 2];
        for (int i = 0; i < selected.length; i++) {
            selected[i] = words[i / positions.length * chunk + positions[i % positions.length]];
        }
        return selected;
    }
}
