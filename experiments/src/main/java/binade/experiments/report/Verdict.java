package binade.experiments.report;

import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.formats.Lists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a ranking says, in sentences. Every number comes from the rows. */
final class Verdict {
    /** INT8 in the order of preference: the sign-magnitude list, then two's complement. */
    private static final List<String> INT8 = List.of("sm8", "int8");

    private static final String FP134 = "fp134";

    private Verdict() {}

    static List<String> sentences(Ranking ranking) {
        RankingView view = RankingView.first(ranking);
        List<String> sentences = new ArrayList<>();
        switch (view.rows().size()) {
            case 0 -> sentences.add("No format was ranked.");
            case 1 -> sentences.add(only(view, view.rows().getFirst()));
            default -> {
                sentences.add(first(view));
                standings(view).ifPresent(sentences::add);
                cheapest(view).ifPresent(sentences::add);
                otherRooms(ranking, view).ifPresent(sentences::add);
                sentences.add("This is about " + ranking.workload()
                        + ": the best format is a property of the model, so rank the formats for your own.");
            }
        }
        return List.copyOf(sentences);
    }

    /** The formats, the first one left out, that two standard errors of the paired difference do not separate from it. */
    static List<RankingRow> withinNoise(RankingView view) {
        return view.rows().stream().skip(1).filter(r -> r.gap().withinNoise()).toList();
    }

    private static String only(RankingView view, RankingRow row) {
        String angle = "Only %s was ranked: with %s rounded to it the weight gradient of %s turns by %s degrees"
                .formatted(described(row), RankingView.rounded(view.orderedBy()), view.setting(), angle(view, row));
        return Double.isFinite(row.macAreaRel())
                ? angle + ", and its multiply-accumulate takes " + area(row) + " times the area of INT8's."
                : angle + ".";
    }

    private static String first(RankingView view) {
        RankingRow best = view.rows().getFirst();
        return "%s turns the weight gradient least, %s degrees with %s rounded (%s); %s."
                .formatted(
                        described(best), angle(view, best), RankingView.rounded(view.orderedBy()), view.setting(),
                        noise(view));
    }

    private static String noise(RankingView view) {
        if (!Double.isFinite(view.standardError(view.rows().getFirst()))) {
            return "one mini-batch gives no standard error, so close places are not settled";
        }
        List<RankingRow> close = withinNoise(view);
        RankingRow second = view.rows().get(1);
        return switch (close.size()) {
            case 0 -> "the next, %s at %s, is more than two standard errors behind"
                    .formatted(second.format(), angle(view, second));
            case 1 -> "%s is within two standard errors of it".formatted(close.getFirst().format());
            default -> "%d formats are within two standard errors of it (the next: %s), so their order is not settled"
                    .formatted(
                            close.size(),
                            close.stream().limit(3).map(RankingRow::format).collect(Collectors.joining(", ")));
        };
    }

    private static Optional<String> standings(RankingView view) {
        List<String> parts = new ArrayList<>();
        view.find(FP134).filter(r -> r.rank() > 1).map(r -> standing(view, FP134, r)).ifPresent(parts::add);
        int8(view)
                .filter(r -> r.rank() > 1)
                .map(r -> standing(view, "INT8 (" + r.format() + ")", r))
                .ifPresent(parts::add);
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts) + ".");
    }

    private static String standing(RankingView view, String name, RankingRow row) {
        double ratio = view.angle(row) / view.angle(view.rows().getFirst());
        String times = Double.isFinite(ratio) ? ", " + Numbers.twoDigits(ratio) + " times the least angle" : "";
        return "%s is %s of %d at %s degrees%s"
                .formatted(name, Numbers.ordinal(row.rank()), view.rows().size(), angle(view, row), times);
    }

    private static Optional<String> cheapest(RankingView view) {
        List<RankingRow> front = view.paretoFront();
        if (front.isEmpty()) {
            return Optional.empty();
        }
        RankingRow cheapest = front.getFirst();
        String sentence = (front.size() == 1
                        ? "Alone on the Pareto front of angle and MAC area is "
                        : "Of the " + front.size() + " formats on the Pareto front of angle and MAC area the cheapest is ")
                + "%s, %s of INT8's area at %s degrees".formatted(cheapest.format(), area(cheapest), angle(view, cheapest));
        return Optional.of(cheapestUpToInt8(view)
                .filter(r -> r != cheapest)
                .map(r -> "%s; the cheapest that turns the gradient no more than INT8 does is %s, %s of INT8's area."
                        .formatted(sentence, r.format(), area(r)))
                .orElse(sentence + "."));
    }

    /** The question behind the front: what is the least that gives up nothing against INT8? */
    static Optional<RankingRow> cheapestUpToInt8(RankingView view) {
        return int8(view).flatMap(int8 -> view.paretoFront().stream()
                .filter(r -> view.angle(r) <= view.angle(int8))
                .min(Comparator.comparingDouble(RankingRow::macAreaRel)));
    }

    private static Optional<String> otherRooms(Ranking ranking, RankingView view) {
        String best = view.rows().getFirst().format();
        String others = ranking.rooms().stream()
                .filter(room -> room != view.room())
                .map(room -> RankingView.of(ranking, room))
                .filter(v -> !v.rows().isEmpty())
                .map(v -> "%s at room %d (%s degrees)".formatted(
                        v.rows().getFirst().format().equals(best) ? best + " again" : v.rows().getFirst().format(),
                        v.room(), angle(v, v.rows().getFirst())))
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? Optional.empty() : Optional.of("First are " + others + ".");
    }

    static Optional<RankingRow> int8(RankingView view) {
        return INT8.stream().map(view::find).flatMap(Optional::stream).findFirst();
    }

    private static String described(RankingRow row) {
        return row.list().isEmpty()
                ? row.format()
                : row.format() + " (" + Lists.compact(row.list()) + ")";
    }

    private static String angle(RankingView view, RankingRow row) {
        return row.angle(view.orderedBy()).map(Numbers::angle).orElse("-");
    }

    private static String area(RankingRow row) {
        return Numbers.twoDigits(row.macAreaRel());
    }
}
