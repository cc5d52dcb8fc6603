package binade.experiments.cli;

import binade.formats.WideFormat;

/** What show prints of a P3109 format beyond binary64. */
final class WideTable {
    private WideTable() {}

    static void describe(WideFormat f, PlainTable t) {
        t.add("precision", f.precision() + " significant bits");
        t.add("max", f.print(f.maxCode()));
        t.add("min normal", "0x1p" + f.emin());
        t.add("min positive", f.print(1));
        t.add("special", (f.extended() ? "inf nan" : "nan") + (f.signed() ? "" : " unsigned"));
        t.add("overflow", f.defaultOverflow().id());
    }

    static PlainTable codes(WideFormat f) {
        PlainTable t = new PlainTable("code", "bits", "value");
        int digits = (f.width() + 3) / 4;
        for (long code = 0; code < 1L << f.width(); code++) {
            t.add(("%0" + digits + "x").formatted(code), Long.toBinaryString(1L << f.width() | code).substring(1),
                    f.print(code));
        }
        return t;
    }
}
