package binade.experiments.report;

import binade.experiments.study.RankingRow;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.RelativeCosts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Area of the first and the named formats with other accumulators than the ranking assumes. */
final class AccumulatorColumns {
    static final String TITLE = "Area by accumulator";

    static final String CAPTION = "Area of a multiply-accumulate relative to INT8 with a 32-bit accumulator. The ranking assumes"
            + " exact accumulation with 16 guard bits, or FP32 where that register had more than 96 bits; fused: 8 products"
            + " at once, 25 fraction bits kept.";

    private static final int FIRST = 3;
    private static final Map<String, String> TITLES = Map.of(
            "exact", "exact", "fp16", "FP16", "fp169", "1-6-9", "fp32", "FP32", "fused:25", "fused");

    private final Map<String, GridFormat> rows = new LinkedHashMap<>();

    AccumulatorColumns(RankingView view) {
        Set<RankingRow> chosen = new LinkedHashSet<>(view.rows().subList(0, Math.min(FIRST, view.rows().size())));
        view.rows().stream().filter(RankingView::isNamed).forEach(chosen::add);
        chosen.forEach(r -> format(r.format()).ifPresent(f -> rows.put(r.format(), f)));
    }

    /** Empty for an id that this version of the library does not know. */
    private static Optional<GridFormat> format(String id) {
        try {
            return Optional.of(Formats.parse(id));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<String> formats() {
        return List.copyOf(rows.keySet());
    }

    /** Title to cells, from the left: what is assumed, then one column per kind. */
    List<Map.Entry<String, List<String>>> columns() {
        Collection<GridFormat> formats = rows.values();
        List<Map.Entry<String, List<String>>> columns = new ArrayList<>();
        columns.add(Map.entry("assumed", formats.stream().map(f -> RelativeCosts.assumed(f).accumulator()).toList()));
        for (String kind : RelativeCosts.KINDS) {
            columns.add(Map.entry(TITLES.get(kind), formats.stream()
                    .map(f -> Numbers.fixed(RelativeCosts.with(f, kind).area(), 2))
                    .toList()));
        }
        return columns;
    }
}
