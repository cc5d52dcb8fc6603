package binade.experiments.report;

import binade.experiments.study.AngleStatistic;
import binade.experiments.study.Gap;
import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Rankings with the shape and the magnitudes of real ones, from a formula instead of a network. */
final class SyntheticRanking {
    private static final double[] NO_COST = {Double.NaN, Double.NaN};

    private SyntheticRanking() {}

    /** The 498 formats at room 1, all variants, with the named formats at rooms 0, 1 and 3. */
    static Ranking paper() {
        return of("digits-noisy-mlp", List.of(1), EnumSet.allOf(Variant.class), FormatSet.paper(), 100);
    }

    static Ranking of(
            String workload, List<Integer> rooms, EnumSet<Variant> variants, List<GridFormat> formats, int batches) {
        Variant orderedBy = variants.contains(Variant.BOTH) ? Variant.BOTH : variants.iterator().next();
        Map<GridFormat, String> setIds = setIds(formats);
        List<RankingRow> rows = new ArrayList<>();
        for (int room : rooms) {
            rows.addAll(ranked(formats, setIds, room, variants, orderedBy, batches));
        }
        List<GridFormat> named =
                formats.stream().filter(f -> !f.id().matches("w\\d-\\d+")).toList();
        List<RankingRow> sensitivity = new ArrayList<>();
        for (GridFormat f : named) {
            for (int room : List.of(0, 1, 3)) {
                sensitivity.addAll(ranked(List.of(f), setIds, room, variants, orderedBy, batches));
            }
        }
        return new Ranking(
                workload, 0, 0.08312345678901234, batches, 32, rooms, "workload", orderedBy, rows, sensitivity);
    }

    static List<GridFormat> formats(String... ids) {
        return Arrays.stream(ids).map(Formats::parse).map(GridFormat.class::cast).toList();
    }

