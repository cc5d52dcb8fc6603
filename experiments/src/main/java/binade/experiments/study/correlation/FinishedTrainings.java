package binade.experiments.study.correlation;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What a study has trained so far, kept in a CSV file that grows by a line with each finished training. The first line says
 * which trainings they are. A line that was cut off when the process was killed is dropped. Safe for several threads.
 */
public final class FinishedTrainings {
    private static final List<String> COLUMNS = List.of(
            "format", "variant", "seed", "loss", "accuracy", "test_loss", "test_accuracy", "seconds");

    private static final String MARK = "# ";

    private final Path file;
    private final Map<Training.Key, Training> finished = new LinkedHashMap<>();

    private FinishedTrainings(Path file) {
        this.file = file;
    }

    /** Kept in memory only. */
    public static FinishedTrainings inMemory() {
        return new FinishedTrainings(null);
    }

    /**
     * What the file holds, and where further ones are put; the file is created if it is missing.
     *
     * @throws IOException if the file cannot be read or written, holds trainings of another kind, or is damaged
     */
    public static FinishedTrainings in(Path file, CorrelationPlan plan) throws IOException {
        FinishedTrainings kept = new FinishedTrainings(file);
        String header = MARK + plan.description() + "\n" + line(COLUMNS);
        String text = Files.exists(file) ? Files.readString(file) : "";
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        if (whole.length() > 0 && !whole.startsWith(header)) {
            throw new IOException(file + " holds the trainings of another study ('"
                    + whole.lines().findFirst().orElse("").replaceFirst("^" + MARK, "") + "', this one is '" + plan.description()
                    + "'); choose another folder with -o, or delete the file");
        }
        kept.read(whole, header);
        if (whole.isEmpty()) {
            Files.writeString(file, header);
        } else if (whole.length() < text.length()) {
            Files.writeString(file, whole);
        }
        return kept;
    }

    private void read(String text, String header) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        int line = 2;
        for (NamedCsvRecord r : CsvReader.builder().ofNamedCsvRecord(text.substring(header.indexOf('\n') + 1)).stream().toList()) {
            line++;
            try {
                add(new Training(
                        new Training.Key(r.getField("format"), r.getField("variant"), Long.parseLong(r.getField("seed"))),
                        number(r, "loss"), number(r, "accuracy"), number(r, "test_loss"), number(r, "test_accuracy"),
                        number(r, "seconds")));
            } catch (IllegalArgumentException | NoSuchElementException e) {
                throw new IOException(file + ", line " + line + " cannot be read (" + e.getMessage()
                        + "); delete the line and its training is done again", e);
            }
        }
    }

    private static double number(NamedCsvRecord r, String column) {
        return Double.parseDouble(r.getField(column));
    }

    private void add(Training t) {
        finished.put(t.key(), t);
    }

    /** A finished training, if it is. */
    public synchronized Optional<Training> get(Training.Key key) {
        return Optional.ofNullable(finished.get(key));
    }

    /** Keeps one more. */
    synchronized void finish(Training t) throws IOException {
        if (file != null) {
            String line = line(List.of(
                    t.key().format(), t.key().variant(), Long.toString(t.key().seed()), Double.toString(t.loss()),
                    Double.toString(t.accuracy()), Double.toString(t.testLoss()), Double.toString(t.testAccuracy()),
                    Double.toString(t.seconds())));
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        }
        add(t);
    }

    private static String line(List<String> cells) {
        StringWriter out = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
            csv.writeRecord(cells);
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return out.toString();
    }
}
