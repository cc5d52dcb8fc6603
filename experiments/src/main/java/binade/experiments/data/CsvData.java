package binade.experiments.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers separated by commas (RFC 4180), one sample a line; empty lines and lines that begin with # are passed over. A first
 * line of names may stand before them. The column {@code y} or {@code label} (without names: the last) is the target, the others are {@code x} [N,F].
 */
final class CsvData {
    private static final int MAX_COLUMNS = 1 << 20;
    private static final int MAX_CHARACTERS = 1 << 24;
    private static final Pattern NOT_FINITE = Pattern.compile("[+-]?(nan|inf(inity)?)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    private final Path file;
    private int columns;
    private int target;
    private float[] x = new float[0];
    private float[] y = new float[0];
    private int rows;
    private boolean integers = true;
    private boolean labels = true;

    private CsvData(Path file) {
        this.file = file;
    }

    /** {@code x} and {@code y}. */
    static Map<String, DataArray> read(Path file) throws IOException {
        return new CsvData(file).arrays();
    }

    private Map<String, DataArray> arrays() throws IOException {
        CsvRecordHandler records = CsvRecordHandler.builder().maxFields(MAX_COLUMNS).maxRecordSize(MAX_CHARACTERS).build();
        try (CsvReader<CsvRecord> in = CsvReader.builder().commentStrategy(CommentStrategy.SKIP).trimWhitespacesAroundQuotes(true)
                .allowUnclosedQuote(false).extraFieldStrategy(FieldMismatchStrategy.IGNORE).missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(records, file, StandardCharsets.ISO_8859_1)) {
            for (CsvRecord record : in) {
                if (record.getFieldCount() > 1 || !record.getField(0).isBlank()) {
                    line(record.getFields(), record.getStartingLineNumber());
                }
            }
        } catch (CsvParseException e) {
            throw new DataException(file + ": " + reason(e), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (rows == 0) {
            throw new DataException(file + " holds no numbers; a CSV file has one sample a line, its label in the column y or the last");
        }
        Map<String, DataArray> arrays = new LinkedHashMap<>();
        arrays.put("x", new DataArray(new int[] {rows, columns - 1}, !integers, Arrays.copyOf(x, rows * (columns - 1))));
        arrays.put("y", new DataArray(new int[] {rows}, !labels, Arrays.copyOf(y, rows)));
        return arrays;
    }

    /** What the parser says, with the limits that lie behind it. */
    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return (cause == e ? "" : e.getMessage() + ": ") + cause.getMessage() + "; allowed: 2 to " + MAX_COLUMNS + " columns, lines of at most "
                + MAX_CHARACTERS + " characters";
    }

    private void line(List<String> fields, long number) throws DataException {
        if (columns == 0) {
            columns = fields.size();
            target = columns - 1;
            if (columns < 2) {
                throw new DataException(file + ", line " + number + ": " + columns + " column; allowed: 2 to " + MAX_COLUMNS
                        + ", separated by commas");
            }
            String first = fields.getFirst().strip();
            if (!isNumber(first) && !NOT_FINITE.matcher(first).matches()) {
                int named = 0;
                for (int c = 0; c < columns; c++) {
                    String name = fields.get(c).strip();
                    if (name.equals("y") || name.equals("label")) {
                        target = c;
                        named++;
                    }
                }
                if (named > 1) {
                    throw new DataException(file + ", line " + number + ": " + named + " columns are named y or label; allowed: one");
                }
                return;
            }
        }
        if (fields.size() != columns) {
            throw new DataException(file + ", line " + number + ": " + fields.size() + " columns; the first line has " + columns);
        }
        if ((rows + 1L) * columns > DataFile.MAX_VALUES) {
            throw new DataException(file + " holds more than " + DataFile.MAX_VALUES + " values");
        }
        int each = columns - 1;
        if ((rows + 1) * each > x.length) {
            x = Arrays.copyOf(x, Math.max((rows + 1) * each, x.length + (x.length >> 1)));
        }
        y = rows < y.length ? y : Arrays.copyOf(y, Math.max(16, y.length + (y.length >> 1)));
        int at = rows * each;
        for (int c = 0; c < columns; c++) {
            String field = fields.get(c).strip();
            float value = number(field, number, c + 1);
            boolean whole = field.chars().allMatch(k -> k >= '0' && k <= '9' || k == '-' || k == '+');
            if (c == target) {
                y[rows] = value;
                labels &= whole;
            } else {
                x[at++] = value;
                integers &= whole;
            }
        }
        rows++;
    }

    private float number(String field, long line, int column) throws DataException {
        float value = isNumber(field) ? Float.parseFloat(field) : Float.NaN;
        if (!Float.isFinite(value)) {
            throw new DataException(file + ", line " + line + ", column " + column + ": '"
                    + (field.length() > 40 ? field.substring(0, 40) + "…" : field) + "' is no number that is finite in binary32");
        }
        return value;
    }

    private static boolean isNumber(String field) {
        return DECIMAL.matcher(field).matches();
    }
}
