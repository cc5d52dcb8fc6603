package binade.formats.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.NearestTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every sign and exponent, every upper fraction, with the lower halves where rounding decides: kernel = definition. */
@Tag("kernel")
class NearestSweepAgreementTest {
    private static final int[] LOWER_HALVES = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};

    @ParameterizedTest
    @ValueSource(strings = {
        "fp134", "fp152", "log4", "w8-050", "w8-120", "list:4x14,0", "e4m3fn", "e4m3fnuz", "e5m2", "bf16", "fp16",
        "int8", "uint8", "float:6,9,31"
    })
    void the_kernel_equals_the_sorted_table(String id) {
        GridFormat format = Formats.parse(id);
        for (Overflow overflow : Overflow.values()) {
            NearestTable table = new NearestTable(ExactFormats.of(format, 0), overflow);
            RoundingPlan plan = RoundingPlan.of(format, 0, overflow);
            float[] x = new float[(1 << 16) * LOWER_HALVES.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat(i / LOWER_HALVES.length << 16 | LOWER_HALVES[i % LOWER_HALVES.length]);
            }
            float[] y = new float[x.length];
            Kernels.rounding().round(plan, x, y, 0, x.length);
            for (int i = 0; i < x.length; i++) {
                float expected = table.round(x[i]);
                if (!Bits.same(expected, y[i])) {
                    fail("%s %s of %s: %s, by the table %s", id, overflow.id(), Bits.show(x[i]), Bits.show(y[i]),
                            Bits.show(expected));
                }
            }
        }
    }

    @Test
    void a_vector_kernel_answers_where_the_module_is() {
        assertThat(Kernels.vectorised())
                .isEqualTo(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    }
}
