package binade.formats.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Posits, codebooks and logarithmic numbers in arrays. Runs on wide vectors, on narrow ones, and without. */
@Tag("kernel")
class TableRoundingTest {
    private static final int BLOCK = 1 << 16;

    @TempDir
    Path folder;

    /** Thresholds, values, their neighbours, any bits, specials. */
    private static float[] inputs(TableFormat f, int count) {
        SplittableRandom random = new SplittableRandom(f.id().hashCode());
        float[] x = new float[count];
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
        return x;
    }

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
        float[] x = inputs(f, 4 * BLOCK + 7);
        for (Overflow overflow : Overflow.values()) {
            check(f, overflow, x);
        }
    }

    static Stream<String> posits() {
        return IntStream.rangeClosed(3, 16).boxed()
                .flatMap(n -> IntStream.rangeClosed(0, 3).mapToObj(es -> "posit" + n + "_" + es));
    }

    @ParameterizedTest
    @MethodSource("posits")
    void every_posit_rounds_encodes_and_decodes_by_arithmetic_as_by_table(String id) {
        TableFormat f = (TableFormat) Formats.scalar(id);
        float[] x = inputs(f, 2003);
        check(f, Overflow.SAT_FINITE, x);
        PositBits bits = PositBits.of(f);
        int mask = (1 << f.width()) - 1;
        for (float v : x) {
            double rounded = f.round(v);
            assertThat(bits.encode(v) & mask).as(Bits.show(v)).isEqualTo((int) f.encode(rounded));
            assertThat(Bits.of(bits.round(v))).as(Bits.show(v)).isEqualTo(Bits.of((float) rounded));
        }
        for (int code = -mask / 2 - 1; code <= mask / 2; code++) {
            assertThat(Bits.of(bits.decode(code))).isEqualTo(Bits.of((float) f.decode(code & mask)));
        }
    }

    /** Sizes at which another search takes over; values as close as binary32 allows among them. */
    @ParameterizedTest
    @ValueSource(ints = {2, 15, 16, 17, 31, 32, 33, 64, 255, 256, 257, 501, 3000, 7001})
    void codebooks_of_every_size_round_like_single_numbers(int size) throws IOException {
        SplittableRandom random = new SplittableRandom(size);
        SortedSet<Float> values = new TreeSet<>();
        while (values.size() < size) {
            float v = (float) random.nextGaussian();
            values.add(v);
            if (values.size() < size && size % 2 == 0) {
                values.add(Math.nextUp(v));
            }
        }
        Path file = folder.resolve("book");
        Files.write(file, values.stream().map(v -> Double.toHexString(v)).toList());
        TableFormat f = (TableFormat) Formats.scalar("codebook:" + file);
        float[] x = inputs(f, 6007);
        check(f, Overflow.SAT_FINITE, x);
        check(f, Overflow.OVERFLOW, x);
    }

    @ParameterizedTest
    @ValueSource(strings = {"posit8_1", "nf4", "lns8_0", "lns4_0"})
    void odd_lengths_and_offsets_touch_nothing_else(String id) {
        TableFormat f = (TableFormat) Formats.scalar(id);
        TableRounding kernel = TableRounding.of(f, Overflow.OVERFLOW);
        float[] x = inputs(f, 120);
        for (int from : new int[] {0, 1, 5, 17}) {
            for (int to : new int[] {from, from + 1, from + 7, from + 16, from + 33, 120}) {
                float[] y = new float[120];
                float[] inPlace = x.clone();
                kernel.round(x, y, from, to);
                kernel.round(inPlace, inPlace, from, to);
                for (int i = 0; i < 120; i++) {
                    boolean inside = i >= from && i < to;
                    float expected = (float) f.round(x[i], Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1, 0);
                    assertThat(Bits.of(y[i])).isEqualTo(Bits.of(inside ? expected : 0));
                    assertThat(Bits.of(inPlace[i])).isEqualTo(Bits.of(inside ? expected : x[i]));
                }
            }
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
