package binade.experiments.report;

import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import binade.formats.Lists;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ranking as one page that needs neither network nor other files. What must be seen without JavaScript (verdict,
 * first formats, sensitivity, run) is written here; report.js draws and sorts from the JSON inside the page.
 */
final class ReportPage {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

    /** Required by the licence wherever something derived from the data is shown. */
    private static final String DIGITS = "Data: Alpaydin, E. & Kaynak, C. (1998). Optical Recognition of Handwritten"
            + " Digits [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C50P49. Licensed under"
            + " CC BY 4.0; reformatted as integers.";

    private final RankingView view;
    private final RunInfo run;

    private ReportPage(RankingView view, RunInfo run) {
        this.view = view;
        this.run = run;
    }

    static String html(Ranking ranking, RunInfo run, String json) {
        return new ReportPage(RankingView.first(ranking), run).fill(json);
    }

    private String fill(String json) {
        Ranking ranking = view.ranking();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("workload", escape(ranking.workload()));
        values.put("setting", escape(setting()));
        values.put("css", resource("report.css"));
        values.put("js", resource("report.js"));
        values.put("cards", cards());
        values.put("verdict", String.join("\n", Verdict.sentences(ranking).stream()
                .map(s -> "<p>" + escape(s) + "</p>")
                .toList()));
        values.put("table-head", head());
        values.put("table-rows", String.join("\n", view.top().stream().map(this::row).toList()));
        values.put("sensitivity", sensitivity() + accumulators());
        values.put("command", escape(run.command()));
        values.put("facts", facts());
        values.put("footer", escape(footer()));
        // Within a script element only "<" can end it; in JSON it is as good escaped.
        values.put("json", json.replace("<", "\\u003c"));
        return fill("report.html", values);
    }

    /** A page of the resources with its {@code {{names}}} replaced. */
    static String fill(String page, Map<String, String> values) {
        return PLACEHOLDER.matcher(resource(page)).replaceAll(m -> Matcher.quoteReplacement(values.get(m.group(1))));
    }

    private String setting() {
        Ranking r = view.ranking();
        String rooms = String.join(", ", r.rooms().stream().map(String::valueOf).toList());
        return "%s at %s %s, %s of %d, seed %d, mean FP32 loss %s".formatted(
                Numbers.count(view.rows().size(), "format", "formats"), r.rooms().size() == 1 ? "room" : "rooms", rooms,
                Numbers.count(r.batches(), "mini-batch", "mini-batches"), r.batchSize(), r.seed(),
                Numbers.fixed(r.loss(), 4));
    }

    private String cards() {
        if (view.rows().isEmpty()) {
            return "";
        }
        RankingRow best = view.rows().getFirst();
        Map<RankingRow, String> cards = new LinkedHashMap<>();
        cards.put(best, view.rows().size() == 1 ? "Ranked" : "Least angle of " + view.rows().size());
        Verdict.cheapestUpToInt8(view).ifPresent(r -> cards.putIfAbsent(r, "Cheapest that matches INT8"));
        view.find("fp134").ifPresent(r -> cards.putIfAbsent(r, place(r)));
        Verdict.int8(view).ifPresent(r -> cards.putIfAbsent(r, place(r) + ", INT8"));
        StringBuilder html = new StringBuilder();
        cards.forEach((row, role) -> html.append(card(row, role, row == best)));
        return html.toString();
    }

    private static String place(RankingRow row) {
        return Numbers.ordinal(row.rank()) + " place";
    }

    private String card(RankingRow row, String role, boolean best) {
        String angle = row.angle(view.orderedBy()).map(a -> Numbers.angle(a) + "°").orElse("-");
        String area = Double.isFinite(row.macAreaRel()) ? ", area " + Numbers.twoDigits(row.macAreaRel()) : "";
        return """
                <div class="card%s"><div class="role">%s</div><div class="name">%s</div>\
                <div class="value">%s%s</div><div class="list">%s</div>%s</div>
                """.formatted(
                best ? " best" : "", escape(role), escape(row.format()), angle, area,
                escape(Lists.compact(row.list())), profile(row.list()));
    }

    /** The list as a small picture: a bar of m units for m significant bits, largest values on the left. */
    private static String profile(String list) {
        String[] entries = list.split(",");
        if (list.isEmpty() || entries.length > 40) {
            return "";
        }
        StringBuilder svg = new StringBuilder("<svg width=\"" + entries.length * 5 + "\" height=\"32\" role=\"img\""
                + " aria-label=\"significant bits per binade\">");
        for (int i = 0; i < entries.length; i++) {
            int height = Math.max(1, 4 * Integer.parseInt(entries[i].strip()));
            svg.append("<rect x=\"%d\" y=\"%d\" width=\"4\" height=\"%d\"/>".formatted(i * 5, 32 - height, height));
        }
        return svg.append("</svg>").toString();
    }

