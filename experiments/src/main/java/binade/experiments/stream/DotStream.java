package binade.experiments.stream;

import binade.simulator.tensorcore.DotEngine;
import binade.simulator.tensorcore.DotOperands;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.OperandFormat;
import binade.simulator.tensorcore.Sparsity;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;

/**
 * Dot products of a unit, one per line: K words of a, K words of b, c, then the scales of a and of b, all in hex. Empty lines
 * and lines that begin with {@code #} are copied.
 */
public final class DotStream {
    private static final int FLUSH_AT = 1 << 15;

    private final MatrixUnit unit;
    private final DotEngine engine;
    private final Sparsity sparsity;
    private final int words;
    private final int scales;
    private final StringBuilder out = new StringBuilder(2 * FLUSH_AT);

    /**
     * @param sparsity which positions of a and b count, or null for all
     * @param k products of a line, before the selection; 0 to take as many as a line has
     * @param scaleBlock elements that share a scale; 0 without scales
     * @throws IllegalArgumentException if k does not fit words, chunks or scales
     */
    public DotStream(MatrixUnit unit, DotEngine engine, Sparsity sparsity, int k, int scaleBlock) {
        this.unit = unit;
        this.engine = engine;
        this.sparsity = sparsity;
        int perWord = unit.elementsPerWord();
        if (k % perWord != 0) {
            throw new IllegalArgumentException("K = " + k + " is not a multiple of " + perWord + ", the elements of a word");
        }
        if (sparsity != null && k % sparsity.chunk() != 0) {
            throw new IllegalArgumentException("K = " + k + " is not a multiple of " + sparsity.chunk() + ", the chunk of the metadata");
        }
        int stored = sparsity == null ? k : k / 2;
        if (scaleBlock > 0 && stored % scaleBlock != 0) {
            throw new IllegalArgumentException(
                    "K = " + k + " does not fill whole scale blocks of " + scaleBlock + (sparsity == null ? "" : " stored elements"));
        }
        words = k / perWord;
        scales = scaleBlock == 0 ? 0 : stored / scaleBlock;
    }

    /**
     * Evaluates line by line.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public void run(BufferedReader input, String source, Appendable output) throws IOException {
        long number = 0;
        String line;
        try {
            while ((line = input.readLine()) != null) {
                number++;
                if (line.isBlank() || line.charAt(0) == '#') {
                    out.append(line);
                } else {
                    print(engine.dot(parse(line.strip().split("\\s+"))));
                }
                out.append('\n');
                if (out.length() > FLUSH_AT) {
                    output.append(out);
                    out.setLength(0);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new LineException(source, number, e.getMessage());
        } finally {
            output.append(out);
            out.setLength(0);
        }
    }

    private DotOperands parse(String[] columns) {
        int n = words > 0 ? words : Math.max(1, (columns.length - 1) / 2);
        int expected = 2 * n + 1 + 2 * scales;
        if (columns.length != expected) {
            throw new IllegalArgumentException(unit.name() + " takes " + n + " words of a, " + n + " of b, one of c"
                    + (scales > 0 ? ", " + scales + " scales of a and " + scales + " of b" : "") + ": " + expected
                    + " columns; the line has " + columns.length);
        }
        long[] a = operands(unit.a(), columns, 0, n);
        long[] b = operands(unit.b(), columns, n, n);
        long c = Notation.parseBits(columns[2 * n], 4 * unit.accumulator().digits());
        if (sparsity != null) {
            a = sparsity.select(a);
            b = sparsity.select(b);
        }
        return new DotOperands(a, b, c, scales(columns, 2 * n + 1), scales(columns, 2 * n + 1 + scales));
    }

    private static long[] operands(OperandFormat format, String[] columns, int from, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = operand(format, columns[from + i]);
        }
        return values;
    }

    /** A word; eight digits of bf16 are a container with the value in its high half. */
    private static long operand(OperandFormat format, String text) {
        if (format == OperandFormat.BF16 && text.length() == 2 * format.digits()) {
            return Notation.parseBits(text, 32) >>> 16;
        }
        return Notation.parseBits(text, format.wordBits());
    }

    private long[] scales(String[] columns, int from) {
        return Arrays.stream(columns, from, from + scales).mapToLong(t -> Notation.parseBits(t, 8)).toArray();
    }

    private void print(long word) {
        for (int i = unit.accumulator().digits() - 1; i >= 0; i--) {
            out.append(Character.forDigit((int) (word >>> 4 * i) & 15, 16));
        }
    }
}