    static RunInfo run() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("workload", "digits-noisy-mlp");
        options.put("formats", "paper");
        options.put("room", "1");
        options.put("batches", "100");
        options.put("variant", "error,activation,both");
        Map<String, Double> wall = new LinkedHashMap<>();
        wall.put("train", 3.25);
        wall.put("rank", 9.5);
        wall.put("total", 12.75);
        return new RunInfo(
                "binade rank --seed 0 -o 'out dir'", "0.1.0", "0123abc", 0, options, "OpenJDK 25", "A CPU @ 2.0 GHz",
                "vector 512 bit", 2, wall);
    }

    static RankingRow row(String format, int rank, double both, double se, double area, boolean pareto) {
        return new RankingRow(
                format, "", 8, "", 1, Map.of(Variant.BOTH, new AngleStatistic(both, se, 0.99, 100)), rank, area, area,
                pareto, Gap.NONE);
    }

    /** The row with its gap to the best, as if their mini-batches were not the same. */
    private static RankingRow behind(RankingRow best, RankingRow r, Variant v) {
        AngleStatistic a = best.angle(v).orElseThrow();
        AngleStatistic b = r.angle(v).orElseThrow();
        Gap gap = r == best
                ? Gap.NONE
                : new Gap(b.meanDeg() - a.meanDeg(), Math.hypot(a.standardErrorDeg(), b.standardErrorDeg()));
        return new RankingRow(
                r.format(), r.setId(), r.width(), r.list(), r.room(), r.angles(), r.rank(), r.macAreaRel(),
                r.macEnergyRel(), r.pareto(), gap);
    }

    static Ranking of(RankingRow... unrelated) {
        List<RankingRow> rows =
                Arrays.stream(unrelated).map(r -> behind(unrelated[0], r, Variant.BOTH)).toList();
        return new Ranking(
                "licence-lstm", 0, 1.5, 100, 32, List.of(1), "workload", Variant.BOTH, rows, List.of());
    }

    private static Map<GridFormat, String> setIds(List<GridFormat> formats) {
        Map<GridFormat, String> ids = new LinkedHashMap<>();
        for (int width = 6; width <= 8; width++) {
            List<GridFormat> set = FormatSet.ofWidth(width);
            for (int i = 0; i < set.size(); i++) {
                if (formats.contains(set.get(i))) {
                    ids.put(set.get(i), "w%d-%03d".formatted(width, i));
                }
            }
        }
        return ids;
    }

    private static List<RankingRow> ranked(
            List<GridFormat> formats, Map<GridFormat, String> setIds, int room, EnumSet<Variant> variants,
            Variant orderedBy, int batches) {
        List<RankingRow> unranked = new ArrayList<>();
        for (GridFormat f : formats) {
            double[] cost = f.isList() ? cost(f.significantBits()) : NO_COST;
            unranked.add(new RankingRow(
                    f.id(), setIds.getOrDefault(f, ""), f.width(), f.list(), room, angles(f, room, variants, batches),
                    0, cost[0], cost[1], false, Gap.NONE));
        }
        Comparator<RankingRow> byAngle =
                Comparator.comparingDouble(r -> r.angle(orderedBy).orElseThrow().meanDeg());
        List<RankingRow> sorted = unranked.stream().sorted(byAngle).toList();
        List<RankingRow> rows = new ArrayList<>();
        double leastArea = Double.POSITIVE_INFINITY;
        for (RankingRow r : sorted) {
            boolean pareto = r.macAreaRel() < leastArea;
            leastArea = pareto ? r.macAreaRel() : leastArea;
            RankingRow ranked = new RankingRow(
                    r.format(), r.setId(), r.width(), r.list(), room, r.angles(), rows.size() + 1, r.macAreaRel(),
                    r.macEnergyRel(), pareto, Gap.NONE);
            rows.add(rows.isEmpty() ? ranked : behind(rows.getFirst(), ranked, orderedBy));
        }
        return rows;
    }

    private static Map<Variant, AngleStatistic> angles(
            GridFormat f, int room, EnumSet<Variant> variants, int batches) {
        int[] m = f.isList() ? f.significantBits() : new int[] {f.grid().precision(), 0};
        SplittableRandom random = new SplittableRandom(f.list().hashCode() * 31L + room);
        double jitter = 1 + 0.03 * (random.nextDouble() - 0.5);
        double error = jitter * 17 * noise(m, room, 2.2, 2.0);
        double activation = jitter * 55 * noise(m, room, 1.2, 1.5);
        Map<Variant, AngleStatistic> angles = new EnumMap<>(Variant.class);
        for (Variant v : variants) {
            double mean = Math.min(89, switch (v) {
                case ERROR -> error;
                case ACTIVATION -> activation;
                case BOTH -> Math.hypot(error, activation);
            });
            double deviation = mean * (0.1 + 0.05 * random.nextDouble());
            angles.put(v, new AngleStatistic(
                    mean, batches > 1 ? deviation / Math.sqrt(batches) : Double.NaN, Math.cos(Math.toRadians(mean)),
                    batches));
        }
        return angles;
    }

    /** Root mean square of the relative rounding error, values normally distributed over the binades. */
    private static double noise(int[] m, int room, double centre, double width) {
        double sum = 0;
        double total = 0;
        for (int i = room; i < room + 16; i++) {
            double z = (i - room - centre) / width;
            double weight = Math.exp(-z * z / 2 - 0.35 * (i - room));
            int bits = i < m.length ? m[i] : Math.min(0, m.length - 1 - i);
            sum += weight * Math.min(1, Math.pow(4, -bits));
            total += weight;
        }
        return Math.sqrt(sum / total) * 2;
    }

    private static double[] cost(int[] m) {
        int shift = m.length - 1 - m[0];
        double accumulator = 2.0 * (m.length - 1) + 17;
        double area = 90 + 5.2 * m[0] * m[0] + 13 * shift + 4.6 * accumulator;
        return new double[] {area / 540, (0.55 * area + 3.1 * m[0] * m[0]) / 440};
    }
}
