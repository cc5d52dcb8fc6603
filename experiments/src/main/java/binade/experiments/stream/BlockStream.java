package binade.experiments.stream;

import binade.experiments.stream.RoundStream.NanPolicy;
import binade.formats.BlockFormat;
import binade.formats.Decimals;
import binade.formats.Formats;
import binade.formats.Rounding;
import binade.formats.Rounding.Operand;
import binade.formats.ScalarFormat;
import binade.formats.block.BlockTensor;
import binade.formats.block.ElementRounding;
import java.io.BufferedReader;
import java.io.IOException;

/**
 * Tensors in a block format, one per line; the blocks run along the line. Stochastic roundings find R of each element
 * after {@code ;}. Code output is {@code SCALE : CODE CODE ...} per block, blocks separated by {@code  | }, a tensor
 * scale (binary32) in front of the first.
 */
public final class BlockStream {
    private static final int BINARY32 = 24;
    private static final ScalarFormat VALUES = Formats.scalar("fp32");

    private final BlockFormat format;
    private final Rounding rounding;
    private final int randomBits;
    private final Notation in;
    private final Notation out;
    private final NanPolicy nan;

    public BlockStream(
            BlockFormat format, Rounding rounding, int randomBits, Notation in, Notation out, NanPolicy nan) {
        this.format = format;
        this.rounding = rounding;
        this.randomBits = randomBits;
        this.in = in;
        this.out = out;
        this.nan = nan;
    }

    /**
     * Copies lines through the format.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public void run(BufferedReader input, String source, Appendable output) throws IOException {
        TensorLines.copy(input, source, output, this::tensor);
    }

    private String tensor(String line) {
        int semicolon = line.indexOf(';');
        boolean stochastic = rounding.operand() == Operand.RANDOM;
        if (semicolon >= 0 != stochastic) {
            throw new IllegalArgumentException("rounding " + rounding.id()
                    + (stochastic ? " needs a second tensor after ' ; '" : " takes one tensor, two are given"));
        }
        float[] x = numbers(semicolon < 0 ? line : line.substring(0, semicolon));
        ElementRounding how = stochastic
                ? new ElementRounding(rounding, randoms(line.substring(semicolon + 1), x.length), randomBits)
                : ElementRounding.of(rounding);
        BlockTensor t = BlockTensor.encode(format, x, 1, x.length, how);
        StringBuilder text = new StringBuilder();
        if (out == Notation.CODE) {
            printCodes(t, text);
        } else {
            for (float y : t.values()) {
                out.print(y, VALUES, 0, false, text.isEmpty() ? text : text.append(' '));
            }
        }
        return text.toString();
    }

    private void printCodes(BlockTensor t, StringBuilder text) {
        int digits = (format.width() + 3) / 4;
        if (format.hasTensorScale()) {
            text.append("%08x ".formatted(Float.floatToIntBits(t.tensorScale())));
        }
        byte[] codes = t.codes();
        for (int i = 0; i < codes.length; i++) {
            if (i % format.blockSize() == 0) {
                text.append(i == 0 ? "" : " | ")
                        .append(format.printScale(t.scales()[i / format.blockSize()]))
                        .append(" :");
            }
            text.append(' ');
            for (int d = digits - 1; d >= 0; d--) {
                text.append(Character.forDigit(codes[i] >>> 4 * d & 15, 16));
            }
        }
    }

    private float[] numbers(String text) {
        String[] words = Words.of(text);
        float[] x = new float[words.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (in) {
                case HEX -> (float) Notation.parseHex(words[i]);
                case DEC -> (float) Decimals.parse(words[i], BINARY32);
                case CODE -> throw new IllegalArgumentException(
                        "codes of " + format.id() + " have no values without a scale; use --in hex or --in dec");
            };
            if (Float.isNaN(x[i]) && !format.hasNan()) {
                x[i] = switch (nan) {
                    case ERROR -> throw new IllegalArgumentException("NaN, which " + format.id()
                            + " cannot represent (--nan zero|max to choose a value)");
                    case ZERO -> 0;
                    case MAX -> Float.POSITIVE_INFINITY; // no part of the maximum, and saturates
                };
            }
        }
        return x;
    }

    private long[] randoms(String text, int length) {
        String[] words = Words.of(text);
        if (words.length != length) {
            throw new IllegalArgumentException(
                    "the second tensor has " + words.length + " values, the first " + length);
        }
        long[] random = new long[length];
        for (int i = 0; i < length; i++) {
            random[i] = Notation.parseBits(words[i], 64);
            if (random[i] >>> randomBits != 0) {
                throw new IllegalArgumentException(
                        "random integer '" + words[i] + "' is not below 2^" + randomBits + " (--random-bits)");
            }
        }
        return random;
    }
}
