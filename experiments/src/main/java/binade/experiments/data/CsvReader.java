package binade.experiments.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers separated by commas, one sample a line; empty lines and lines that begin with # are passed over. A first line of names may stand
 * before them. The column {@code y} or {@code label} (without names: the last) is the target, the others are {@code x} [N,F].
 */
final class CsvReader {
    private static final int MAX_COLUMNS = 1 << 20;

    private final Path file;
    private int columns;
    private int target;
    private float[] x = new float[0];
    private float[] y = new float[0];
    private int rows;
    private boolean integers = true;
    private boolean labels = true;

    private CsvReader(Path file) {
        this.file = file;
    }

    /** {@code x} and {@code y}. */
    static Map<String, DataArray> read(Path file) throws IOException {
        return new CsvReader(file).arrays();
    }

    private Map<String, DataArray> arrays() throws IOException {
        int number = 0;
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    line(line, number);
                }
            }
        }
        if (rows == 0) {
            throw new DataException(file + " holds no numbers; a CSV file has one sample a line, its label in the column y or the last");
        }
        Map<String, DataArray> arrays = new LinkedHashMap<>();
        arrays.put("x", new DataArray(new int[] {rows, columns - 1}, !integers, Arrays.copyOf(x, rows * (columns - 1))));
        arrays.put("y", new DataArray(new int[] {rows}, !labels, Arrays.copyOf(y, rows)));
        return arrays;
    }

    private void line(String line, int number) throws DataException {
        String[] fields = line.split(",", MAX_COLUMNS + 1);
        if (columns == 0) {
            columns = fields.length;
            target = columns - 1;
            if (columns < 2 || columns > MAX_COLUMNS) {
                throw new DataException(file + ", line " + number + ": " + columns + " columns; allowed: 2 to " + MAX_COLUMNS);
            }
            if (!isNumber(fields[0].strip())) {
                for (int c = 0; c < columns; c++) {
                    String name = fields[c].strip();
                    target = name.equals("y") || name.equals("label") ? c : target;
                }
                return;
            }
        }
        if (fields.length != columns) {
            throw new DataException(file + ", line " + number + ": " + fields.length + " columns; the first line has " + columns);
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
            String field = fields[c].strip();
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

    private float number(String field, int line, int column) throws DataException {
        try {
            return Float.parseFloat(field);
        } catch (NumberFormatException e) {
            throw new DataException(file + ", line " + line + ", column " + column + ": '"
                    + (field.length() > 40 ? field.substring(0, 40) + "…" : field) + "' is no number", e);
        }
    }

    private static boolean isNumber(String field) {
        try {
            Float.parseFloat(field);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
