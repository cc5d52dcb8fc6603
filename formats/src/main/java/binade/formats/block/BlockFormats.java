package binade.formats.block;

import binade.formats.BlockFormat;
import binade.formats.Formats;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** The catalogue of block formats; ask {@code Formats.block}. */
public final class BlockFormats {
    private BlockFormats() {}

    /** The format of an id in lower case, or null; {@code nf4} is the block format here. */
    public static BlockFormat parse(String id) {
        return Stream.<Function<String, ? extends BlockFormat>>of(
                        MxFormat::parse, NvFp4Format::parse, SharedExponentFormat::parse,
                        i -> i.equals("nf4") ? Nf4Format.INSTANCE : null)
                .map(kind -> (BlockFormat) kind.apply(id))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /**
     * The format of an id with options.
     *
     * @param options words that {@link BlockFormat#options} gives, separated by blanks
     * @throws IllegalArgumentException if there is no such format or option
     */
    public static BlockFormat parse(String id, String options) {
        BlockFormat format = Formats.block(id);
        for (String option : options.strip().split("\\s+")) {
            format = option.isEmpty() ? format : format.withOption(option);
        }
        return format;
    }

    /** The ids that the catalogue lists, usual members only where there is no end to them. */
    public static List<String> ids() {
        return Stream.concat(MxFormat.ids().stream(), Stream.of("nvfp4", "nf4", "bm2_5/48", "bfp8/16")).toList();
    }
}
