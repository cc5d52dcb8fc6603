package binade.experiments.study;

import binade.formats.Format;
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
            List<? extends Format> formats, List<Integer> rooms, List<? extends Format> named, List<Integer> namedRooms) {
        Set<AngleJob> jobs = new LinkedHashSet<>();
        cross(formats, rooms, jobs);
        cross(named, namedRooms, jobs);
        return List.copyOf(jobs);
    }

    private static void cross(List<? extends Format> formats, List<Integer> rooms, Set<AngleJob> jobs) {
        for (int room : rooms) {
            for (Format f : formats) {
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
            Function<Format, RelativeCost> cost) {
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
            sort(group, study, orderedBy);
            int rank = 1;
            for (Measured m : group) {
                boolean pareto = group.stream().noneMatch(o -> o.dominates(m, orderedBy));
                Gap gap = study.gap(orderedBy, m.index(), group.getFirst().index());
                rows.add(m.row(rank++, pareto, gap));
            }
        }
        return rows;
    }

    /** Best first; a job that was stopped early has its place by its difference to the best on the mini-batches it was measured on. */
    private static void sort(List<Measured> group, AngleStudy study, Variant v) {
        int most = group.stream().mapToInt(m -> m.angles().get(v).count()).max().orElse(0);
        Measured best = group.stream().filter(m -> m.angles().get(v).count() == most)
                .min(Comparator.comparingDouble(m -> m.angle(v))).orElseThrow();
        Map<Measured, Double> keys = new HashMap<>();
        for (Measured m : group) {
            keys.put(m, m.angles().get(v).count() == most
                    ? m.angle(v) : best.angle(v) + study.gap(v, m.index(), best.index()).meanDeg());
        }
        group.sort(Comparator.comparingDouble(keys::get));
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
            Format f = job.format();
            return new RankingRow(
                    f.id(), f instanceof GridFormat g ? Formats.setId(g).orElse("") : "", f.width(),
                    f instanceof GridFormat g ? g.list() : "", job.room(), angles, rank, cost.area(),
                    cost.energy(), pareto, gap);
        }
    }
}