    private String head() {
        List<String> cells = new ArrayList<>(List.of(
                "<th>rank</th>", "<th class=\"l\">format</th>", "<th>bits</th>", "<th class=\"l\">list</th>"));
        view.variants().forEach(v -> cells.add("<th>" + v.id() + " (°)</th>"));
        cells.add("<th>behind (°)</th>");
        cells.add("<th>area</th><th>energy</th><th class=\"l\">Pareto</th>");
        return String.join("", cells);
    }

    private String row(RankingRow r) {
        StringBuilder html = new StringBuilder(RankingView.isNamed(r) ? "<tr class=\"named\">" : "<tr>");
        String setId = r.setId().isEmpty() || r.setId().equals(r.format()) ? "" : " (" + r.setId() + ")";
        html.append(cell("", Integer.toString(r.rank())))
                .append(cell("l", r.format() + setId))
                .append(cell("", Integer.toString(r.width())))
                .append(cell("l mono", Lists.compact(r.list())));
        for (Variant v : view.variants()) {
            html.append(cell("", r.angle(v).map(Numbers::angle).orElse("–")));
        }
        return html.append(cell("", r.rank() == 1 ? "–" : Numbers.gap(r.gap())))
                .append(cell("", Numbers.twoDigits(r.macAreaRel())))
                .append(cell("", Numbers.twoDigits(r.macEnergyRel())))
                .append(cell("l", r.pareto() ? "yes" : ""))
                .append("</tr>")
                .toString();
    }

    private static String cell(String style, String text) {
        return (style.isEmpty() ? "<td>" : "<td class=\"" + style + "\">") + escape(text) + "</td>";
    }

    private String sensitivity() {
        Sensitivity sensitivity = new Sensitivity(view.ranking());
        if (sensitivity.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<section><h2>Sensitivity to the room</h2><p class=\"muted\">"
                + escape(sensitivity.caption()) + "; marked: least of the room.</p><div class=\"scroll\" tabindex=\"0\""
                + " role=\"region\" aria-label=\"Sensitivity\"><table class=\"sensitivity\"><thead><tr><th class=\"l\">format</th>");
        sensitivity.rooms().forEach(room -> html.append("<th>room ").append(room).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (String format : sensitivity.formats()) {
            html.append("<tr><th class=\"l\" scope=\"row\">").append(escape(format)).append("</th>");
            for (int room : sensitivity.rooms()) {
                html.append(cell(sensitivity.isLeast(format, room) ? "least" : "", sensitivity.cell(format, room)));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div></section>").toString();
    }

    private String accumulators() {
        AccumulatorColumns columns = new AccumulatorColumns(view);
        if (columns.isEmpty()) {
            return "";
        }
        List<Map.Entry<String, List<String>>> cells = columns.columns();
        StringBuilder html = new StringBuilder("<section><h2>" + AccumulatorColumns.TITLE + "</h2><p class=\"muted\">"
                + escape(AccumulatorColumns.CAPTION) + "</p><div class=\"scroll\" tabindex=\"0\" role=\"region\""
                + " aria-label=\"Accumulators\"><table class=\"sensitivity\"><thead><tr><th class=\"l\">format</th>");
        cells.forEach(c -> html.append("<th>").append(escape(c.getKey())).append("</th>"));
        html.append("</tr></thead><tbody>\n");
        for (int i = 0; i < columns.formats().size(); i++) {
            html.append("<tr><th class=\"l\" scope=\"row\">").append(escape(columns.formats().get(i))).append("</th>");
            for (Map.Entry<String, List<String>> c : cells) {
                html.append(cell("", c.getValue().get(i)));
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div></section>").toString();
    }

    private String facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", run.version());
        facts.put("commit", run.commit());
        facts.put("seed", Long.toString(run.seed()));
        facts.put("placement", view.ranking().placement());
        run.options().forEach(facts::putIfAbsent);
        facts.put("JVM", run.jvm());
        facts.put("CPU", run.cpu());
        facts.put("kernel", run.kernel());
        facts.put("threads", Integer.toString(run.threads()));
        run.wallSeconds().forEach((phase, s) -> facts.put("time, " + phase, Numbers.fixed(s, 2) + " s"));
        StringBuilder html = new StringBuilder();
        facts.forEach((name, value) -> html.append("<tr><th scope=\"row\">")
                .append(escape(name)).append("</th><td>").append(escape(value)).append("</td></tr>\n"));
        return html.toString();
    }

    private String footer() {
        String made = "Binade " + run.version() + ", Apache License 2.0. ";
        return view.ranking().workload().startsWith("digits") ? made + DIGITS : made.strip();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing; build the project again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + name, e);
        }
    }
}
