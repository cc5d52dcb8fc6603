package binade.experiments.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of significant bits that are one step from a list and use as many codes. A binade of m bits has 2^(m-1) values, so it
 * may be split into two of m - 1 bits, and two equal ones merged into one of m + 1.
 */
public final class ListMoves {
    private ListMoves() {}

    /**
     * The neighbours of a list, each once, the list itself left out.
     *
     * @param list significant bits, ending in 0
     * @param anyOrder whether bits may rise towards smaller magnitudes: neighbours in place, and two entries exchanged; else every
     *     neighbour is sorted, and a split and a merge may go together
     */
    public static List<int[]> of(int[] list, boolean anyOrder) {
        Map<String, int[]> all = new LinkedHashMap<>();
        int[] body = Arrays.copyOf(list, list.length - 1);
        List<int[]> once = single(body, anyOrder);
        once.forEach(b -> put(b, all));
        if (anyOrder) {
            for (int i = 0; i + 1 < body.length; i++) {
                int[] swapped = body.clone();
                swapped[i] = body[i + 1];
                swapped[i + 1] = body[i];
                put(swapped, all);
            }
        } else {
            for (int[] b : once) {
                single(b, false).forEach(c -> put(c, all));
            }
        }
        all.remove(Arrays.toString(list));
        return List.copyOf(all.values());
    }

    private static void put(int[] body, Map<String, int[]> all) {
        int[] list = Arrays.copyOf(body, body.length + 1);
        all.putIfAbsent(Arrays.toString(list), list);
    }

    private static List<int[]> single(int[] body, boolean anyOrder) {
        List<int[]> result = new ArrayList<>();
        for (int i = 0; i < body.length; i++) {
            boolean repeated = !anyOrder && i > 0 && body[i] == body[i - 1];
            if (body[i] > 1 && !repeated) {
                int[] split = new int[body.length + 1];
                System.arraycopy(body, 0, split, 0, i);
                split[i] = body[i] - 1;
                split[i + 1] = body[i] - 1;
                System.arraycopy(body, i + 1, split, i + 2, body.length - i - 1);
                result.add(ordered(split, anyOrder));
            }
            if (i + 1 < body.length && body[i] == body[i + 1] && !repeated) {
                int[] merged = new int[body.length - 1];
                System.arraycopy(body, 0, merged, 0, i);
                merged[i] = body[i] + 1;
                System.arraycopy(body, i + 2, merged, i + 1, body.length - i - 2);
                result.add(ordered(merged, anyOrder));
            }
        }
        return result;
    }

    /** Largest first, unless any order is allowed. */
    private static int[] ordered(int[] body, boolean anyOrder) {
        if (!anyOrder) {
            Arrays.sort(body);
            for (int i = 0, j = body.length - 1; i < j; i++, j--) {
                int swap = body[i];
                body[i] = body[j];
                body[j] = swap;
            }
        }
        return body;
    }
}
