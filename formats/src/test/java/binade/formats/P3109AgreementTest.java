package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.GridFormat.Family;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingPlan;
import binade.formats.reference.ExactCodes;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The IEEE P3109 family and E8M0 against tables of exact values, all roundings and overflow rules. */
class P3109AgreementTest {
    private static final int WIDTH_OF_SAMPLES = 9;

    static Stream<String> ids() {
        return Stream.concat(Stream.of("e8m0fnu"), Formats.ids(Family.P3109).stream());
    }

    /** All up to 8 bits, and of the wider ones those at the ends of the family. */
    static Stream<String> sample() {
        return Stream.concat(
                ids().filter(id -> Formats.parse(id).width() < WIDTH_OF_SAMPLES),
                Stream.of("binary9p1se", "binary10p10ue", "binary11p1ue", "binary12p1sf", "binary12p2uf", "binary16p5se",
                        "binary16p6ue", "binary16p11se", "binary16p15sf", "binary16p16uf"));
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("ids")
    void rounding_equals_the_exact_table_in_the_whole_family(String id) {
        rounding_equals_the_exact_table(id);
    }

    private static ExactCodes exact(String id) {
        if (id.equals("e8m0fnu")) {
            return ExactCodes.e8m0();
        }
        String[] parts = id.substring("binary".length()).split("p|(?=[su][ef])");
        return ExactCodes.p3109(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2].startsWith("s"), parts[2].endsWith("e"));
    }

    @ParameterizedTest
    @MethodSource("sample")
    void rounding_equals_the_exact_table(String id) {
        GridFormat f = Formats.parse(id);
        ExactCodes exact = exact(id);
        SplittableRandom random = new SplittableRandom(id.hashCode());
        double[] inputs = ScalarDomain.inputs(f, f.width() <= 8 ? 12 : 4);
        for (Overflow overflow : Overflow.values()) {
            for (Rounding rounding : Rounding.values()) {
                for (double x : inputs) {
                    int bits = random.nextInt(1, 25);
                    long r = random.nextLong(1L << bits);
                    double previous = inputs[random.nextInt(inputs.length)];
                    double fast = f.round(x, rounding, overflow, r, bits, previous);
                    double slow = exact.round(x, rounding, overflow, r, bits, previous);
                    if (Bits.of(fast) != Bits.of(slow)) {
                        assertThat(fast).as("%s %s %s of %s (%s), R %d of %d bits, previous %s", id, rounding.id(),
                                overflow.id(), x, Double.toHexString(x), r, bits, previous).isEqualTo(slow);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void every_code_decodes_by_the_formula_and_encodes_to_itself(String id) {
        GridFormat f = Formats.parse(id);
        ExactCodes exact = exact(id);
        boolean signed = f.encoding().signed();
        int half = 1 << (f.width() - 1);
        int last = signed ? half - 1 : 2 * half - 2;
        for (int code = 0; code < 2 * half; code++) {
            boolean negative = signed && code > half;
            int magnitude = negative ? code - half : code;
            double v = f.decode(code);
            if (code == (signed ? half : 2 * half - 1)) {
                assertThat(v).as("the only NaN of %s", id).isNaN();
            } else if (magnitude > exact.maxCode()) {
                assertThat(magnitude).isEqualTo(last);
                assertThat(v).isEqualTo(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
            } else {
                double expected = exact.magnitude(magnitude).doubleValue();
                assertThat(v).as("code %x of %s", code, id).isEqualTo(negative ? -expected : expected);
            }
            assertThat(f.encode(v)).isEqualTo(code);
        }
    }

    @Test
    void kernels_agree_with_single_numbers() {
        for (String id : Formats.usualP3109()) {
            GridFormat f = Formats.parse(id);
            double[] wide = ScalarDomain.inputs(f, 256);
            float[] x = new float[wide.length];
            IntStream.range(0, x.length).forEach(i -> x[i] = (float) wide[i]);
            float[] y = new float[x.length];
            for (Overflow overflow : Overflow.values()) {
                RoundingPlan plan = RoundingPlan.of(f, 0, overflow);
                for (Rounding rounding : Rounding.values()) {
                    if (rounding.operand() == Rounding.Operand.NONE) {
                        Kernels.rounding().round(plan, rounding, x, y, 0, x.length, null, 0, 1, null);
                        for (int i = 0; i < x.length; i++) {
                            if (!Bits.same(y[i], (float) f.round(x[i], rounding, overflow, 0, 1, 0))) {
                                assertThat(y[i]).as("%s %s %s of %s", id, rounding.id(), overflow.id(), Bits.show(x[i]))
                                        .isEqualTo((float) f.round(x[i], rounding, overflow, 0, 1, 0));
                            }
                        }
                    }
                }
            }
        }
    }

    /** The table of number-formats 6. */
    @ParameterizedTest
    @CsvSource({
        "1, 0x1p62, 0x1p63, 0x1p-63", "2, 0x1p31, 0x1.8p31, 0x1p-32", "3, 49152, 57344, 0x1p-17", "4, 224, 240, 0x1p-10",
        "5, 15, 15.5, 0x1p-7", "6, 3.875, 3.9375, 0x1p-6", "7, 1.96875, 1.984375, 0x1p-6"
    })
    void eight_bit_formats_have_the_limits_of_the_table(int p, double extended, double finite, double smallest) {
        assertThat(Formats.parse("binary8p" + p + "se").limits().max()).isEqualTo(extended);
        assertThat(Formats.parse("binary8p" + p + "sf").limits().max()).isEqualTo(finite);
        assertThat(Formats.parse("binary8p" + p + "sf").limits().smallestPositive()).isEqualTo(smallest);
    }

    @Test
    void other_values_of_the_document() {
        Limits p3ue = Formats.parse("binary8p3ue").limits();
        assertThat(p3ue.max()).isEqualTo(0x1.4p31);
        assertThat(p3ue.smallestPositive()).isEqualTo(0x1p-33);
        Limits p1uf = Formats.parse("binary8p1uf").limits();
        assertThat(p1uf.smallestPositive()).isEqualTo(0x1p-127);
        assertThat(p1uf.max()).isEqualTo(0x1p126);
        assertThat(Formats.parse("binary8p1uf").decode(0)).isZero();
        double[] p4 = {0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3};
        for (int code = 0; code < 8; code++) {
            assertThat(Formats.parse("binary4p2sf").decode(code)).isEqualTo(p4[code]);
        }
        assertThat(Formats.parse("binary4p2sf").decode(8)).isNaN();
    }

    @Test
    void overflow_is_the_default_above_eight_bits() {
        assertThat(Formats.parse("binary8p3se").defaultOverflow()).isEqualTo(Overflow.SAT_FINITE);
        assertThat(Formats.parse("binary9p3se").defaultOverflow()).isEqualTo(Overflow.OVERFLOW);
    }

    @ParameterizedTest
    @CsvSource({
        "binary2p1se, 'allowed: 3 to 16'", "binary17p3se, 'allowed: 3 to 16'", "binary8p8se, 'of 8 bits: 1 to 7'",
        "binary8p9ue, 'of 8 bits: 1 to 8'", "binary8p0se, 1 to 7"
    })
    void a_member_that_does_not_exist_says_what_does(String id, String message) {
        assertThatThrownBy(() -> Formats.parse(id)).hasMessageContaining(message);
    }
}
