package binade.formats;

import java.util.ArrayList;
import java.util.List;

/**
 * The systematic set of list formats that the ranking examines: 166 each of 8, 7 and 6 bits, 498 in all.
 *
 * <p>The rule, with its four constraints as parameters (paper-method section 9; inferred from the count, so kept
 * replaceable):
 *
 * <ol>
 *   <li>sign-magnitude; each binade holds a power-of-two number of evenly spaced values;
 *   <li>significant bits never increase towards smaller magnitudes ({@link Constraints#nonIncreasing});
 *   <li>all {@link Constraints#codes} non-negative codes are used;
 *   <li>no binade above the near-zero block has fewer than 2^{@link Constraints#nearZeroBits} values, and that block
 *       (zero and the linear tail) has exactly so many codes.
 * </ol>
 */
public final class FormatSet {
    private FormatSet() {}

    /**
     * @param codes non-negative codes, 2^(width-1)
     * @param nearZeroBits the tail is nearZeroBits, ..., 1, 0 and its block has 2^nearZeroBits codes
     * @param nonIncreasing whether entries may only fall
     * @param minValuesPerBinade fewest values of a binade above the near-zero block
     */
    public record Constraints(int codes, int nearZeroBits, boolean nonIncreasing, int minValuesPerBinade) {
        public Constraints {
            if (codes < 2 || nearZeroBits < 0 || 1 << nearZeroBits > codes || minValuesPerBinade < 1) {
                throw new IllegalArgumentException("codes " + codes + ", nearZeroBits " + nearZeroBits
                        + ", minValuesPerBinade " + minValuesPerBinade
                        + ": need codes >= 2, 0 <= nearZeroBits with 2^nearZeroBits <= codes, minValuesPerBinade >= 1");
            }
        }

        /** The adopted constraints: the dynamic range of a 5-bit-exponent float; below 6 bits no near-zero block. */
        public static Constraints ofWidth(int width) {
            if (width < 3 || width > 8) {
                throw new IllegalArgumentException("width " + width + "; the set is defined for 3 to 8 bits");
            }
            int nearZero = Math.max(0, width - 6);
            return new Constraints(1 << (width - 1), nearZero, true, 1 << nearZero);
        }
    }

    /** All lists that satisfy the constraints, largest first entry first (descending lexicographic order). */
    public static List<int[]> lists(Constraints c) {
        List<int[]> lists = new ArrayList<>();
        int budget = c.codes() - (1 << c.nearZeroBits());
        extend(c, budget, 31 - Integer.numberOfLeadingZeros(Math.max(1, budget)), new ArrayList<>(), lists);
        return lists;
    }

    /** Places the next binade: a power of two of the remaining codes, 2^(m-1) of them for m significant bits. */
    private static void extend(Constraints c, int remaining, int maxLog, List<Integer> head, List<int[]> lists) {
        if (remaining == 0) {
            List<Integer> list = new ArrayList<>(head);
            for (int m = c.nearZeroBits(); m >= 0; m--) {
                list.add(m);
            }
            lists.add(Lists.toArray(list));
            return;
        }
        for (int log = maxLog; log >= 0 && 1 << log >= c.minValuesPerBinade(); log--) {
            if (1 << log <= remaining) {
                head.add(log + 1);
                extend(c, remaining - (1 << log), c.nonIncreasing() ? log : maxLog, head, lists);
                head.removeLast();
            }
        }
    }

    /** The set of one width, 3 to 8 bits: members {@code w8-000} to {@code w8-165}, under their own names if they have one. */
    public static List<GridFormat> ofWidth(int width) {
        List<int[]> lists = lists(Constraints.ofWidth(width));
        List<GridFormat> formats = new ArrayList<>(lists.size());
        for (int i = 0; i < lists.size(); i++) {
            String name = Catalogue.nameOfList(lists.get(i));
            formats.add(Lists.format(name != null ? name : memberId(width, i), lists.get(i)));
        }
        return List.copyOf(formats);
    }

    /** The 498 formats: 8, then 7, then 6 bits. */
    public static List<GridFormat> paper() {
        List<GridFormat> all = new ArrayList<>();
        for (int width = 8; width >= 6; width--) {
            all.addAll(ofWidth(width));
        }
        return List.copyOf(all);
    }

    static String memberId(int width, int index) {
        return "w%d-%03d".formatted(width, index);
    }
}
