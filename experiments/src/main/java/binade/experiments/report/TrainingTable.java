package binade.experiments.report;

import binade.experiments.study.TrainingLog;
import binade.experiments.study.TrainingResult;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tech.tablesaw.selection.Selection;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Training runs as tables: a line per run, a line per recipe, a line per step. The same runs give the same bytes. */
final class TrainingTable {
    private static final List<String> COLUMNS = List.of(
            "recipe", "seed", "epochs", "loss", "accuracy", "test_loss", "test_accuracy", "flips_percent",
            "flips_last_quarter_percent", "skipped", "diverged_at");
    private static final String ANGLE = "gradient_angle_deg";
    private static final List<String> FLUSHED = List.of("flushed_errors_percent", "flushed_gradients_percent");

    /** The runs of a recipe, over all seeds. */
    record Group(String recipe, List<TrainingResult> runs) {
        double mean(ToDoubleFunction<TrainingResult> value) {
            return runs.stream().mapToDouble(value).sum() / runs.size();
        }

        /** Standard error of the mean over seeds, NaN for one seed. */
        double error(ToDoubleFunction<TrainingResult> value) {
            double mean = mean(value);
            double squares = runs.stream().mapToDouble(r -> Math.pow(value.applyAsDouble(r) - mean, 2)).sum();
            int n = runs.size();
            return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
        }
    }

    private TrainingTable() {}

    static List<Group> groups(List<TrainingResult> results) {
        Map<String, List<TrainingResult>> byRecipe = new LinkedHashMap<>();
        results.forEach(r -> byRecipe.computeIfAbsent(r.plan().recipe().id(), _ -> new ArrayList<>()).add(r));
        return byRecipe.entrySet().stream().map(e -> new Group(e.getKey(), e.getValue())).toList();
    }

    private static boolean measuresAngle(List<TrainingResult> results) {
        return results.stream().anyMatch(r -> r.log().measuresAngle());
    }

    private static boolean countsFlushed(List<TrainingResult> results) {
        return results.stream().allMatch(r -> r.log().countsFlushed());
    }

    private static Map<String, Object> row(TrainingResult r, boolean angle, boolean flushed) {
        Map<String, Object> row = new LinkedHashMap<>();
        Object[] values = {
            r.plan().recipe().id(), r.plan().seed(), r.plan().epochs(), r.training().loss(), r.training().accuracy(),
            r.test().loss(), r.test().accuracy(), 100 * r.log().meanChanged(1), 100 * r.log().meanChanged(0.25), r.skipped(),
            r.divergedAt() < 0 ? null : r.divergedAt()
        };
        for (int i = 0; i < values.length; i++) {
            row.put(COLUMNS.get(i), finite(values[i]));
        }
        if (angle) {
            row.put(ANGLE, finite(r.log().meanAngle()));
        }
        if (flushed) {
            row.put(FLUSHED.getFirst(), 100 * meanOfSteps(r.log(), r.log()::flushedErrors));
            row.put(FLUSHED.getLast(), 100 * meanOfSteps(r.log(), r.log()::flushedGradients));
        }
        return row;
    }

    private static double meanOfSteps(TrainingLog log, IntToDoubleFunction value) {
        return IntStream.range(0, log.steps()).mapToDouble(value).average().orElse(Double.NaN);
    }

    private static Object finite(Object value) {
        return value instanceof Double d && !Double.isFinite(d) ? null : value;
    }

    /** A line per run; where they were measured the angle between gradients and the shares flushed, means over the steps. */
    static String csv(List<TrainingResult> results) {
        List<String> header = new ArrayList<>(COLUMNS);
        boolean angle = measuresAngle(results);
        if (angle) {
            header.add(ANGLE);
        }
        boolean flushed = countsFlushed(results);
        if (flushed) {
            header.addAll(FLUSHED);
        }
        return csv(header, results.stream().map(r -> row(r, angle, flushed).values().stream().map(TrainingTable::cell).toList()).toList());
    }

    /** An array of objects with the columns of {@link #csv(List)}. */
    static String json(List<TrainingResult> results) {
        boolean angle = measuresAngle(results);
        boolean flushed = countsFlushed(results);
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
                .writeValueAsString(results.stream().map(r -> row(r, angle, flushed)).toList()) + "\n";
    }

