package binade.experiments.study;

import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The spread set: 78 formats of 8 to 3 bits for studies that cannot afford all 498. Of the systematic sets every 20th
 * of 8 and 7 bits, every 12th of 6 bits and all 34 of 5, 4 and 3 bits, and the named formats of 8, 7 and 6 bits.
 */
public final class SpreadSet {
    private static final String NAMED = "fp125 fp134 fp143 fp152 sm8 fp124 fp133 fp142 fp151 sm7 fp123 fp132 fp141 log6 sm6";

    private SpreadSet() {}

    /** Widest first; within a width in the order of the systematic set. */
    public static List<GridFormat> formats() {
        Set<String> named = new HashSet<>();
        Arrays.stream(NAMED.split(" ")).map(Formats::parse).map(GridFormat::list).forEach(named::add);
        List<GridFormat> spread = new ArrayList<>();
        for (int width = 8; width >= 3; width--) {
            List<GridFormat> set = FormatSet.ofWidth(width);
            for (int i = 0; i < set.size(); i++) {
                if (i % step(width) == 0 || named.contains(set.get(i).list())) {
                    spread.add(set.get(i));
                }
            }
        }
        return List.copyOf(spread);
    }

    private static int step(int width) {
        return switch (width) {
            case 8, 7 -> 20;
            case 6 -> 12;
            default -> 1;
        };
    }
}
