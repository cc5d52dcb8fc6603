package binade.experiments.report;

import binade.experiments.report.RankingColumns.Column;
import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The ranking and the run as JSON: one row per line, so that two runs can be compared line by line. */
final class RankingJson {
    private RankingJson() {}

    static String ranking(Ranking ranking) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            json.writeStringProperty("workload", ranking.workload());
            json.writeNumberProperty("seed", ranking.seed());
            number(json, "loss", ranking.loss());
            json.writeNumberProperty("batches", ranking.batches());
            json.writeNumberProperty("batch_size", ranking.batchSize());
            json.writeArrayPropertyStart("room");
            ranking.rooms().forEach(json::writeNumber);
            json.writeEndArray();
            json.writeStringProperty("placement", ranking.placement());
            json.writeStringProperty("ordered_by", ranking.orderedBy().id());
            rows(json, "rows", ranking.rows());
            rows(json, "sensitivity", ranking.sensitivity());
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return out.toString();
    }

    static String run(RunInfo run) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            property(json, "command", run.command());
            property(json, "version", run.version());
            property(json, "commit", run.commit());
            json.writeName("seed");
            json.writeNumber(run.seed());
            json.writeObjectPropertyStart("options");
            for (Map.Entry<String, String> option : run.options().entrySet()) {
                property(json, option.getKey(), option.getValue());
            }
            json.writeEndObject();
            property(json, "jvm", run.jvm());
            property(json, "cpu", run.cpu());
            property(json, "kernel", run.kernel());
            json.writeNumberProperty("threads", run.threads());
            json.writeObjectPropertyStart("wall_seconds");
            for (Map.Entry<String, Double> phase : run.wallSeconds().entrySet()) {
                number(json, phase.getKey(), phase.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return out.toString();
    }

    private static JsonGenerator generator(StringWriter out) {
        return new JsonFactory().createGenerator(ObjectWriteContext.empty(), out);
    }

    private static void rows(JsonGenerator json, String name, List<RankingRow> rows) {
        json.writeArrayPropertyStart(name);
        for (RankingRow row : rows) {
            json.writeRaw('\n');
            json.writeStartObject();
            for (Column column : RankingColumns.ALL) {
                json.writeName(column.name());
                switch (column.value().apply(row)) {
                    case null -> json.writeNull();
                    case String s -> json.writeString(s);
                    case Integer i -> json.writeNumber(i);
                    case Double d -> json.writeNumber(d);
                    case Boolean b -> json.writeBoolean(b);
                    case Object o -> throw new IllegalStateException(column.name() + " holds a " + o.getClass());
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, String name, double value) {
        json.writeName(name);
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    private static void property(JsonGenerator json, String name, String value) {
        json.writeStringProperty(name, value);
    }
}
