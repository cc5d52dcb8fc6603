package binade.formats.reference;

import binade.formats.GridFormat;
import binade.formats.GridFormat.Family;
import binade.formats.ScalarFormat;
import binade.formats.TableFormat;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The definition of each catalogued format, keyed by id: a second, independent statement of what {@code Formats} says
 * with grids. Source: number-formats section 1, paper-method sections 1, 4 and 5.
 */
public final class ExactFormats {
    private static final Map<String, ExactFormat> FLOATS = Map.ofEntries(
            //                                        w   t   bias
            Map.entry("fp64", ExactFormat.ieee(11, 52, 1023)),
            Map.entry("fp32", ExactFormat.ieee(8, 23, 127)),
            Map.entry("tf32", ExactFormat.ieee(8, 10, 127)),
            Map.entry("bf16", ExactFormat.ieee(8, 7, 127)),
            Map.entry("fp16", ExactFormat.ieee(5, 10, 15)),
            Map.entry("e5m2", ExactFormat.ieee(5, 2, 15)),
            Map.entry("e4m3", ExactFormat.ieee(4, 3, 7)),
            Map.entry("e3m4", ExactFormat.ieee(3, 4, 3)),
            //                                         t  bias emax  2^t+T   inf    nan    -0
            Map.entry("e4m3fn", ExactFormat.binary(3, 7, 8, 14, false, true, true)),
            Map.entry("e4m3fnuz", ExactFormat.binary(3, 8, 7, 15, false, true, false)),
            Map.entry("e5m2fnuz", ExactFormat.binary(2, 16, 15, 7, false, true, false)),
            Map.entry("e4m3b11fnuz", ExactFormat.binary(3, 11, 4, 15, false, true, false)),
            Map.entry("e3m2fn", ExactFormat.binary(2, 3, 4, 7, false, false, true)),
            Map.entry("e2m3fn", ExactFormat.binary(3, 1, 2, 15, false, false, true)),
            Map.entry("e2m1fn", ExactFormat.binary(1, 1, 2, 3, false, false, true)),
            Map.entry("fp169", ExactFormat.biased(6, 9, 31)),
            Map.entry("hfp8-fwd", ExactFormat.biased(4, 3, 11)),
            Map.entry("hfp8-bwd", ExactFormat.biased(5, 2, 15)));

    private static final Pattern P3109 = Pattern.compile("binary(\\d+)p(\\d+)([su])([ef])");
    private static final Pattern TWO_NUMBERS = Pattern.compile("[a-z]+(\\d+)_(\\d+)");

    private ExactFormats() {}

    /** Whether the float of this id is stated here, so that its catalogue line is held to a second statement. */
    public static boolean states(String id) {
        return FLOATS.containsKey(id);
    }

    /**
     * The definition of any scalar format at a scale.
     *
     * @param scale the shared exponent; ignored by formats that have none
     * @throws IllegalArgumentException if no definition is written down for the id
     */
    public static ExactDefinition definition(ScalarFormat format, int scale) {
        return switch (format) {
            case GridFormat grid when grid.family() == Family.P3109 -> {
                Matcher m = match(P3109, grid);
                yield ExactCodes.p3109(
                        number(m, 1), number(m, 2), m.group(3).equals("s"), m.group(4).equals("e"));
            }
            case GridFormat grid when grid.id().equals("e8m0fnu") -> ExactCodes.e8m0();
            case GridFormat grid -> of(grid, scale);
            case TableFormat table when table.family() == Family.POSIT -> {
                Matcher m = match(TWO_NUMBERS, table);
                yield new ExactPosit(number(m, 1), number(m, 2));
            }
            case TableFormat table when table.family() == Family.LNS -> {
                Matcher m = match(TWO_NUMBERS, table);
                yield new ExactLog(number(m, 1), number(m, 2));
            }
            case TableFormat table -> {
                // the list of values is the definition; what is made of it is not taken from the product
                List<BigDecimal> values =
                        IntStream.range(0, table.size()).mapToObj(i -> new BigDecimal(table.value(i))).toList();
                yield table.id().equals("nf4") ? ExactCodebook.nf4(values) : ExactCodebook.of(values);
            }
        };
    }

    private static Matcher match(Pattern pattern, ScalarFormat format) {
        Matcher m = pattern.matcher(format.id());
        if (!m.matches()) {
            throw new IllegalArgumentException("no exact definition of format " + format.id() + " is written down");
        }
        return m;
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }

    /**
     * The definition of a grid format at a scale. A float that is not in the list above is taken by the fields of its
     * code: fraction bits, lowest exponent and largest value; its golden data is the statement to hold it to.
     *
     * @param scale the shared exponent; ignored by formats that have none
     * @throws IllegalArgumentException for P3109 and E8M0, whose ties go by codes ({@link ExactCodes})
     */
    public static ExactFormat of(GridFormat format, int scale) {
        String id = format.id();
        return switch (format.family()) {
            case LIST -> ExactFormat.list(scale, format.significantBits());
            case INTEGER -> id.startsWith("u")
                    ? ExactFormat.unsigned(Integer.parseInt(id.substring("uint".length())), scale)
                    : ExactFormat.integer(Integer.parseInt(id.substring("int".length())), scale);
            case FIXED_POINT -> {
                boolean signed = !id.startsWith("u");
                String[] mn = id.substring(signed ? 1 : 2).split("\\.");
                yield ExactFormat.fixed(Integer.parseInt(mn[0]), Integer.parseInt(mn[1]), signed);
            }
            case P3109, POSIT, LNS, CODEBOOK -> throw new IllegalArgumentException(id + " is no such grid; see definition");
            case FLOAT, IEEE, SMALL -> {
                ExactFormat known = FLOATS.get(id);
                if (known == null && id.startsWith("float:")) {
                    String[] emb = id.substring("float:".length()).split(",");
                    known = ExactFormat.biased(
                            Integer.parseInt(emb[0].strip()), Integer.parseInt(emb[1].strip()),
                            Integer.parseInt(emb[2].strip()));
                }
                yield known != null ? known : byFields(format);
            }
        };
    }

    private static ExactFormat byFields(GridFormat format) {
        if (!format.encoding().hasZero()) {
            throw new IllegalArgumentException(format.id() + " is no such grid; see definition");
        }
        BigDecimal max = new BigDecimal(format.grid().max());
        int t = format.grid().precision() - 1;
        int emin = format.grid().lowestBinade();
        return new ExactFormat(
                e -> Math.max(e, emin) - t, max, max.negate(), format.encoding().hasInfinity(), format.hasNan(),
                format.encoding().negativeZero());
    }
}
