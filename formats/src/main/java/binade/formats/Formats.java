package binade.formats;

import binade.formats.Encoding.Layout;
import binade.formats.Encoding.Specials;
import binade.formats.GridFormat.Family;
import binade.formats.GridFormat.Scaling;
import binade.formats.block.BlockFormats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * The catalogue: every format by its id. To add a format with a fixed definition is to add one line to {@link #NAMED};
 * parametrised ids ({@code list:...}, {@code q3.4}, {@code w8-094}, {@code binary8p3se}, {@code posit8_2}) are read by
 * {@link #parse} (grids), {@link #scalar} and {@link #any}.
 *
 * <p>Sources: IEEE 754-2019 (FP16, FP32, FP64), OCP OFP8 1.0 (E5M2, E4M3FN), OCP MX 1.0 (E8M0, E3M2FN, E2M3FN, E2M1FN), ml_dtypes
 * and LLVM APFloat (E4M3, E3M4, FNUZ), Lee, Park, Jeon ICLR 2022 (FP134 and its family, LOG4, 1-6-9), Sun et al.
 * NeurIPS 2019 (HFP8).
 */
public final class Formats {
    private static final Map<String, GridFormat> NAMED = named();
    private static final Map<String, String> LIST_NAMES = listNames();

    private Formats() {}

    private static Map<String, GridFormat> named() {
        Map<String, GridFormat> m = new LinkedHashMap<>();
        //                 id        width  t   bias
        add(m, ieee(Family.IEEE, "fp64", 64, 52, 1023));
        add(m, ieee(Family.IEEE, "fp32", 32, 23, 127));
        add(m, ieee(Family.IEEE, "tf32", 19, 10, 127));
        add(m, ieee(Family.IEEE, "bf16", 16, 7, 127));
        add(m, ieee(Family.IEEE, "fp16", 16, 10, 15));
        add(m, ieee(Family.SMALL, "e5m2", 8, 2, 15));
        add(m, finite("e4m3fn", 8, 3, 7, Specials.NAN_ALL_ONES, true));
        add(m, ieee(Family.SMALL, "e4m3", 8, 3, 7));
        add(m, ieee(Family.SMALL, "e3m4", 8, 4, 3));
        add(m, finite("e4m3fnuz", 8, 3, 8, Specials.NAN_NEGATIVE_ZERO, false));
        add(m, finite("e5m2fnuz", 8, 2, 16, Specials.NAN_NEGATIVE_ZERO, false));
        add(m, finite("e4m3b11fnuz", 8, 3, 11, Specials.NAN_NEGATIVE_ZERO, false));
        add(m, scale("e8m0fnu", 8, 127));
        add(m, finite("e3m2fn", 6, 2, 3, Specials.NONE, true));
        add(m, finite("e2m3fn", 6, 3, 1, Specials.NONE, true));
        add(m, finite("e2m1fn", 4, 1, 1, Specials.NONE, true));
        for (int width = 8; width >= 3; width--) {
            for (int x = 1; x < width - 1; x++) {
                add(m, Lists.format("fp1" + x + (width - 1 - x), Lists.floatList(x, width - 1 - x)));
            }
            add(m, Lists.format("sm" + width, Lists.signMagnitude(width)));
            add(m, Lists.format("fp1" + (width - 1) + "0", Lists.floatList(width - 1, 0)));
            if (width <= 6) {
                add(m, Lists.format("log" + width, Lists.floatList(width - 1, 0)));
            }
        }
        add(m, biasedFloat("fp169", 6, 9, 31));
        add(m, biasedFloat("hfp8-fwd", 4, 3, 11));
        add(m, biasedFloat("hfp8-bwd", 5, 2, 15));
        for (int b = 2; b <= 16; b++) {
            add(m, integer("int" + b, b, true));
        }
        for (int b = 2; b <= 16; b++) {
            add(m, integer("uint" + b, b, false));
        }
        return Collections.unmodifiableMap(m);
    }

    private static void add(Map<String, GridFormat> m, GridFormat f) {
        m.put(f.id(), f);
    }

    /** The shortest-known name of each named list: INT8 in sign-magnitude is sm8, not fp116; FP150 is log6. */
    private static Map<String, String> listNames() {
        Map<String, String> names = new HashMap<>();
        for (GridFormat f : NAMED.values()) {
            if (f.isList()) {
                names.merge(f.list(), f.id(), (a, b) -> a.startsWith("fp") ? b : a);
            }
        }
        return names;
    }

    /** The id of a list that has a name of its own, else null. */
    static String nameOfList(int[] m) {
        return LIST_NAMES.get(Lists.text(m));
    }

    /** Grid formats with fixed definitions, in the order of the catalogue; the P3109 family apart. */
    public static Collection<GridFormat> all() {
        return NAMED.values();
    }

    /** The ids of a family that the catalogue lists, usual members only where there is no end to them. */
    public static List<String> ids(Family family) {
        return switch (family) {
            case IEEE, SMALL, LIST, FLOAT, INTEGER ->
                NAMED.values().stream().filter(f -> f.family() == family).map(GridFormat::id).toList();
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

    // ---- families ------------------------------------------------------------------------------------------------

    /** IEEE-like: exponent code 0 subnormal, the top one for infinity and NaN. t trailing bits, width = 1 + w + t. */
    private static GridFormat ieee(Family family, String id, int width, int t, int bias) {
        int w = width - 1 - t;
        int emax = (1 << w) - 2 - bias;
        Grid grid = floatGrid(emax, 1 - bias, t, -1, -1);
        return new GridFormat(
                id, family, grid, new Encoding(width, Layout.SIGN_MAGNITUDE, Specials.IEEE, true), new int[0],
                Scaling.NONE);
    }

    /** Without infinity: the top exponent code holds ordinary values (but for the NaN of E4M3FN). */
    private static GridFormat finite(String id, int width, int t, int bias, Specials specials, boolean negativeZero) {
        int w = width - 1 - t;
        long maxRank = (1L << (width - 1)) - 1 - (specials == Specials.NAN_ALL_ONES ? 1 : 0);
        Grid grid = floatGrid((1 << w) - 1 - bias, 1 - bias, t, maxRank, -1);
        return new GridFormat(
                id, Family.SMALL, grid, new Encoding(width, Layout.SIGN_MAGNITUDE, specials, negativeZero), new int[0],
                Scaling.NONE);
    }

    /** Powers of two without zero or sign, 2^-bias at code 0; all ones is NaN: the scale of a block. */
    private static GridFormat scale(String id, int width, int bias) {
        int emax = (1 << width) - 2 - bias;
        Grid grid = floatGrid(emax, -bias, 0, (1L << width) - 1, 0);
        return new GridFormat(
                id, Family.SMALL, grid, new Encoding(width, Layout.UNSIGNED, Specials.SCALE, false), new int[0],
                Scaling.NONE);
    }

    static Grid floatGrid(int emax, int emin, int t, long maxRank, long maxNegativeRank) {
        int[] q = new int[emax - emin + 1];
        for (int i = 0; i < q.length; i++) {
            q[i] = emax - i - t;
        }
        return Grid.of(emax, q, maxRank, maxNegativeRank);
    }

    /**
     * A small float without reserved codes: E exponent bits, M trailing bits, max = 2^(2^E-1-bias) (2 - 2^-M).
     *
     * @throws IllegalArgumentException outside 1 <= E <= 8, 0 <= M <= 23, or where values leave binary32
     */
    public static GridFormat biasedFloat(String id, int e, int m, int bias) {
        if (e < 1 || e > 8 || m < 0 || m > 23 || 1 + e + m > 32) {
            throw new IllegalArgumentException("float:" + e + "," + m + "," + bias
                    + ": exponent bits must be 1 to 8 and fraction bits 0 to 23");
        }
        int emax = (1 << e) - 1 - bias;
        int emin = 1 - bias;
        if (emax > 127 || emin - m < -149) {
            throw new IllegalArgumentException("float:" + e + "," + m + "," + bias + ": values from 2^" + (emin - m)
                    + " to 2^" + emax + " leave the binary32 range 2^-149 to 2^127");
        }
        return new GridFormat(
                id, Family.FLOAT, floatGrid(emax, emin, m, -1, -1),
                new Encoding(1 + e + m, Layout.SIGN_MAGNITUDE, Specials.NONE, false), new int[0], Scaling.NONE);
    }

    /** Two's complement or unsigned integer. At scale S the unit is 2^(S-(b-2)), unsigned 2^(S-(b-1)). */
    private static GridFormat integer(String id, int bits, boolean signed) {
        Grid grid = signed
                ? Grid.of(0, new int[] {-(bits - 2)}, (1L << (bits - 1)) - 1, 1L << (bits - 1))
                : Grid.of(0, new int[] {-(bits - 1)}, (1L << bits) - 1, 0);
        Layout layout = signed ? Layout.TWOS_COMPLEMENT : Layout.UNSIGNED;
        return new GridFormat(
                id, Family.INTEGER, grid, new Encoding(bits, layout, Specials.NONE, false), new int[0],
                Scaling.INTEGER_UNIT);
    }

    /** Two's complement Qm.n (range [-2^m, 2^m - 2^-n], 1 + m + n bits) or unsigned UQm.n (m + n bits). */
    private static GridFormat fixedPoint(String id, int m, int n, boolean signed) {
        int magnitudeBits = m + n;
        if (magnitudeBits < 1 || magnitudeBits > 24) {
            throw new IllegalArgumentException(
                    "'" + id + "' has " + magnitudeBits + " integer and fraction bits; 1 to 24 are allowed");
        }
        long codes = 1L << magnitudeBits;
        Grid grid = Grid.of(m - 1, new int[] {-n}, codes - 1, signed ? codes : 0);
        Layout layout = signed ? Layout.TWOS_COMPLEMENT : Layout.UNSIGNED;
        return new GridFormat(
                id, Family.FIXED_POINT, grid,
                new Encoding(magnitudeBits + (signed ? 1 : 0), layout, Specials.NONE, false), new int[0],
                Scaling.NONE);
    }

    // ---- ids -----------------------------------------------------------------------------------------------------

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
                        NAMED::get, P3109::parse, Posits::parse, LogNumbers::parse, SignFormat::parse,
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
            return fixedPoint(
                    id, Integer.parseInt(fixed.group(2)), Integer.parseInt(fixed.group(3)), fixed.group(1).isEmpty());
        }
        return null;
    }

    private static GridFormat parseFloat(String id) {
        String[] parts = id.substring(6).split(",", -1);
        try {
            if (parts.length == 3) {
                return biasedFloat(
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
