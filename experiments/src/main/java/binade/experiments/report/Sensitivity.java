package binade.experiments.report;

import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The sensitivity rows of a ranking as a table: formats down, rooms across. */
final class Sensitivity {
    private final List<RankingRow> rows;
    private final Variant main;
    private final Optional<Variant> second;

    Sensitivity(Ranking ranking) {
        this.rows = ranking.sensitivity();
        this.main = ranking.orderedBy();
        Variant other = main == Variant.ERROR ? Variant.BOTH : Variant.ERROR;
        this.second = Optional.of(other).filter(v -> rows.stream().anyMatch(r -> r.angle(v).isPresent()));
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    List<String> formats() {
        return rows.stream().map(RankingRow::format).distinct().toList();
    }

    List<Integer> rooms() {
        return rows.stream().map(RankingRow::room).sorted().distinct().toList();
    }

    /** "'both' angle in degrees, in brackets 'error'". */
    String caption() {
        return "'" + main.id() + "' angle in degrees"
                + second.map(v -> ", in brackets '" + v.id() + "'").orElse("");
    }

    /** "3.38 (0.78)", or "-" where the format was not measured at that room. */
    String cell(String format, int room) {
        return row(format, room)
                .map(r -> mean(r, main) + second.map(v -> " (" + mean(r, v) + ")").orElse(""))
                .orElse("-");
    }

    boolean isLeast(String format, int room) {
        return rows.stream()
                .filter(r -> r.room() == room && r.angle(main).isPresent())
                .min(Comparator.comparingDouble(r -> r.angle(main).orElseThrow().meanDeg()))
                .filter(r -> r.format().equals(format))
                .isPresent();
    }

    private Optional<RankingRow> row(String format, int room) {
        return rows.stream().filter(r -> r.room() == room && r.format().equals(format)).findFirst();
    }

    private static String mean(RankingRow row, Variant v) {
        return row.angle(v).map(a -> Numbers.fixed(a.meanDeg(), 2)).orElse("-");
    }
}
