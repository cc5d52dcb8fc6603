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

    private static final String NAMED_NARROW = "sm5 fp122 fp131 log5 sm4 fp121 log4 sm3 log3";

    /** The one in the middle of a set of 166. */
    private static final int MIDDLE = 83;

    private SpreadSet() {}

    /** The 24 named lists of 8 to 3 bits, in the order of the spread set. */
    public static List<GridFormat> named() {
        Set<String> names = new HashSet<>(Arrays.asList((NAMED + " " + NAMED_NARROW).split(" ")));
        return formats().stream().filter(f -> names.contains(f.id())).toList();
    }

    /**
     * 52 formats, for trainings that take longer: of 8, 7 and 6 bits the named ones and the middle member of each systematic set,
     * of 5, 4 and 3 bits all.
     */
    public static List<GridFormat> fewer() {
        List<GridFormat> fewer = new ArrayList<>();
        Set<GridFormat> named = new HashSet<>(named());
        for (int width = 8; width >= 3; width--) {
            List<GridFormat> set = FormatSet.ofWidth(width);
            for (int i = 0; i < set.size(); i++) {
                if (width < 6 || i == MIDDLE || named.contains(set.get(i))) {
                    fewer.add(set.get(i));
                }
            }
        }
        return List.copyOf(fewer);
    }

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
