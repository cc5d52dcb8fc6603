package binade.experiments.report;

import binade.experiments.study.AngleStatistic;
import binade.experiments.study.assignment.AssignmentStudy.Assigned;
import binade.experiments.study.assignment.AssignmentStudy.Compared;
import binade.experiments.study.assignment.AssignmentStudy.Found;
import binade.experiments.study.assignment.LayerLoad;
import binade.formats.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.selection.Selection;

/**
 * A format for each layer, as text, CSV (the assignment) and JSON (all).
 *
 * @param title the workload and how it was measured
 */
public record AssignmentReport(String title, Found found) {
    private static final int SHOWN = 8;

    /** Layers with their formats, comparison on held-out mini-batches, verdict. */
    public String text() {
        List<Integer> all = IntStream.range(0, found.layers().size()).boxed().toList();
        double loads = found.layers().stream().mapToDouble(this::load).sum();
        List<String> lines = new ArrayList<>(List.of(
                title,
                "alone: angle of the whole gradient in degrees with this layer rounded only; weight: share of the layer in the cost", ""));
        lines.addAll(new TextTable()
                .left("layer", all.stream().map(l -> found.layers().get(l).layer().name()).toList())
                .right("weight", all.stream().map(l -> Numbers.fixed(100 * load(found.layers().get(l)) / loads, 1) + " %").toList())
                .left("format", all.stream().map(l -> format(l).id()).toList())
                .right("bits", all.stream().map(l -> Integer.toString(format(l).width())).toList())
                .right("alone", all.stream().map(l -> Numbers.twoDigits(alone(l).meanDeg())).toList())
                .print(List.of(Selection.withRange(0, all.size()))));
        lines.add("");
        List<Compared> shown = Stream.concat(Stream.of(found.assignment()), found.uniform().stream().limit(SHOWN)).toList();
        lines.add("On the %s that the choice has not seen; behind: difference to the assignment, mini-batch by mini-batch".formatted(
                Numbers.count(found.settings().heldOut(), "mini-batch", "mini-batches")));
        lines.add("");
        lines.addAll(new TextTable()
                .left("formats", shown.stream().map(AssignmentReport::name).toList())
                .right("cost", shown.stream().map(c -> Numbers.fixed(c.cost(), 3)).toList())
                .left("budget", shown.stream().map(c -> c.withinBudget() ? "within" : "beyond").toList())
                .right("angle", shown.stream().map(c -> Numbers.angle(c.angle())).toList())
                .right("behind", shown.stream().map(c -> c.format() == null ? "-" : Numbers.gap(c.behind())).toList())
                .print(List.of(Selection.withRange(0, shown.size()))));
        lines.add("");
        verdict().forEach(s -> lines.addAll(RankingText.wrapped(s)));
        return String.join("\n", lines) + "\n";
    }

    private double load(LayerLoad l) {
        return found.settings().cost().load(l);
    }

    private Format format(int layer) {
        return found.chosen().formats().get(layer);
    }

    private AngleStatistic alone(int layer) {
        return found.alone().get(layer).get(found.settings().candidates().indexOf(format(layer)));
    }

    private static String name(Compared c) {
        return c.format() == null ? "the assignment" : c.format().id() + " everywhere";
    }

    private List<String> verdict() {
        List<String> all = new ArrayList<>();
        Compared own = found.assignment();
        String unit = found.settings().cost().unit();
        all.add(found.bestUniform().map(u -> {
            boolean settled = u.behind().meanDeg() > 2 * u.behind().standardErrorDeg();
            boolean worse = u.behind().meanDeg() < -2 * u.behind().standardErrorDeg();
            String relation = settled ? "The assignment turns the gradient less than any format used everywhere within the budget: "
                    : worse ? "The assignment is no gain: a format used everywhere turns the gradient less on fresh mini-batches: "
                            : "The assignment is not separated from the best format used everywhere within the budget: ";
            return relation + "%s degrees at %s %s, %s %s at %s, %s behind.".formatted(
                    Numbers.angle(own.angle()), Numbers.fixed(own.cost(), 3), unit, u.format().id(), Numbers.angle(u.angle()),
                    Numbers.fixed(u.cost(), 3), Numbers.gap(u.behind()));
        }).orElseGet(() -> "No format used everywhere is within the budget; the assignment turns the gradient %s degrees at %s %s."
                .formatted(Numbers.angle(own.angle()), Numbers.fixed(own.cost(), 3), unit)));
        Assigned greedy = found.greedy();
        all.add("The greedy choice alone: %s degrees predicted by adding squares, %s measured; exchanges that were measured (%s) end at"
                .concat(" %s.").formatted(Numbers.twoDigits(greedy.predictedDeg()), Numbers.fixed(greedy.measuredDeg(), 3),
                        Numbers.count(found.measured(), "assignment", "assignments"), Numbers.fixed(found.chosen().measuredDeg(), 3)));
        found.exhaustive().ifPresent(e -> all.add("Of all %,d assignments within the budget it is number %d; the best has %s degrees."
                .formatted(e.count(), e.place(), Numbers.fixed(e.best().measuredDeg(), 3))));
        return all;
    }

    private DataTable layers() {
        DataTable table = new DataTable();
        for (int l = 0; l < found.layers().size(); l++) {
            LayerLoad load = found.layers().get(l);
            table.row().put("layer", load.layer().name()).put("points", String.join(" ", load.layer().pointNames()))
                    .put("values", load.values()).put("products", load.products()).put("format", format(l).id())
                    .put("width", format(l).width()).put("alone_deg", alone(l).meanDeg()).put("alone_se", alone(l).standardErrorDeg())
                    .put("greedy", found.greedy().formats().get(l).id());
        }
        return table;
    }

    private DataTable comparison() {
        DataTable table = new DataTable();
        for (Compared c : Stream.concat(Stream.of(found.assignment()), found.uniform().stream()).toList()) {
            table.row().put("formats", c.format() == null ? "assignment" : c.format().id()).put("cost", c.cost())
                    .put("within_budget", c.withinBudget()).put("angle_deg", c.angle().meanDeg())
                    .put("angle_se", c.angle().standardErrorDeg()).put("behind_deg", c.behind().meanDeg())
                    .put("behind_se", c.behind().standardErrorDeg());
        }
        return table;
    }

    /** A line per layer. */
    public String csv() {
        return layers().csv();
    }

    /** Assignment, comparison, and the greedy and exhaustive choices as one object. */
    public String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("setting", title);
        all.put("cost", found.settings().cost().id());
        all.put("budget", found.settings().budget());
        all.put("assignment", layers().rows());
        all.put("chosen", assigned(found.chosen()));
        all.put("greedy", assigned(found.greedy()));
        all.put("assignments_measured", found.measured());
        found.exhaustive().ifPresent(e -> {
            Map<String, Object> best = new LinkedHashMap<>();
            best.put("count", e.count());
            best.put("place", e.place());
            best.putAll(assigned(e.best()));
            all.put("exhaustive", best);
        });
        all.put("held_out", comparison().rows());
        return DataTable.json(all);
    }

    private static Map<String, Object> assigned(Assigned a) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("formats", a.formats().stream().map(Format::id).toList());
        one.put("cost", a.cost());
        one.put("predicted_deg", a.predictedDeg());
        one.put("measured_deg", a.measuredDeg());
        return one;
    }
}
