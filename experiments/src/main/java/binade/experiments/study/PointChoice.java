package binade.experiments.study;

import binade.formats.Format;
import binade.simulator.network.PointRounding;
import binade.simulator.training.FormatRounding;
import java.util.HashMap;
import java.util.Map;

/**
 * A format of its own at some quantization points, full precision at the others.
 *
 * @param formats by {@link binade.simulator.network.QuantizationPoint#index}
 * @param room empty top binades of the exact scales
 */
public record PointChoice(Map<Integer, Format> formats, int room) implements AngleCase {
    public PointChoice {
        formats = Map.copyOf(formats);
    }

    @Override
    public PointRounding rounding() {
        Map<Format, PointRounding> byFormat = new HashMap<>();
        formats.values().forEach(f -> byFormat.computeIfAbsent(f, g -> FormatRounding.of(g, room)));
        PointRounding[] byPoint = new PointRounding[formats.keySet().stream().mapToInt(i -> i + 1).max().orElse(0)];
        formats.forEach((point, format) -> byPoint[point] = byFormat.get(format));
        return (point, twoTerm, shape, count, x, y, scratch) -> {
            int i = point.index();
            return i < 0 || i >= byPoint.length || byPoint[i] == null
                    ? x : byPoint[i].round(point, twoTerm, shape, count, x, y, scratch);
        };
    }
}
