package binade.experiments.report;

import binade.experiments.study.TrainingResult;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is printed, drawn and saved about training runs. All but {@code run.json} is a function of the results
 * alone.
 *
 * <pre>
 *   runs.csv                          a line per run
 *   RECIPE-seedS.csv                  a line per step
 *   RECIPE.recipe.json                the recipes, every value stated
 *   loss.png accuracy.png flips.png   a line per recipe, mean over seeds; the last only with quantized weights
 *   flushed.png                       errors and weight gradients rounded to zero, if counted
 *   exponents.png exponents.csv       their binades before rounding, beside the range of FP16, if counted
 *   angle.png                         angle to the gradient with other matrix products, if measured
 *   run.json                          how to repeat the run
 * </pre>
 *
 * @param results at least one, in the order in which they are reported; the first recipe is what others are compared with
 */
public record TrainingReport(List<TrainingResult> results, RunInfo run) {
    /** Fails if a report could not be written to {@code dir}; leaves nothing behind. */
    public static void checkWritable(Path dir) throws IOException {
        ReportFiles.checkWritable(dir);
    }

    /** A line per recipe, means over the seeds. */
    public String text() {
        return TrainingTable.text(results);
    }

    /** A line per run, as in {@code runs.csv}. */
    public String csv() {
        return TrainingTable.csv(results);
    }

    /** An array of objects with the columns of the CSV. */
    public String json() {
        return TrainingTable.json(results);
    }

    /**
     * Writes all files, each whole or not at all; a picture that is not drawn is removed.
     *
     * @throws IOException saying what, where and what to do
     */
    public void write(Path dir) throws IOException {
        System.setProperty("java.awt.headless", "true"); // before the first class of AWT is loaded
        ReportFiles.createDirectory(dir);
        text(dir.resolve("runs.csv"), csv());
        for (TrainingResult r : results) {
            text(dir.resolve(r.plan().name() + ".csv"), TrainingTable.steps(r.log()));
        }
        for (Recipe recipe : results.stream().map(r -> r.plan().recipe()).distinct().toList()) {
            text(dir.resolve(recipe.id() + ".recipe.json"), Recipes.write(recipe));
        }
        TrainingCharts charts = new TrainingCharts(results);
        picture(dir.resolve("loss.png"), charts.loss());
        picture(dir.resolve("accuracy.png"), charts.accuracy());
        picture(dir.resolve("flips.png"), charts.flips());
        picture(dir.resolve("flushed.png"), charts.flushed());
        ExponentHistogram exponents = new ExponentHistogram(results);
        picture(dir.resolve("exponents.png"), exponents.picture());
        optional(dir.resolve("exponents.csv"), exponents.csv());
        picture(dir.resolve("angle.png"), charts.angle());
        text(dir.resolve("run.json"), RankingJson.run(run));
    }

    private static void text(Path file, String content) throws IOException {
        ReportFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    private static void optional(Path file, Optional<String> content) throws IOException {
        if (content.isPresent()) {
            text(file, content.get());
        } else {
            Files.deleteIfExists(file);
        }
    }

    private static void picture(Path file, Optional<BufferedImage> image) throws IOException {
        if (image.isPresent()) {
            ReportFiles.writePng(file, image.get());
        } else {
            Files.deleteIfExists(file);
        }
    }
}
