package binade.experiments.stream;

import binade.formats.Decimals;
import binade.formats.Rounding;
import binade.formats.Rounding.Operand;
import binade.formats.SignFormat;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * Binary and ternary tensors, one per line. After {@code ;} stands what the scale rule needs: one random integer R in
 * hex, or the previous quantized tensor.
 */
public final class SignStream {
    private final SignFormat format;
    private final Rounding rounding;
    private final int randomBits;
    private final Notation in;
    private final Notation out;

    public SignStream(SignFormat format, Rounding rounding, int randomBits, Notation in, Notation out) {
        this.format = format;
        this.rounding = rounding;
        this.randomBits = randomBits;
        this.in = in;
        this.out = out;
    }

    /**
     * Copies lines through the format.
     *
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public void run(BufferedReader input, String source, Appendable output) throws IOException {
        Lines.copy(input, source, output, (line, out) -> out.append(tensor(line)));
    }

    private String tensor(String line) {
        int semicolon = line.indexOf(';');
        Operand operand = rounding.operand();
        if (semicolon >= 0 != (operand != Operand.NONE)) {
            throw new IllegalArgumentException("rounding " + rounding.id() + switch (operand) {
                case NONE -> " takes one tensor, two are given";
                case RANDOM -> " needs one random integer R (hex) after ' ; '";
                case PREVIOUS -> " needs the previous quantized tensor after ' ; '";
            });
        }
        double[] x = numbers(semicolon < 0 ? line : line.substring(0, semicolon));
        String second = semicolon < 0 ? "" : line.substring(semicolon + 1).strip();
        long random = operand == Operand.RANDOM ? random(second) : 0;
        double previousMax = 0;
        if (operand == Operand.PREVIOUS) {
            for (double v : numbers(second)) {
                previousMax = Math.max(previousMax, Math.abs(v));
            }
        }
        return print(format.quantize(x, rounding, random, randomBits, previousMax));
    }

    private long random(String text) {
        long r = Notation.parseBits(text, 64);
        if (r >>> randomBits != 0) {
            throw new IllegalArgumentException(
                    "random integer '" + text + "' is not below 2^" + randomBits + " (--random-bits)");
        }
        return r;
    }

    private double[] numbers(String text) {
        String[] words = Words.of(text);
        double[] x = new double[words.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (in) {
                case HEX -> Notation.parseHex(words[i]);
                case DEC -> Decimals.parse(words[i], Double.PRECISION);
                case CODE -> throw new IllegalArgumentException(
                        "codes of " + format.id() + " have no values without a scale; use --in hex or --in dec");
            };
        }
        return x;
    }

    private String print(SignFormat.Quantized q) {
        StringBuilder line = new StringBuilder();
        if (out == Notation.CODE) {
            line.append(format.powerOfTwoScale()
                            ? Integer.toString(Math.getExponent(q.scale()))
                            : "%08x".formatted(Float.floatToIntBits((float) q.scale())))
                    .append(" :");
        }
        for (int i = 0; i < q.signs().length; i++) {
            if (!line.isEmpty()) {
                line.append(' ');
            }
            switch (out) {
                case CODE -> line.append(format.code(q.signs()[i]));
                case HEX -> line.append("%08x".formatted(Float.floatToIntBits((float) q.value(i))));
                case DEC -> line.append(q.value(i));
            }
        }
        return line.toString();
    }
}
