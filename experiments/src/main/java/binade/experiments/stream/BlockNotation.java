package binade.experiments.stream;

import binade.formats.BlockFormat;
import binade.formats.block.BlockTensor;
import binade.formats.block.Tiles;
import java.util.Arrays;

/**
 * A vector of blocks as text: {@code SCALE : CODE CODE ... | SCALE : CODE ...}, codes in hex, scales as {@link
 * binade.formats.block.ScaleType} writes them. A scale of the whole tensor, a binary32 pattern, stands in front.
 */
final class BlockNotation {
    private BlockNotation() {}

    static void print(BlockTensor t, StringBuilder out) {
        BlockFormat format = t.format();
        int digits = (format.width() + 3) / 4;
        if (format.hasTensorScale()) {
            out.append("%08x ".formatted(Float.floatToIntBits(t.tensorScale())));
        }
        byte[] codes = t.codes();
        for (int i = 0; i < codes.length; i++) {
            if (i % format.blockSize() == 0) {
                out.append(i == 0 ? "" : " | ")
                        .append(format.scaleType().print(t.scales()[i / format.blockSize()]))
                        .append(" :");
            }
            out.append(' ');
            for (int d = digits - 1; d >= 0; d--) {
                out.append(Character.forDigit(codes[i] >>> 4 * d & 15, 16));
            }
        }
    }

    /**
     * Reads what {@link #print} writes.
     *
     * @throws IllegalArgumentException naming the block that is wrong
     */
    static BlockTensor parse(String text, BlockFormat format) {
        String rest = text.strip();
        float tensorScale = 1;
        if (format.hasTensorScale()) {
            int end = rest.indexOf(' ');
            String word = end < 0 ? rest : rest.substring(0, end);
            if (word.length() != 8) {
                throw new IllegalArgumentException("'" + word + "' is no tensor scale of " + format.id()
                        + "; its binary32 pattern of 8 hex digits stands in front of the blocks");
            }
            tensorScale = Float.intBitsToFloat((int) Notation.parseBits(word, 32));
            rest = rest.substring(word.length());
        }
        String[] blocks = rest.split("\\|", -1);
        int[] scales = new int[blocks.length];
        byte[] codes = new byte[blocks.length * format.blockSize()];
        int n = 0;
        for (int b = 0; b < blocks.length; b++) {
            try {
                n += block(blocks[b], format, b, scales, codes, b == blocks.length - 1);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("block " + (b + 1) + ": " + e.getMessage(), e);
            }
        }
        Tiles tiles = Tiles.rows(1, n, format.blockSize());
        return BlockTensor.of(format, tiles, tensorScale, scales, Arrays.copyOf(codes, n));
    }

    private static int block(String text, BlockFormat format, int b, int[] scales, byte[] codes, boolean last) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text.strip() + "' is not written as SCALE : CODE CODE ...");
        }
        scales[b] = format.scaleType().parse(text.substring(0, colon).strip());
        String[] words = Words.of(text.substring(colon + 1));
        int size = format.blockSize();
        if (words.length > size || words.length < (last ? 1 : size)) {
            throw new IllegalArgumentException(words.length + " codes; a block of " + format.id() + " has " + size
                    + (last ? " or, at the end, fewer" : ""));
        }
        for (int i = 0; i < words.length; i++) {
            long code = Notation.parseBits(words[i], format.width());
            format.element().decode(code); // refuses a code that names no value
            codes[b * size + i] = (byte) code;
        }
        return words.length;
    }
}
