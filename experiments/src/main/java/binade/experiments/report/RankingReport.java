package binade.experiments.report;

import binade.experiments.study.Ranking;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Everything that is printed, drawn and saved about a ranking. The front door of this package.
 *
 * <p>All but {@code run.json} and {@code report.html}, which hold times, is a function of the ranking alone: equal
 * rankings give equal bytes.
 *
 * @param ranking the study's result
 * @param run how it came about
 */
public record RankingReport(Ranking ranking, RunInfo run) {
    /** The files of a report. The pictures may be missing: one is drawn only if its variants were asked for. */
    public static final List<String> FILES = List.of(
            "ranking.csv", "ranking.json", "sensitivity.csv", "report.html", "angle-cost.png", "error-activation.png",
            "top20.png", "run.json");

    private static final int DRAWING_THREADS = 2;

    /**
     * Fails if a report could not be written to {@code dir}. Cheap; leaves nothing behind. To be called before a long run.
     *
     * @throws IOException saying what, where and what to do
     */
    public static void checkWritable(Path dir) throws IOException {
        ReportFiles.checkWritable(dir);
    }

    /** The table of all formats, as in {@code ranking.csv}. */
    public String csv() {
        return RankingCsv.write(ranking.rows());
    }

    /** The named formats at several rooms, as in {@code sensitivity.csv}; the columns of {@link #csv()}. */
    public String sensitivityCsv() {
        return RankingCsv.write(ranking.sensitivity());
    }

    /** The ranking, as in {@code ranking.json}: one object, rows with the columns of the CSV. */
    public String json() {
        return RankingJson.ranking(ranking);
    }

    /** How to repeat the run, as in {@code run.json}. */
    public String runJson() {
        return RankingJson.run(run);
    }

    /** The page, as in {@code report.html}: needs no network and no other file. */
    public String html() {
        return ReportPage.html(ranking, run, json());
    }

    /** For the terminal: top 20 of each room, named formats below them, sensitivity, verdict. */
    public String text() {
        return RankingText.print(ranking);
    }

    /** What the ranking says, in sentences. */
    public String verdict() {
        return String.join(" ", Verdict.sentences(ranking));
    }

    /**
     * Writes {@link #FILES}. Each file appears whole or not at all; a picture of an earlier run that this one does not
     * draw is removed.
     *
     * @param dir created if missing
     * @return the files written, in the order of {@link #FILES}
     * @throws IOException saying what, where and what to do
     */
    public List<Path> write(Path dir) throws IOException {
        ReportFiles.createDirectory(dir);
        Map<String, CompletableFuture<Optional<byte[]>>> contents = new LinkedHashMap<>();
        List<Path> written = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(DRAWING_THREADS)) {
            // The slow ones first.
            RankingCharts charts = charts();
            contents.put("angle-cost.png", draw(threads, charts::angleAgainstCost));
            contents.put("error-activation.png", draw(threads, charts::errorAgainstActivation));
            contents.put("top20.png", draw(threads, charts::top));
            contents.put("report.html", text(threads, this::html));
            contents.put("ranking.json", text(threads, this::json));
            contents.put("ranking.csv", text(threads, this::csv));
            contents.put("sensitivity.csv", text(threads, this::sensitivityCsv));
            contents.put("run.json", text(threads, this::runJson));
        }
        for (String name : FILES) {
            Path file = dir.resolve(name);
            Optional<byte[]> content = contents.get(name).join();
            if (content.isPresent()) {
                ReportFiles.write(file, content.get());
                written.add(file);
            } else {
                Files.deleteIfExists(file);
            }
        }
        return List.copyOf(written);
    }

    /** Writes {@code run.json} again: when the report itself has been timed. */
    public void writeRun(Path dir) throws IOException {
        ReportFiles.write(dir.resolve("run.json"), runJson().getBytes(StandardCharsets.UTF_8));
    }

    private RankingCharts charts() {
        // Before the first class of AWT is loaded; a report never opens a window.
        System.setProperty("java.awt.headless", "true");
        return new RankingCharts(ranking);
    }

    private static CompletableFuture<Optional<byte[]>> text(ExecutorService threads, Supplier<String> text) {
        return CompletableFuture.supplyAsync(
                () -> Optional.of(text.get().getBytes(StandardCharsets.UTF_8)), threads);
    }

    private static CompletableFuture<Optional<byte[]>> draw(
            ExecutorService threads, Supplier<Optional<BufferedImage>> image) {
        return CompletableFuture.supplyAsync(() -> image.get().map(ReportFiles::png), threads);
    }
}
