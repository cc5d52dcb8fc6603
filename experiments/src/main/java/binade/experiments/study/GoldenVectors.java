package binade.experiments.study;

import binade.simulator.tensorcore.AccumulatorFormat;
import binade.simulator.tensorcore.DotEngine;
import binade.simulator.tensorcore.DotOperands;
import binade.simulator.tensorcore.Machines;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.OperandFormat;
import binade.simulator.tensorcore.Scaling;
import binade.simulator.tensorcore.Sparsity;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Result words read from real machines, against ours. Files of two layouts, gzip or plain: {@code #tcvec v1} (one unit per
 * file; columns id, a, b, c, d and perhaps more) and {@code #tcblk v1} (one unit per row, with scales and flags).
 */
public final class GoldenVectors {
    /**
     * What became of a file.
     *
     * @param file name
     * @param rows cases
     * @param mismatches rows with another word
     * @param first the first of them: line, id, our word and the machine's; empty if there is none
     */
    public record Outcome(String file, long rows, long mismatches, String first) {}

    private static final String SATFINITE = "-satfinite";
    private static final String EMULATED = "-emulated";
    private static final int VECTOR_COLUMNS = 5;
    private static final int BLOCK_COLUMNS = 15;

    private final Function<MatrixUnit, DotEngine> engines;
    private final UnaryOperator<MatrixUnit> settings;
    private final Map<String, DotEngine> cache = new HashMap<>();

    /**
     * @param engines the implementation to check
     * @param settings what is changed about each unit first
     */
    public GoldenVectors(Function<MatrixUnit, DotEngine> engines, UnaryOperator<MatrixUnit> settings) {
        this.engines = engines;
        this.settings = settings;
    }

    /** @throws IllegalArgumentException naming file and line if a line cannot be used */
    public Outcome check(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return check(file.getFileName().toString(), in);
        }
    }

    /**
     * @param in bytes, gzip or not; supports mark
     * @throws IOException naming the file if it is no whole gzip stream
     * @throws IllegalArgumentException naming file and line if a line cannot be used, or rows are missing
     */
    public Outcome check(String name, InputStream in) throws IOException {
        try {
            return checkLines(name, in);
        } catch (EOFException | ZipException e) {
            throw new IOException(name + ": the gzip stream is damaged or ends early: " + e.getMessage(), e);
        }
    }

    private Outcome checkLines(String name, InputStream in) throws IOException {
        in.mark(2);
        boolean zipped = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        BufferedReader lines = new BufferedReader(
                new InputStreamReader(zipped ? new GZIPInputStream(in) : in, StandardCharsets.US_ASCII));
        Map<String, String> header = header(name, lines.readLine());
        boolean blocks = header.containsKey("#tcblk");
        long number = 1;
        long rows = 0;
        long mismatches = 0;
        String first = "";
        String line;
        while ((line = lines.readLine()) != null) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] f = line.split(",", -1);
            try {
                if (!blocks && f.length != VECTOR_COLUMNS) {
                    throw new IllegalArgumentException("has " + f.length + " columns; id,a,b,c,d are needed");
                }
                String expected = blocks ? f[Math.min(f.length, BLOCK_COLUMNS) - 1] : f[4];
                String ours = blocks ? blockRow(header, f) : vectorRow(header, f);
                rows++;
                if (!ours.equalsIgnoreCase(expected)) {
                    mismatches++;
                    first = mismatches == 1 ? "line " + number + ", id " + f[0] + ": " + ours + ", machine " + expected : first;
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new IllegalArgumentException(name + ", line " + number + ": " + e.getMessage(), e);
            }
        }
    if (header.containsKey("rows") && rows < number(header, "rows")) {
        throw new IllegalArgumentException(
                name + ": " + rows + " rows, where line 1 promises " + header.get("rows") + "; the file is not whole");
    }
    return new Outcome(name, rows, mismatches, first);
}

