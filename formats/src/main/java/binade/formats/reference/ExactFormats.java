package binade.formats.reference;

import binade.formats.GridFormat;
import java.util.Map;

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

    private ExactFormats() {}

    /**
     * The definition of a format at a scale.
     *
     * @param scale the shared exponent; ignored by formats that have none
     * @throws IllegalArgumentException if no definition is written down for the id
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
            case POSIT, LNS, CODEBOOK -> throw new IllegalArgumentException(id + " is no grid; see ExactPosit, ExactLog");
            case FLOAT, IEEE, SMALL, P3109 -> {
                ExactFormat known = FLOATS.get(id);
                if (known == null && id.startsWith("float:")) {
                    String[] emb = id.substring("float:".length()).split(",");
                    known = ExactFormat.biased(
                            Integer.parseInt(emb[0].strip()), Integer.parseInt(emb[1].strip()),
                            Integer.parseInt(emb[2].strip()));
                }
                if (known == null) {
                    throw new IllegalArgumentException("no exact definition of format " + id + " is written down");
                }
                yield known;
            }
        };
    }
}
