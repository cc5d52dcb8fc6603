package binade.formats;

import binade.formats.GridFormat.Family;
import binade.formats.block.BlockFormats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every format by its id. Fixed definitions are in the {@link Catalogue}; parametrised ids ({@code list:...}, {@code q3.4},
 * {@code w8-094}, {@code binary8p3se}, {@code posit8_2}) are read by {@link #parse} (grids), {@link #scalar} and {@link #any}.
 */
public final class Formats {
    private Formats() {}

    /** Grid formats with fixed definitions, in the order of the catalogue; the P3109 family apart. */
    public static Collection<GridFormat> all() {
        return Catalogue.NAMED.values();
    }

    /**
     * A small float without reserved codes: E exponent bits, M trailing bits, max = 2^(2^E-1-bias) (2 - 2^-M).
     *
     * @throws IllegalArgumentException outside 1 <= E <= 8, 0 <= M <= 23, or where values leave binary32
     */
    public static GridFormat biasedFloat(String id, int e, int m, int bias) {
        return Catalogue.biasedFloat(id, e, m, bias);
    }

    /** The ids of a family that the catalogue lists, usual members only where there is no end to them. */
    public static List<String> ids(Family family) {
        return switch (family) {
            case IEEE, SMALL, LIST, FLOAT, INTEGER ->
                Catalogue.NAMED.values().stream().filter(f -> f.family() == family).map(GridFormat::id).toList();
            case FIXED_POINT -> List.of("q3.4", "q0.7", "uq0.8");
            case P3109 -> P3109.ids();
            case POSIT -> Posits.ids();
            case LNS -> LogNumbers.ids();
            case CODEBOOK -> List.of("nf4");
        };
    }

    /** The members of the P3109 family whose values are no binary64 numbers; {@link #any} knows them. */
    public static List<String> wideP3109() {
        return P3109.wideIds();
    }

    /** The 8-bit members of the P3109 family: enough for an overview. */
    public static List<String> usualP3109() {
        return P3109.ids(8);
    }

    private static final Pattern MEMBER = Pattern.compile("w([3-8])-(\\d{3})");
    private static final Pattern FIXED = Pattern.compile("(u?)q(\\d{1,2})\\.(\\d{1,2})");

    /**
     * The grid format of an id.
     *
     * @throws IllegalArgumentException if there is none, with the nearest id that exists
     */
    public static GridFormat parse(String text) {
        return switch (scalar(text)) {
            case GridFormat grid -> grid;
            case TableFormat table -> throw new IllegalArgumentException("'" + table.id() + "' is a "
                    + table.family().title() + "; a grid format is needed here: a float, list, integer or fixed point");
        };
    }

    /**
     * The scalar format of an id, posits, logarithmic numbers and codebooks included.
     *
     * @throws IllegalArgumentException if there is none, with the nearest id that exists
     */
    public static ScalarFormat scalar(String text) {
        return switch (any(text)) {
            case ScalarFormat scalar -> scalar;
            case WideFormat wide -> throw new IllegalArgumentException("'" + wide.id() + "' has exponents down to "
                    + (wide.emin() - wide.precision() + 1)
                    + ", outside binary64; it is known to round, calc, convert, show and formats");
            case SignFormat signs -> throw new IllegalArgumentException(
                    "'" + signs.id() + "' takes its scale from a whole tensor (binade round --tensor)");
            case BlockFormat blocks -> throw new IllegalArgumentException(
                    "'" + blocks.id() + "' takes its scales from blocks of a tensor (binade round --tensor)");
        };
    }

    /**
     * The block format of an id. Here {@code nf4} is the block format; {@link #any} knows it as the codebook without scale.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static BlockFormat block(String text) {
        BlockFormat format = BlockFormats.parse(text.strip().toLowerCase(Locale.ROOT));
        if (format == null) {
            throw new IllegalArgumentException("unknown block format '" + text + "'; allowed: "
                    + String.join(" ", BlockFormats.ids()) + " and others written like the last two");
        }
        return format;
    }

    /**
     * The format of an id, of any kind.
     *
     * @throws IllegalArgumentException if there is none, with the nearest id that exists
     */
    public static Format any(String text) {
        String id = text.strip().toLowerCase(Locale.ROOT);
        if (id.startsWith("codebook:")) {
            String file = text.strip().substring("codebook:".length());
            return Codebooks.read("codebook:" + file, Path.of(file));
        }
        return Stream.<Function<String, ? extends Format>>of(
                        Catalogue.NAMED::get, P3109::parse, Posits::parse, LogNumbers::parse, SignFormat::parse,
                        i -> i.equals("nf4") ? Codebooks.nf4() : null, BlockFormats::parse, Formats::parametrised)
                .map(kind -> (Format) kind.apply(id))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown format '" + text + "'; did you mean "
                        + Suggestions.nearest(id) + "? (binade formats lists all)"));
    }

    /** Lists, small floats, set members and fixed point; null if the id is written like none of them. */
    private static GridFormat parametrised(String id) {
        if (id.startsWith("list:")) {
            return Lists.format(id, Lists.parse(id.substring(5)));
        }
        if (id.startsWith("float:")) {
            return parseFloat(id);
        }
        Matcher member = MEMBER.matcher(id);
        if (member.matches()) {
            List<GridFormat> set = FormatSet.ofWidth(Integer.parseInt(member.group(1)));
            int index = Integer.parseInt(member.group(2));
            if (index >= set.size()) {
                throw new IllegalArgumentException("'" + id + "' is outside the set; its members are "
                        + FormatSet.memberId(set.getFirst().width(), 0) + " to "
                        + FormatSet.memberId(set.getFirst().width(), set.size() - 1));
            }
            return set.get(index).withId(id);
        }
        Matcher fixed = FIXED.matcher(id);
        if (fixed.matches()) {
            return Catalogue.fixedPoint(
                    id, Integer.parseInt(fixed.group(2)), Integer.parseInt(fixed.group(3)), fixed.group(1).isEmpty());
        }
        return null;
    }

    private static GridFormat parseFloat(String id) {
        String[] parts = id.substring(6).split(",", -1);
        try {
            if (parts.length == 3) {
                return Catalogue.biasedFloat(
                        id, Integer.parseInt(parts[0].strip()), Integer.parseInt(parts[1].strip()),
                        Integer.parseInt(parts[2].strip()));
            }
        } catch (NumberFormatException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException("'" + id + "' is not float:E,M,BIAS with three integers, as in float:6,9,31");
    }

    /**
     * Splits a list of ids at commas, blanks and semicolons; an id that contains commas itself ({@code list:},
     * {@code float:}) extends to the next semicolon or blank.
     */
    public static List<String> splitIds(String text) {
        List<String> ids = new ArrayList<>();
        for (String part : text.split("[;\\s]+")) {
            String rest = part;
            while (!rest.isEmpty()) {
                boolean whole = rest.regionMatches(true, 0, "list:", 0, 5) || rest.regionMatches(true, 0, "float:", 0, 6);
                int comma = whole ? -1 : rest.indexOf(',');
                String id = comma < 0 ? rest : rest.substring(0, comma);
                if (!id.isEmpty()) {
                    ids.add(id);
                }
                rest = comma < 0 ? "" : rest.substring(comma + 1);
            }
        }
        return ids;
    }

    /** The set id ({@code w8-094}) of a list that belongs to the systematic set of its width, if it does. */
    public static Optional<String> setId(GridFormat format) {
        return Optional.ofNullable(SetIds.BY_LIST.get(format.list()));
    }

    /** Computed when first asked for. */
    private static final class SetIds {
        static final Map<String, String> BY_LIST = new HashMap<>();

        static {
            for (int width = 8; width >= 3; width--) {
                List<int[]> lists = FormatSet.lists(FormatSet.Constraints.ofWidth(width));
                for (int i = 0; i < lists.size(); i++) {
                    BY_LIST.putIfAbsent(Lists.text(lists.get(i)), FormatSet.memberId(width, i));
                }
            }
        }
    }
}
