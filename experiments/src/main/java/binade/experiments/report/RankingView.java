package binade.experiments.report;

import binade.experiments.study.AngleStatistic;
import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One room of a ranking, as text, pictures and page look at it.
 *
 * @param ranking all rooms
 * @param room the one looked at
 * @param rows its formats, best first
 * @param orderedBy the variant that orders them
 */
record RankingView(Ranking ranking, int room, List<RankingRow> rows, Variant orderedBy) {
    static final int TOP = 20;

    private static final Pattern SET_ID = Pattern.compile("w\\d+-\\d{3,}");

    static RankingView of(Ranking ranking, int room) {
        List<RankingRow> rows = ranking.rows().stream()
                .filter(r -> r.room() == room)
                .sorted(Comparator.comparingInt(RankingRow::rank))
                .toList();
        return new RankingView(ranking, room, rows, ranking.orderedBy());
    }

    /** The room that the pictures and the verdict are about. */
    static RankingView first(Ranking ranking) {
        return of(ranking, ranking.rooms().isEmpty() ? 0 : ranking.rooms().getFirst());
    }

    List<RankingRow> top() {
        return rows.subList(0, Math.min(TOP, rows.size()));
    }

    /** Named formats that are not among the first ones, best first. */
    List<RankingRow> namedBelowTop() {
        return rows.stream().skip(TOP).filter(RankingView::isNamed).toList();
    }

    List<RankingRow> paretoFront() {
        return rows.stream()
                .filter(RankingRow::pareto)
                .filter(r -> Double.isFinite(r.macAreaRel()) && r.angle(orderedBy).isPresent())
                .sorted(Comparator.comparingDouble(RankingRow::macAreaRel))
                .toList();
    }

    Optional<RankingRow> find(String format) {
        return rows.stream().filter(r -> r.format().equals(format)).findFirst();
    }

    double angle(RankingRow row) {
        return row.angle(orderedBy).map(AngleStatistic::meanDeg).orElse(Double.NaN);
    }

    double standardError(RankingRow row) {
        return row.angle(orderedBy).map(AngleStatistic::standardErrorDeg).orElse(Double.NaN);
    }

    /** The variants that at least one row of the ranking has, in the order of the columns. */
    List<Variant> variants() {
        return Arrays.stream(Variant.values())
                .filter(v -> rows.stream().anyMatch(r -> r.angle(v).isPresent()))
                .toList();
    }

    /** "digits-noisy-mlp, room 1, 100 mini-batches of 32". */
    String setting() {
        return "%s, room %d, %s of %d".formatted(
                ranking.workload(), room, Numbers.count(ranking.batches(), "mini-batch", "mini-batches"),
                ranking.batchSize());
    }

    /** Whether people know the format by a name: fp134, sm8, e4m3fn, but not w8-094. */
    static boolean isNamed(RankingRow row) {
        return isNamed(row.format());
    }

    static boolean isNamed(String format) {
        return !SET_ID.matcher(format).matches();
    }

    static String rounded(Variant variant) {
        return switch (variant) {
            case ERROR -> "errors";
            case ACTIVATION -> "activations";
            case BOTH -> "errors and activations";
        };
    }
}
