package binade.experiments.study;

import binade.formats.Formats;
import binade.formats.GridFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** From measured angles and costs to a ranking. */
public final class RankingStudy {
    private RankingStudy() {}

    /**
     * What a multiply-accumulate costs relative to INT8 with a 32-bit accumulator.
     *
     * @param area of the unit
     * @param energy of one operation
     */
    public record RelativeCost(double area, double energy) {}

    /** The jobs of a ranking: every format at every room, then what the sensitivity table needs beyond them. */
    public static List<AngleJob> jobs(
            List<GridFormat> formats, List<Integer> rooms, List<GridFormat> named, List<Integer> namedRooms) {
        Set<AngleJob> jobs = new LinkedHashSet<>();
        cross(formats, rooms, jobs);
        cross(named, namedRooms, jobs);
        return List.copyOf(jobs);
    }

    private static void cross(List<GridFormat> formats, List<Integer> rooms, Set<AngleJob> jobs) {
        for (int room : rooms) {
            for (GridFormat f : formats) {
                jobs.add(new AngleJob(f, room));
            }
        }
    }

    /** The variant whose angle orders a ranking: both, else error, else activation. */
    public static Variant orderedBy(Set<Variant> variants) {
        return variants.contains(Variant.BOTH)
                ? Variant.BOTH
                : variants.contains(Variant.ERROR) ? Variant.ERROR : Variant.ACTIVATION;
    }

    /** Rows of some jobs, room by room, best first; ties keep the order of the jobs. */
    public static List<RankingRow> rows(
            AngleStudy study, List<AngleJob> jobs, List<AngleJob> wanted, Variant orderedBy,
            Function<GridFormat, RelativeCost> cost) {
        Map<AngleJob, Integer> index = new HashMap<>();
        for (int i = 0; i < jobs.size(); i++) {
            index.put(jobs.get(i), i);
        }
        List<RankingRow> rows = new ArrayList<>();
        for (int room : wanted.stream().map(AngleJob::room).distinct().toList()) {
            List<Measured> group = new ArrayList<>();
            for (AngleJob job : wanted) {
                if (job.room() == room) {
                    int i = index.get(job);
                    group.add(new Measured(i, job, study.statistics(i), cost.apply(job.format())));
                }
            }
            group.sort(Comparator.comparingDouble(m -> m.angle(orderedBy)));
            int rank = 1;
            for (Measured m : group) {
                boolean pareto = group.stream().noneMatch(o -> o.dominates(m, orderedBy));
                Gap gap = study.gap(orderedBy, m.index(), group.getFirst().index());
                rows.add(m.row(rank++, pareto, gap));
            }
        }
        return rows;
    }

    /** A job with what was found out about it, on the way to its row. */
    private record Measured(int index, AngleJob job, Map<Variant, AngleStatistic> angles, RelativeCost cost) {
        double angle(Variant v) {
            return angles.get(v).meanDeg();
        }

        /** Whether this is at least as good in angle and area and better in one. */
        boolean dominates(Measured o, Variant v) {
            return angle(v) <= o.angle(v) && cost.area() <= o.cost.area()
                    && (angle(v) < o.angle(v) || cost.area() < o.cost.area());
        }

        RankingRow row(int rank, boolean pareto, Gap gap) {
            GridFormat f = job.format();
            return new RankingRow(
                    f.id(), Formats.setId(f).orElse(""), f.width(), f.list(), job.room(), angles, rank, cost.area(),
                    cost.energy(), pareto, gap);
        }
    }
}
