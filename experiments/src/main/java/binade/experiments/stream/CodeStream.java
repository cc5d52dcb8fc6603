package binade.experiments.stream;

import binade.simulator.arithmetic.Flags;
import binade.simulator.arithmetic.Result;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * Operations on code points, one per line: operands in hex, then R in hex if the rounding is stochastic. Empty lines
 * and lines that begin with {@code #} are copied.
 */
public final class CodeStream {
    /** What is done with the operands of a line; those a line does not have are 0. */
    @FunctionalInterface
    public interface Evaluation {
        Result of(long a, long b, long c, long random);
    }

    /**
     * The columns.
     *
     * @param name of the operation, for messages
     * @param operands 1 to 3
     * @param operandWidth bits of an operand's code
     * @param resultWidth bits of the result's code
     * @param randomBits N if the last column is R, 0 <= R < 2^N; else 0
     * @param flags whether {@code CODE FF} is printed, FF the sum of the flags
     * @param exact whether a rounding to integer that changes the number is inexact
     */
    public record Columns(
            String name, int operands, int operandWidth, int resultWidth, int randomBits, boolean flags, boolean exact) {}

    private static final int MAX_COLUMNS = 4;

    private final Columns columns;
    private final Evaluation evaluation;
    private final int resultDigits;
    private final long[] values = new long[MAX_COLUMNS];

    public CodeStream(Columns columns, Evaluation evaluation) {
        this.columns = columns;
        this.evaluation = evaluation;
        resultDigits = (columns.resultWidth() + 3) / 4;
    }

    /**
     * Evaluates line by line.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public void run(BufferedReader input, String source, Appendable output) throws IOException {
        Lines.copy(input, source, output, (line, out) -> {
            parse(line);
            print(evaluation.of(values[0], columns.operands() > 1 ? values[1] : 0,
                    columns.operands() > 2 ? values[2] : 0,
                    columns.randomBits() > 0 ? values[columns.operands()] : 0), out);
        });
    }

    private void parse(String line) {
        int expected = columns.operands() + (columns.randomBits() > 0 ? 1 : 0);
        int found = 0;
        int end = line.length();
        int i = 0;
        while (true) {
            while (i < end && isBlank(line.charAt(i))) {
                i++;
            }
            if (i == end) {
                break;
            }
            int start = i;
            while (i < end && !isBlank(line.charAt(i))) {
                i++;
            }
            if (found < expected) {
                long value = hex(line, start, i);
                boolean operand = found < columns.operands();
                values[found] = value >= 0 && value >>> (operand ? columns.operandWidth() : columns.randomBits()) == 0
                        ? value
                        : operand
                                ? Notation.parseBits(line.substring(start, i), columns.operandWidth())
                                : random(line.substring(start, i));
            }
            found++;
        }
        if (found != expected) {
            throw new IllegalArgumentException(columns.name() + " takes " + columns.operands()
                    + (columns.operands() == 1 ? " operand" : " operands")
                    + (columns.randomBits() > 0 ? " and the random integer R (hex)" : "") + "; the line has " + found
                    + (found == 1 ? " column" : " columns"));
        }
    }

    /** Up to 15 hex digits of a line, or -1 for anything else, which {@link Notation#parseBits} reads or refuses. */
    private static long hex(String line, int from, int to) {
        if (to - from > 15) {
            return -1;
        }
        long bits = 0;
        for (int i = from; i < to; i++) {
            int c = line.charAt(i);
            int letter = (c | 0x20) - 'a';
            int digit = c - '0';
            if (digit >= 0 && digit <= 9) {
                bits = bits << 4 | digit;
            } else if (letter >= 0 && letter <= 5) {
                bits = bits << 4 | letter + 10;
            } else {
                return -1;
            }
        }
        return bits;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    private long random(String text) {
        long r = Notation.parseBits(text, 64);
        if (r >>> columns.randomBits() != 0) {
            throw new IllegalArgumentException("random integer '" + text + "' is not below 2^" + columns.randomBits()
                    + " (--random-bits)");
        }
        return r;
    }

    private void print(Result result, StringBuilder out) {
        if (result.hasCode()) {
            hex(result.code(), resultDigits, out);
        } else {
            out.append('-');
        }
        if (columns.flags()) {
            out.append(' ');
            boolean overflow = (result.flags() & Flags.OVERFLOW) != 0;
            hex(columns.exact() || overflow ? result.flags() : result.flags() & ~Flags.INEXACT, 2, out);
        }
    }

    private static void hex(long bits, int digits, StringBuilder out) {
        for (int i = digits - 1; i >= 0; i--) {
            out.append(Character.forDigit((int) (bits >>> (4 * i)) & 15, 16));
        }
    }
}
