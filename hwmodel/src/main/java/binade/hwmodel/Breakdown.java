package binade.hwmodel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** The cells of a unit by part; all lanes together. Parts without cells are absent. */
public record Breakdown(Map<Part, CellCounts> parts) {

    static final Breakdown EMPTY = new Breakdown(Map.of());

    public Breakdown {
        Map<Part, CellCounts> copy = new EnumMap<>(Part.class);
        parts.forEach((part, cells) -> {
            if (!cells.equals(CellCounts.NONE)) {
                copy.put(part, cells);
            }
        });
        parts = Collections.unmodifiableMap(copy);
    }

    /** With more cells in one part. */
    Breakdown with(Part part, CellCounts cells) {
        Map<Part, CellCounts> sum = new EnumMap<>(Part.class);
        sum.putAll(parts);
        sum.merge(part, cells, CellCounts::plus);
        return new Breakdown(sum);
    }

    Breakdown times(int lanes) {
        Map<Part, CellCounts> product = new EnumMap<>(Part.class);
        parts.forEach((part, cells) -> product.put(part, cells.times(lanes)));
        return new Breakdown(product);
    }

    /** The cells of one part. */
    public CellCounts cells(Part part) {
        return parts.getOrDefault(part, CellCounts.NONE);
    }

    /** All cells. */
    public CellCounts total() {
        return parts.values().stream().reduce(CellCounts.NONE, CellCounts::plus);
    }
}
