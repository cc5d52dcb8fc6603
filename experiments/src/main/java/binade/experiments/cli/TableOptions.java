package binade.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of every verb that prints a table. */
final class TableOptions {
    /** Text unless one of these is given. */
    static final class Style {
        @Option(names = "--json", description = "print JSON")
        boolean json;

        @Option(names = "--csv", description = "print CSV")
        boolean csv;
    }

    @ArgGroup(exclusive = true)
    Style style = new Style();

    @Option(names = "-o", paramLabel = "FILE", description = "write to FILE instead of standard output")
    Path output;

    /** One row: JSON is an object, text is written by the verb. */
    void printRecord(PlainTable row, Files.Writing text, PrintWriter stdout) throws IOException {
        Files.write(output, stdout, out -> {
            if (style.json) {
                row.jsonObject(out);
            } else if (style.csv) {
                row.csv(out);
            } else {
                text.to(out);
            }
        });
    }

    void print(PlainTable table, PrintWriter stdout) throws IOException {
        Files.write(output, stdout, out -> {
            if (style.json) {
                table.json(out);
            } else if (style.csv) {
                table.csv(out);
            } else {
                table.text(out);
            }
        });
    }
}
