package binade.formats;

import binade.formats.GridFormat.Family;
import binade.formats.block.BlockFormats;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The id that a mistyped one probably means: of formats, devices and whatever else has ids. */
public final class Suggestions {
    private static final int MOST_CHARACTERS = 40;

    private Suggestions() {}

    /** The catalogued id with the smallest edit distance; of several the first in the order of the catalogue. */
    static String nearest(String id) {
        String typed = id.substring(0, Math.min(id.length(), MOST_CHARACTERS));
        List<String> candidates = Stream.of(
                        Arrays.stream(Family.values()).flatMap(f -> Formats.ids(f).stream()),
                        Arrays.stream(SignFormat.values()).map(SignFormat::id),
                        BlockFormats.ids().stream())
                .flatMap(s -> s)
                .toList();
        return closest(typed, candidates);
    }

    /** The candidate with the smallest edit distance, Levenshtein's; of several the first. */
    public static String closest(String typed, Collection<String> candidates) {
        return candidates.stream().min(Comparator.comparingInt(c -> editDistance(typed, c))).orElse("");
    }

    private static int editDistance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
