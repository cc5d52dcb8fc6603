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
import java.util.Arrays;

/**
 * Tensors in a block format, one per line; the blocks run along the line. Stochastic roundings find R of each element
 * after {@code ;}. Code output is {@code SCALE : CODE CODE ...} per block, blocks separated by {@code  | }, a tensor
 * scale (binary32) in front of the first. Code input is the same; such a tensor is in the format already and keeps its
 * scales, whatever the rounding.
 */
public final class BlockStream {
    private static final int BINARY32 = 24;
    private static final ScalarFormat VALUES = Formats.scalar("fp32");

    private final BlockFormat format;
    private final Rounding rounding;
    private final int randomBits;
    private final Notation in;
    private final Notation notation;
    private final NanPolicy nan;

    public BlockStream(
            BlockFormat format, Rounding rounding, int randomBits, Notation in, Notation out, NanPolicy nan) {
        this.format = format;
        this.rounding = rounding;
        this.randomBits = randomBits;
        this.in = in;
        this.notation = out;
        this.nan = nan;
    }

    /**
     * Copies lines through the format.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public void run(BufferedReader input, String source, Appendable output) throws IOException {
        Lines.copy(input, source, output, this::tensor);
    }

    private void tensor(String line, StringBuilder out) {
        int semicolon = line.indexOf(';');
        boolean stochastic = rounding.operand() == Operand.RANDOM;
        if (semicolon >= 0 != stochastic) {
            throw new IllegalArgumentException("rounding " + rounding.id()
                    + (stochastic ? " needs a second tensor after ' ; '" : " takes one tensor, two are given"));
        }
        String first = semicolon < 0 ? line : line.substring(0, semicolon);
        long[] random = stochastic ? randoms(line.substring(semicolon + 1)) : null;
        BlockTensor t = in == Notation.CODE ? BlockNotation.parse(first, format) : encode(numbers(first), random);
        if (random != null && random.length != t.columns()) {
            throw new IllegalArgumentException(
                    "the second tensor has " + random.length + " values, the first " + t.columns());
        }
        if (notation == Notation.CODE) {
            BlockNotation.print(t, out);
            return;
        }
        String separator = "";
        for (float y : t.values()) {
            notation.print(y, VALUES, 0, false, out.append(separator));
            separator = " ";
        }
    }

    private BlockTensor encode(float[] x, long[] random) {
        ElementRounding how = random == null
                ? ElementRounding.of(rounding)
                : new ElementRounding(rounding, Arrays.copyOf(random, x.length), randomBits);
        return BlockTensor.encode(format, x, 1, x.length, how);
    }

    private float[] numbers(String text) {
        String[] words = Words.of(text);
        float[] x = new float[words.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (in) {
                case HEX -> (float) Notation.parseHex(words[i]);
                case DEC -> (float) Decimals.parse(words[i], BINARY32);
                case CODE -> throw new IllegalStateException("codes are read with their scales");
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

    private long[] randoms(String text) {
        String[] words = Words.of(text);
        long[] random = new long[words.length];
        for (int i = 0; i < random.length; i++) {
            random[i] = Notation.parseBits(words[i], 64);
            if (random[i] >>> randomBits != 0) {
                throw new IllegalArgumentException(
                        "random integer '" + words[i] + "' is not below 2^" + randomBits + " (--random-bits)");
            }
        }
        return random;
    }
}
