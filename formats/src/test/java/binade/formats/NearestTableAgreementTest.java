package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.reference.ExactFormat;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.ExactRounding;
import binade.formats.reference.NearestTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table that sweeps are judged by is itself held to exact arithmetic: at every midpoint, one ulp either side, and beyond. */
class NearestTableAgreementTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "fp134", "fp152", "log4", "w8-050", "w8-120", "list:4x14,0", "list:2,0", "e4m3fn", "e4m3fnuz", "e5m2", "bf16",
        "fp16", "int8", "uint8", "q3.4"
    })
    void the_table_equals_exact_rounding_at_every_boundary(String id) {
        ExactFormat exact = ExactFormats.of(Formats.parse(id), 0);
        for (Overflow overflow : Overflow.values()) {
            NearestTable table = new NearestTable(exact, overflow);
            int stride = table.size() > 5000 ? 37 : 1;
            for (int i = 0; i + 1 < table.size(); i += stride) {
                float midpoint = (float) table.midpoint(i);
                check(table, exact, overflow, midpoint);
                check(table, exact, overflow, Math.nextUp(midpoint));
                check(table, exact, overflow, Math.nextDown(midpoint));
            }
            for (float x : new float[] {0, Float.MIN_VALUE, Float.MAX_VALUE, Float.POSITIVE_INFINITY, Float.NaN}) {
                check(table, exact, overflow, x);
            }
        }
    }

    private static void check(NearestTable table, ExactFormat exact, Overflow overflow, float magnitude) {
        for (float x : new float[] {magnitude, -magnitude}) {
            float expected = (float) ExactRounding.round(x, exact, Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
            assertThat(Bits.of(table.round(x))).as("%s of %s", overflow, Bits.show(x)).isEqualTo(Bits.of(expected));
        }
    }
}
