package binade.hwmodel;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** The tables in the resources of this package. */
public final class Tables {
    private Tables() {}

    /**
     * All rows of a table; lines that start with # are comments.
     *
     * @param name path from this package
     * @throws IllegalStateException if there is no such table
     */
    public static List<NamedCsvRecord> read(String name) {
        try (InputStream in = Tables.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the table " + name + " is missing from the resources");
            }
            try (CsvReader<NamedCsvRecord> rows =
                    CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(in)) {
                return rows.stream().toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /** A number of a row; NaN where the cell is empty. */
    public static double number(NamedCsvRecord row, String column) {
        String text = row.getField(column);
        return text.isBlank() ? Double.NaN : Double.parseDouble(text);
    }
}
