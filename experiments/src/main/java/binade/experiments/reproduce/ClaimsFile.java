package binade.experiments.reproduce;

import binade.experiments.reproduce.Claim.Formula;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code claims.csv}; every complaint names file, line and column. */
final class ClaimsFile {
    static final List<String> COLUMNS = List.of(
            "id", "statement", "quantity", "relation", "paper", "scale", "setting", "source", "explanation");
    private static final String OURS = "ours";
    private static final String PAPER = "paper";

    private final String paper;
    private final String file;
    private final Set<String> measurements;

    /** @param measurements ids that quantities may refer to */
    ClaimsFile(String paper, String file, Set<String> measurements) {
        this.paper = paper;
        this.file = file;
        this.measurements = measurements;
    }

    /** @throws IllegalArgumentException naming line, column and what is allowed */
    List<Claim> read(String text) {
        List<Claim> claims = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(text)) {
            for (NamedCsvRecord row : csv) {
                if (!row.getHeader().equals(COLUMNS)) {
                    throw new IllegalArgumentException(file + ": columns " + String.join(",", row.getHeader()) + "; needed: "
                            + String.join(",", COLUMNS));
                }
                Claim claim = claim(row);
                if (!ids.add(claim.id())) {
                    throw wrong(row, "id", "'" + claim.id() + "' stands there twice");
                }
                claims.add(claim);
            }
        } catch (CsvParseException e) {
            throw new IllegalArgumentException(file + ": not CSV: " + (e.getCause() == null ? e.getMessage() : e.getCause().getMessage()), e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException("a text in memory cannot fail", e);
        }
        if (claims.isEmpty()) {
            throw new IllegalArgumentException(file + ": no claims");
        }
        return claims;
    }

    private Claim claim(NamedCsvRecord row) {
        for (String column : COLUMNS.subList(0, COLUMNS.size() - 1)) {
            if (row.getField(column).isBlank()) {
                throw wrong(row, column, "is empty");
            }
        }
        Formula quantity = formula(row, "quantity");
        for (String name : quantity.expression().names()) {
            if (!measurements.contains(name)) {
                throw wrong(row, "quantity", "no measurement " + name + " in recipe.json; there are: " + String.join(" ", measurements));
            }
        }
        if (quantity.expression().names().isEmpty()) {
            throw wrong(row, "quantity", "refers to no measurement: nothing would be measured");
        }
        Formula relation = formula(row, "relation");
        if (!relation.expression().names().contains(OURS)
                || !Set.of(OURS, PAPER).containsAll(relation.expression().names())) {
            throw wrong(row, "relation", "'" + relation.text() + "' must compare ours with paper or with numbers");
        }
        Claim claim = new Claim(
                paper, row.getField("id"), row.getField("statement"), quantity, relation,
                row.getField("paper"), row.getField("scale"), row.getField("setting"), row.getField("source"), row.getField("explanation"));
        if (relation.expression().names().contains(PAPER) && Double.isNaN(claim.publishedNumber())) {
            throw wrong(row, "paper", "'" + claim.published() + "' is not a number, and the relation uses it");
        }
        return claim;
    }

    private Formula formula(NamedCsvRecord row, String column) {
        try {
            return Formula.parse(row.getField(column));
        } catch (ExpressionException e) {
            throw wrong(row, column, e.getMessage());
        }
    }

    private IllegalArgumentException wrong(NamedCsvRecord row, String column, String reason) {
        return new IllegalArgumentException(file + ":" + row.getStartingLineNumber() + ": " + column + ": " + reason);
    }
}
