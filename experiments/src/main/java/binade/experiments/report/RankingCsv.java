package binade.experiments.report;

import binade.experiments.report.RankingColumns.Column;
import binade.experiments.study.RankingRow;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** RFC 4180 with line feeds. The same rows give the same bytes: numbers as {@link Double#toString(double)} has them. */
final class RankingCsv {
    private RankingCsv() {}

    static String write(List<RankingRow> rows) {
        StringWriter out = new StringWriter(256 * (rows.size() + 1));
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out)) {
            csv.writeRecord(RankingColumns.ALL.stream().map(Column::name).toList());
            for (RankingRow row : rows) {
                csv.writeRecord(RankingColumns.ALL.stream().map(c -> field(c.value().apply(row))).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory cannot fail", e);
        }
        return out.toString();
    }

    private static String field(Object value) {
        return value == null ? "" : value.toString();
    }
}