private static Map<String, String> header(String name, String line) {
        Map<String, String> fields = new HashMap<>();
        for (String part : line == null ? new String[0] : line.split("\\s+")) {
            int equals = part.indexOf('=');
            fields.put(equals < 0 ? part : part.substring(0, equals), equals < 0 ? "" : part.substring(equals + 1));
        }
        boolean known = fields.containsKey("#tcvec") || fields.containsKey("#tcblk");
        if (!known || !fields.containsKey("v1") || !fields.containsKey("gpu") || !fields.containsKey("path")) {
            throw new IllegalArgumentException(
                    name + ", line 1: not '#tcvec v1 gpu=… path=… in=… acc=… k=…' or '#tcblk v1 gpu=… path=…'");
        }
        return fields;
    }

    private static int number(Map<String, String> header, String field) {
        try {
            return Integer.parseInt(header.getOrDefault(field, ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the header has no number " + field + "=", e);
        }
    }

    private String vectorRow(Map<String, String> header, String[] f) {
        String in = header.getOrDefault("in", "");
        String[] formats = in.matches("[su]\\d[su]\\d") ? new String[] {in.substring(0, 2), in.substring(2)} : new String[] {in, in};
        DotEngine engine = engine(header, formats[0], formats[1], header.getOrDefault("acc", ""), Scaling.Kind.PLAIN,
                header.get("path").endsWith(SATFINITE), -1);
        int k = number(header, "k");
        OperandFormat a = OperandFormat.parse(formats[0]);
        OperandFormat b = OperandFormat.parse(formats[1]);
        return word(engine.dot(new DotOperands(words(a, f[1], k), words(b, f[2], k), bits(f[3]))), f[4].length());
    }

    private String blockRow(Map<String, String> header, String[] f) {
        if (f.length != BLOCK_COLUMNS) {
            throw new IllegalArgumentException("has " + f.length + " columns; " + BLOCK_COLUMNS + " are needed");
        }
        int sparse = f[13].startsWith("sparse-meta-") ? Integer.parseInt(f[13].substring("sparse-meta-".length()), 16) : -1;
        Scaling.Kind kind = Scaling.Kind.parse(f[2]);
        MatrixUnit unit = unit(header, f[3], f[4], f[5], kind, f[13].equals("satfinite"));
        DotEngine engine = engine(header, f[3], f[4], f[5], kind, f[13].equals("satfinite"), sparse);
        int k = Integer.parseInt(f[6]);
        long[] a = words(unit.a(), f[7], k);
        long[] b = words(unit.b(), f[8], k);
        if (sparse >= 0) {
            Sparsity select = Sparsity.of(unit, sparse);
            a = select.select(a);
            b = select.select(b);
        }
        return word(engine.dot(new DotOperands(a, b, bits(f[9]), scales(f[10]), scales(f[11]))), f[14].length());
    }

    private DotEngine engine(
            Map<String, String> header, String a, String b, String accumulator, Scaling.Kind kind, boolean saturate, int sparse) {
        String key = String.join(" ", header.get("gpu"), header.get("path"), a, b, accumulator, kind.id(),
                Boolean.toString(saturate), Integer.toString(sparse));
        return cache.computeIfAbsent(key, _ -> engines.apply(unit(header, a, b, accumulator, kind, saturate)));
    }

    private MatrixUnit unit(
            Map<String, String> header, String a, String b, String accumulator, Scaling.Kind kind, boolean saturate) {
        String path = header.get("path").replace(SATFINITE, "").replace(EMULATED, "");
        MatrixUnit unit = Machines.select(
                Machines.parse(header.get("gpu").toLowerCase(Locale.ROOT)),
                new Machines.Query(
                        path, OperandFormat.parse(a), OperandFormat.parse(b), AccumulatorFormat.parse(accumulator), kind));
        return settings.apply(saturate ? unit.saturating() : unit);
    }

    /** k elements of equal width in digits, without separators; single bits 32 to a word. */
    private static long[] words(OperandFormat format, String digits, int k) {
        int count = format.isBits() ? k / 32 : k;
        if (count == 0 || digits.length() % count != 0) {
            throw new IllegalArgumentException(digits.length() + " digits are not " + k + " words of " + format.id());
        }
        int width = digits.length() / count;
        long[] words = new long[count];
        for (int i = 0; i < count; i++) {
            words[i] = bits(digits.substring(i * width, (i + 1) * width));
            if (format == OperandFormat.BF16 && width == 2 * format.digits()) {
                words[i] >>>= 16; // a container
            }
        }
        return words;
    }

    private static long[] scales(String digits) {
        long[] scales = new long[digits.length() / 2];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = bits(digits.substring(2 * i, 2 * i + 2));
        }
        return scales;
    }

    private static long bits(String digits) {
        try {
            return Long.parseUnsignedLong(digits, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + digits + "' is not hexadecimal", e);
        }
    }

    private static String word(long bits, int digits) {
        String hex = Long.toHexString(bits);
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }
}
