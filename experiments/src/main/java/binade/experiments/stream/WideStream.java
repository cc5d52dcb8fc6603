package binade.experiments.stream;

import binade.formats.Decimals;
import binade.formats.Fraction;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.WideFormat;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * Rounds numbers into a P3109 format beyond binary64, one per line: {@link RoundStream} without the binary64 numbers. Empty
 * lines and lines that begin with {@code #} are copied.
 */
public final class WideStream {
    private final WideFormat format;
    private final Rounding rounding;
    private final Overflow overflow;
    private final int randomBits;
    private final Notation in;
    private final Notation out;

    /**
     * @param in decimals or codes
     * @param out decimals (exact: a short decimal or a C99 hex-float) or codes
     * @throws IllegalArgumentException if the rounding or a notation is not defined for these formats
     */
    public WideStream(
            WideFormat format, Rounding rounding, Overflow overflow, int randomBits, Notation in, Notation out) {
        this.format = format;
        this.rounding = rounding;
        this.overflow = overflow;
        this.randomBits = randomBits;
        this.in = in;
        this.out = out;
        if (!format.supports(rounding)) {
            throw new IllegalArgumentException("--rounding " + rounding.id() + " is not defined for " + format.id()
                    + "; allowed: rne rna rtz ru rd rto sr-a sr-b sr-c sr");
        }
        if (in == Notation.HEX || out == Notation.HEX) {
            throw new IllegalArgumentException("values of " + format.id()
                    + " are no binary64 numbers and have no hex pattern; allowed with --in and --out: dec code");
        }
    }

    /**
     * Copies lines through the format.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public void run(BufferedReader input, String source, Appendable output) throws IOException {
        long number = 0;
        String line;
        while ((line = input.readLine()) != null) {
            number++;
            try {
                output.append(line.isBlank() || line.charAt(0) == '#' ? line : rounded(line)).append('\n');
            } catch (IllegalArgumentException e) {
                throw new LineException(source, number, e.getMessage());
            }
        }
    }

    private String rounded(String line) {
        String[] words = Words.of(line);
        int wanted = rounding.operand() == Rounding.Operand.RANDOM ? 2 : 1;
        if (words.length != wanted) {
            throw new IllegalArgumentException("rounding " + rounding.id() + " takes "
                    + (wanted == 1 ? "one column" : "a second column, the random integer R (hex)") + "; the line has "
                    + words.length);
        }
        long random = wanted == 1 ? 0 : Notation.parseBits(words[1], 64);
        if (random >>> randomBits != 0) {
            throw new IllegalArgumentException(
                    "random integer '" + words[1] + "' is not below 2^" + randomBits + " (--random-bits)");
        }
        long code = code(words[0], random);
        return out == Notation.CODE
                ? ("%0" + (format.width() + 3) / 4 + "x").formatted(code)
                : format.print(code);
    }

    private long code(String text, long random) {
        Fraction exact;
        double special;
        if (in == Notation.CODE) {
            long code = Notation.parseBits(text, format.width());
            exact = format.value(code);
            special = switch (format.classify(code)) {
                case NAN -> Double.NaN;
                case INFINITE -> format.isNegative(code) ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                case ZERO, SUBNORMAL, NORMAL -> 0;
            };
        } else {
            exact = Decimals.exact(text);
            special = exact == null ? Decimals.parse(text, Double.PRECISION) : 0;
        }
        return exact == null
                ? format.special(special, overflow)
                : format.round(exact, rounding, overflow, random, randomBits);
    }
}
