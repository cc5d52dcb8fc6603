package binade.experiments.study;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One format at one room: how far it turns the gradient and what its multiply-accumulate costs.
 *
 * @param format named id where one exists, else the set id
 * @param setId {@code w8-094} for members of the systematic set, else empty
 * @param width bits
 * @param list significant bits per binade, "5,5,...,0"; empty for formats that are no lists
 * @param room empty top binades of the exact scale
 * @param angles by variant; only those that were asked for
 * @param rank place within the room, 1 is best
 * @param macAreaRel area of the multiply-accumulate relative to INT8 with a 32-bit accumulator
 * @param macEnergyRel the same for energy
 * @param pareto no other format of the room is at least as good in angle and area and better in one
 * @param gap to the best of the room, in the angle that orders the rows
 */
public record RankingRow(
        String format, String setId, int width, String list, int room, Map<Variant, AngleStatistic> angles, int rank,
        double macAreaRel, double macEnergyRel, boolean pareto, Gap gap) {

    public RankingRow {
        angles = Map.copyOf(new EnumMap<>(angles));
    }

    public Optional<AngleStatistic> angle(Variant variant) {
        return Optional.ofNullable(angles.get(variant));
    }
}
