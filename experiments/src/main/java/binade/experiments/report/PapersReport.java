package binade.experiments.report;

import binade.experiments.reproduce.ClaimResult;
import binade.experiments.reproduce.PaperResult;
import binade.experiments.reproduce.Reproduction;
import binade.experiments.reproduce.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tech.tablesaw.selection.Selection;

/**
 * Claims with their verdicts, printed and saved.
 *
 * <pre>
 *   papers.csv     a line per claim
 *   papers.json    the same, by paper
 *   papers.md      the same to read, with the pictures
 *   papers.html    the same as one page that needs no other file
 *   papers/        pictures that the measurements drew: KEY-MEASUREMENT-NAME.png
 * </pre>
 */
public record PapersReport(List<PaperResult> papers, RunInfo run) {
    private static final int DIGITS = 4;
    private static final int WIDEST = 66;

    public PapersReport {
        papers = List.copyOf(papers);
    }

    /** Makes the folders of the report; fails if it could not be written to them. */
    public static void prepare(Path dir) throws IOException {
        ReportFiles.createDirectory(dir.resolve("papers"));
        ReportFiles.checkWritable(dir);
        for (String name : List.of("papers.csv", "papers.json", "papers.md", "papers.html")) {
            if (Files.isDirectory(dir.resolve(name))) {
                throw new IOException("cannot write " + dir.resolve(name) + ": it is a folder");
            }
        }
    }

    /** For the terminal: claim, paper, ours, verdict; then what failed and why. */
    public String text() {
        List<ClaimResult> claims = claims();
        TextTable table = new TextTable()
                .left("paper", claims.stream().map(ClaimResult::paper).toList())
                .left("claim", claims.stream().map(c -> shortened(c.statement())).toList())
                .right("published", claims.stream().map(ClaimResult::published).map(PapersReport::shortened).toList())
                .right("ours", claims.stream().map(c -> number(c.ours())).toList())
                .left("must hold", claims.stream().map(ClaimResult::relation).toList())
                .left("verdict", claims.stream().map(c -> c.verdict().id()).toList());
        StringBuilder text = new StringBuilder(String.join("\n", table.print(List.of(Selection.withRange(0, claims.size()))))).append('\n');
        claims.stream().filter(c -> c.verdict() != Verdict.HOLDS).forEach(c -> text.append('\n').append(c.paper()).append(", ")
                .append(c.id()).append(", ").append(c.verdict().id()).append(": ")
                .append(c.note().isBlank() ? "no explanation found yet" : c.note()));
        return text.append("\n\n").append(summary()).append('\n').toString();
    }

    /** "83 of 92 claims hold, 9 fail." */
    public String summary() {
        Map<Verdict, Long> n = Reproduction.verdicts(papers);
        long unmeasured = n.get(Verdict.UNMEASURED);
        return "%d of %d claims of %s hold, %d fail%s.".formatted(
                n.get(Verdict.HOLDS), claims().size(), Numbers.count(papers.size(), "paper", "papers"), n.get(Verdict.FAILS),
                unmeasured == 0 ? "" : ", " + unmeasured + " could not be measured");
    }

    /** A line per claim. */
    public String csv() {
        DataTable table = new DataTable();
        claims().forEach(c -> put(table.row(), c));
        return table.csv();
    }

    /** Papers with their claims, and how the run can be repeated. */
    public String json() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (PaperResult p : papers) {
            Map<String, Object> paper = new LinkedHashMap<>();
            paper.put("key", p.key());
            paper.put("title", p.title());
            paper.put("authors", p.authors());
            paper.put("venue", p.venue());
            paper.put("seconds", p.seconds());
            DataTable table = new DataTable();
            p.claims().forEach(c -> put(table.row(), c));
            paper.put("claims", table.rows());
            all.add(paper);
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("summary", summary());
        root.put("command", run.command());
        root.put("commit", run.commit());
        root.put("papers", all);
        return DataTable.json(root);
    }

    private static void put(DataTable row, ClaimResult c) {
        row.put("paper", c.paper()).put("id", c.id()).put("claim", c.statement()).put("published", c.published()).put("ours", c.ours())
                .put("relation", c.relation()).put("verdict", c.verdict().id()).put("note", c.note()).put("source", c.source())
                .put("scale", c.scale()).put("setting", c.setting()).put("quantity", c.quantity())
                .put("commands", String.join("\n", c.commands()));
    }

    /** Writes all files, each whole or not at all, into a prepared folder. */
    public void write(Path dir) throws IOException {
        for (PaperResult p : papers) {
            for (Map.Entry<String, byte[]> picture : p.pictures().entrySet()) {
                ReportFiles.write(dir.resolve(pictureFile(p, picture.getKey())), picture.getValue());
            }
        }
        text(dir.resolve("papers.csv"), csv());
        text(dir.resolve("papers.json"), json());
        text(dir.resolve("papers.md"), new PapersMarkdown(this).text());
        text(dir.resolve("papers.html"), new PapersPage(this).html());
    }

    private static void text(Path file, String content) throws IOException {
        ReportFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Relative to the folder of the report. */
    static String pictureFile(PaperResult paper, String picture) {
        return "papers/" + paper.key() + "-" + picture;
    }

    private List<ClaimResult> claims() {
        return papers.stream().flatMap(p -> p.claims().stream()).collect(Collectors.toList());
    }

    /** Whole numbers whole, others with four significant digits. */
    static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "-" : Double.toString(value);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        BigDecimal d = new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros();
        return Math.abs(d.scale()) > 8 ? d.toString() : d.toPlainString();
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s*\\R\\s*", " ");
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
    }
}
