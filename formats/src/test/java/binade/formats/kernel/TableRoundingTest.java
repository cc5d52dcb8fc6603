package binade.formats.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.TableFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableRoundingTest {
    private static final int BLOCK = 1 << 16;

    private static void check(TableFormat f, Overflow overflow, float[] x) {
        float[] y = x.clone();
        TableRounding.of(f, overflow).round(y, y, 0, y.length);
        for (int i = 0; i < x.length; i++) {
            float expected = (float) f.round(x[i], Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
            if (!Bits.same(y[i], expected)) {
                assertThat(y[i]).as("%s %s of %s", f, overflow, Bits.show(x[i])).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"posit8_0", "posit8_2", "posit16_1", "posit16_2", "posit3_0", "nf4", "lns4_0", "lns8_0"})
    void arrays_round_like_single_numbers(String id) {
        TableFormat f = (TableFormat) Formats.scalar(id);
        SplittableRandom random = new SplittableRandom(id.hashCode());
        float[] x = new float[4 * BLOCK + 7];
        for (int i = 0; i < x.length; i++) {
            int rank = random.nextInt(f.size() - 1);
            float t = (float) f.threshold(rank);
            x[i] = switch (i % 5) {
                case 0 -> t;
                case 1 -> Math.nextUp(t);
                case 2 -> Math.nextDown(t);
                case 3 -> (float) f.value(rank);
                default -> Float.intBitsToFloat(random.nextInt());
            };
        }
        float[] special = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE,
            -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE};
        System.arraycopy(special, 0, x, 0, special.length);
        for (Overflow overflow : Overflow.values()) {
            check(f, overflow, x);
        }
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(strings = {"posit8_0", "posit8_2", "posit16_2", "nf4"})
    void all_binary32_numbers_round_like_single_numbers(String id) {
        TableFormat f = (TableFormat) Formats.scalar(id);
        TableRounding kernel = TableRounding.of(f, Overflow.SAT_FINITE);
        float[] x = new float[BLOCK];
        float[] y = new float[BLOCK];
        for (long first = 0; first < 1L << 32; first += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                x[i] = Float.intBitsToFloat((int) first + i);
            }
            kernel.round(x, y, 0, BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                if (!Bits.same(y[i], (float) f.round(x[i]))) {
                    assertThat(y[i]).as("%s of %s", id, Bits.show(x[i])).isEqualTo((float) f.round(x[i]));
                }
            }
        }
    }

    @Test
    void a_part_of_an_array_is_rounded_and_the_rest_left() {
        float[] x = {1.01f, 1.01f, 1.01f};
        TableRounding.of((TableFormat) Formats.scalar("posit8_2"), Overflow.SAT_FINITE).round(x, x, 1, 2);
        assertThat(x).containsExactly(1.01f, 1f, 1.01f);
    }

    @Test
    void values_outside_binary32_are_refused() {
        assertThatThrownBy(() -> TableRounding.of((TableFormat) Formats.scalar("lns8_3"), Overflow.SAT_FINITE))
                .hasMessageContaining("no binary32 numbers");
    }
}