    /** A line per step: loss, accuracy, learning rate, flips in all and by tensor, loss scale, whether it was left out; shares flushed and angle if asked for. */
    static String steps(TrainingLog log) {
        List<String> header = new ArrayList<>(List.of(
                "step", "epoch", "loss", "accuracy", "learning_rate", "loss_scale", "skipped", "flips"));
        boolean flushed = log.countsFlushed();
        if (flushed) {
            header.addAll(List.of("flushed_errors", "flushed_gradients"));
        }
        boolean angle = log.measuresAngle();
        if (angle) {
            header.add(ANGLE);
        }
        log.tensors().forEach(t -> header.add("flips " + t));
        List<List<String>> lines = new ArrayList<>();
        for (int i = 0; i < log.steps(); i++) {
            int step = i;
            List<String> line = new ArrayList<>(List.of(
                    Integer.toString(i), Integer.toString(i / log.stepsPerEpoch()), Double.toString(log.loss(i)),
                    Double.toString(log.accuracy(i)), Double.toString(log.rate(i)), Double.toString(log.lossScale(i)),
                    Boolean.toString(log.skipped(i)), Double.toString(log.changed(i))));
            if (flushed) {
                line.addAll(List.of(Double.toString(log.flushedErrors(i)), Double.toString(log.flushedGradients(i))));
            }
            if (angle) {
                line.add(Double.toString(log.angle(i)));
            }
            IntStream.range(0, log.tensors().size()).forEach(t -> line.add(Double.toString(log.changed(step, t))));
            lines.add(line);
        }
        return csv(header, lines);
    }

    private static String cell(Object value) {
        return value == null ? "" : value.toString();
    }

    private static String csv(List<String> header, List<List<String>> lines) {
        StringWriter out = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
            csv.writeRecord(header);
            lines.forEach(csv::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return out.toString();
    }

    /** A line per recipe, means over the seeds; gains are how far the loss lies below that of the first recipe. */
    static String text(List<TrainingResult> results) {
        List<Group> groups = groups(results);
        Group first = groups.getFirst();
        TextTable table = new TextTable()
                .left("recipe", groups.stream().map(Group::recipe).toList())
                .right("seeds", groups.stream().map(g -> Integer.toString(g.runs.size())).toList())
                .right("loss", groups.stream().map(g -> withError(g, r -> r.training().loss(), 4, 1)).toList())
                .right("gain (seeds won)", groups.stream().map(g -> g == first ? "" : gain(first, g)).toList())
                .right("test accuracy %", groups.stream().map(g -> withError(g, r -> r.test().accuracy(), 1, 100)).toList())
                .right("flips %", groups.stream().map(g -> flips(g, 1)).toList())
                .right("last quarter", groups.stream().map(g -> flips(g, 0.25)).toList())
                .right("diverged", groups.stream().map(g -> {
                    long n = g.runs.stream().filter(r -> r.divergedAt() >= 0).count();
                    return n == 0 ? "" : n + " of " + g.runs.size();
                }).toList());
        if (measuresAngle(results)) {
            table.right("gradient angle °", groups.stream().map(g -> Numbers.fixed(g.mean(r -> r.log().meanAngle()), 4)).toList());
        }
        return String.join("\n", table.print(List.of(Selection.withRange(0, groups.size())))) + "\n";
    }

    private static String withError(
            Group g, ToDoubleFunction<TrainingResult> value, int decimals, double factor) {
        double error = factor * g.error(value);
        String mean = Numbers.fixed(factor * g.mean(value), decimals);
        return Double.isFinite(error) ? mean + " ± " + Numbers.fixed(error, decimals) : mean;
    }

    private static String flips(Group g, double part) {
        boolean quantized = g.runs.stream().anyMatch(r -> !r.log().tensors().isEmpty());
        return quantized ? Numbers.fixed(100 * g.mean(r -> r.log().meanChanged(part)), 3) : "-";
    }

    private static String gain(Group first, Group g) {
        double sum = 0;
        int won = 0;
        int n = Math.min(first.runs.size(), g.runs.size());
        for (int i = 0; i < n; i++) {
            double gain = first.runs.get(i).training().loss() - g.runs.get(i).training().loss();
            sum += gain;
            won += gain > 0 ? 1 : 0;
        }
        String mean = Numbers.fixed(sum / n, 4);
        return (sum > 0 ? "+" : "") + mean + " (" + won + " of " + n + ")";
    }
}
