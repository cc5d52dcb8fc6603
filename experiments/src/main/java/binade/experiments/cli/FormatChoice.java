package binade.experiments.cli;

import binade.experiments.study.SpreadSet;
import binade.formats.Format;
import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.SignFormat;
import binade.simulator.training.recipe.TensorRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code --formats} names: whole sets (paper, spread, spread-52, named, 8 ... 3) and single ids, each format once. */
final class FormatChoice {
    /** The named formats whose sensitivity to room a report shows beside a whole set. */
    private static final String NAMED = "fp125 fp134 fp143 fp152 sm8 fp124 fp133 fp142 fp151 sm7"
            + " fp123 fp132 fp141 log6 sm6 log4 sm4";

    /** Explicit choices up to this size get a sensitivity table of all of them. */
    private static final int FEW = 24;

    private FormatChoice() {}

    /** @throws IllegalArgumentException for an unknown id, or if nothing is named */
    static List<Format> parse(List<String> texts) {
        Map<String, Format> chosen = new LinkedHashMap<>();
        for (String text : texts) {
            for (String id : Formats.splitIds(text)) {
                for (Format f : expand(id)) {
                    chosen.putIfAbsent(f.id(), f);
                }
            }
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "--formats names no format; give paper, spread, spread-52, named, 8, 7, 6, 5, 4, 3 or ids (binade formats lists them)");
        }
        return List.copyOf(chosen.values());
    }

    private static List<? extends Format> expand(String id) {
        return switch (id) {
            case "paper" -> FormatSet.paper();
            case "spread" -> SpreadSet.formats();
            case "spread-52" -> SpreadSet.fewer();
            case "named" -> SpreadSet.named();
            case "8", "7", "6", "5", "4", "3" -> FormatSet.ofWidth(Integer.parseInt(id));
            default -> List.of(usable(id));
        };
    }

    /** Any format that a network can compute with; {@code nf4} means its blocks, as everywhere a tensor is quantized. */
    private static Format usable(String id) {
        Format format = id.strip().equalsIgnoreCase("nf4") ? Formats.block("nf4") : Formats.any(id);
        if (!(format instanceof SignFormat)) {
            try {
                TensorRule.plain(format, 0);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("format '" + id + "': " + e.getMessage(), e);
            }
        }
        return format;
    }

    /** The formats of the sensitivity table: of a few, all; of whole sets, the named ones of their widths. */
    static List<Format> sensitivity(List<? extends Format> chosen) {
        if (chosen.size() <= FEW) {
            return List.copyOf(chosen);
        }
        boolean all = chosen.size() >= FormatSet.paper().size();
        List<Format> named = new ArrayList<>();
        for (String id : NAMED.split(" ")) {
            GridFormat f = Formats.parse(id);
            if (all || chosen.stream().anyMatch(c -> c.id().equals(f.id()))) {
                named.add(f);
            }
        }
        return named;
    }
}
