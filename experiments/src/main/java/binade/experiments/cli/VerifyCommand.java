package binade.experiments.cli;

import binade.experiments.study.RoundingVerification;
import binade.experiments.study.RoundingVerification.Outcome;
import binade.formats.Formats;
import binade.formats.GridFormat.Family;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        header = "Fast rounding against the exact reference.",
        description = {
            "",
            "  binade verify fp134                                 critical inputs, all rules",
            "  binade verify --exhaustive binary8p3se posit8_2     all 2^32 inputs",
            "  binade verify --exhaustive -o verify.csv            of all formats; resumes",
            "",
            "The fast way is the kernel of this process where the values are binary32 numbers, a table",
            "search for posits and codebooks to nearest, else ScalarFormat.round number by number. Rules",
            "with a second operand run with a few of them in turn: R = 0, a third, half and all of",
            "2^24 - 1; hysteresis from both ends of the range and from 1.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:no difference", " 1:failed", " 2:wrong usage", " 3:a result differs", "130:interrupted"})
final class VerifyCommand implements Callable<Integer> {
    private static final String[] COLUMNS = {
        "format", "rounding", "overflow", "inputs", "mismatches", "first_mismatch", "seconds", "inputs_per_second_core",
        "kernel", "date", "commit"
    };
    private static final int MISMATCHES = 4;
    private static final int COMMIT = 10;

    /** What a row is about: format, rounding, overflow rule, number of inputs, kernel. */
    private static final List<Integer> KEY = List.of(0, 1, 2, 3, 8);

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..*",
            description = "formats (default: all of the catalogue, of P3109 those of at most 8 bits)")
    List<String> ids = List.of();

    @Option(names = "--exhaustive", description = "all 2^32 inputs instead of 393,216 critical ones")
    boolean exhaustive;

    @Option(names = "--rounding", paramLabel = "ID", converter = Converters.OfRounding.class,
            description = "one rounding (default: all that the format has)")
    Rounding rounding;

    @Option(names = "--overflow", paramLabel = "ID", converter = Converters.OfOverflow.class,
            description = "one overflow rule (default: all that the format has)")
    Overflow overflow;

    @Option(names = "--threads", paramLabel = "N", description = "worker threads (default: all processors)")
    Integer threads;

    @Option(names = "-o", paramLabel = "FILE.csv",
            description = "table of the outcome, written after each row; rows found there are kept, those of this commit not run again")
    Path output;

    @Option(names = {"-q", "--quiet"}, description = "no progress on standard error")
    boolean quiet;

    /** Rows of the table in order, by what was verified. */
    private final Map<List<String>, Object[]> rows = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (workers < 1 || workers > 1024) {
            throw new ParameterException(spec.commandLine(), "--threads " + workers + "; allowed: 1 to 1024");
        }
        List<ScalarFormat> chosen = ids.isEmpty() ? usual() : ids.stream().map(this::format).toList();
        chosen.forEach(this::check);
        readRows();
        for (ScalarFormat format : chosen) {
            for (Rounding r : rounding != null ? new Rounding[] {rounding} : Rounding.values()) {
                if (format.supports(r)) {
                    verify(format, r, workers);
                }
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        table().text(out);
        out.flush();
        return rows.values().stream().allMatch(row -> row[MISMATCHES].toString().equals("0")) ? 0 : 3;
    }

    /** The catalogue, of the P3109 family its members of at most 8 bits. */
    private static List<ScalarFormat> usual() {
        return Arrays.stream(Family.values())
                .flatMap(f -> Formats.ids(f).stream())
                .map(Formats::scalar)
                .filter(f -> f.family() != Family.P3109 || f.width() <= 8)
                .toList();
    }

    /** Not by a converter: picocli takes a word that it cannot convert for one too many. */
    private ScalarFormat format(String id) {
        try {
            return Formats.scalar(id);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** A rule that a format does not have is wrong usage. */
    private void check(ScalarFormat format) {
        if (rounding != null && !format.supports(rounding)) {
            throw new ParameterException(spec.commandLine(), "--rounding " + rounding.id() + " is not defined for "
                    + format.id() + "; allowed: " + Arrays.stream(Rounding.values()).filter(format::supports)
                            .map(Rounding::id).collect(Collectors.joining(" ")));
        }
        if (overflow != null && !format.supports(overflow)) {
            throw new ParameterException(spec.commandLine(), "--overflow " + overflow.id() + " is not defined for "
                    + format.id() + "; allowed: " + Arrays.stream(Overflow.values()).filter(format::supports)
                            .map(Overflow::id).collect(Collectors.joining(" ")));
        }
    }

    private void verify(ScalarFormat format, Rounding r, int workers) throws IOException {
        RoundingVerification verification = null;
        for (Overflow o : overflow != null ? new Overflow[] {overflow} : Overflow.values()) {
            if (!format.supports(o) || isDone(format, r, o)) {
                continue;
            }
            if (verification == null) {
                verification = new RoundingVerification(format, r);
            }
            Outcome outcome = run(verification, o, workers);
            int cores = exhaustive ? workers : 1;
            put(new Object[] {
                format.id(), r.id(), o.id(), outcome.inputs(), outcome.mismatches(),
                outcome.firstMismatch() < 0 ? "" : "%08x".formatted(outcome.firstMismatch()),
                "%.2f".formatted(outcome.seconds()),
                "%.2g".formatted(outcome.inputs() / outcome.seconds() / cores), RoundingVerification.method(format, r),
                LocalDate.now(ZoneOffset.UTC).toString(), Version.commit()
            });
            if (output != null) {
                Files.write(output, null, table()::csv);
            }
            if (!quiet) {
                spec.commandLine().getErr().printf("%s %s %s: %d of %d differ, %.1f s%n", format.id(), r.id(), o.id(),
                        outcome.mismatches(), outcome.inputs(), outcome.seconds());
            }
        }
    }

    private Outcome run(RoundingVerification verification, Overflow o, int workers) {
        try {
            return exhaustive ? verification.exhaustive(o, workers) : verification.quick(o);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private PlainTable table() {
        PlainTable t = new PlainTable(COLUMNS);
        rows.values().forEach(t::add);
        return t;
    }

    /** A row takes the place of an older one about the same. */
    private void put(Object[] row) {
        rows.put(key(row), row);
    }

    private static List<String> key(Object[] row) {
        return KEY.stream().map(i -> row[i].toString()).toList();
    }

    /** The rows of earlier runs, if the table is there: nothing that was found out is dropped. */
    private void readRows() throws IOException {
        if (output == null || !java.nio.file.Files.exists(output)) {
            return;
        }
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(output)) {
            for (NamedCsvRecord record : csv) {
                if (!record.getHeader().equals(Arrays.asList(COLUMNS)) || record.getFieldCount() != COLUMNS.length) {
                    throw new UserException("-o " + output + " holds another table; give a new file");
                }
                put(record.getFields().toArray());
            }
        }
    }

    /** Whether this commit has verified it before. */
    private boolean isDone(ScalarFormat f, Rounding r, Overflow o) {
        Object[] row = rows.get(List.of(f.id(), r.id(), o.id(), Long.toString(exhaustive ? 1L << 32 : 6L << 16),
                RoundingVerification.method(f, r)));
        return row != null && row[COMMIT].equals(Version.commit());
    }
}
