package binade.testkit.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorWriterTest {
    private static String[] input(VectorWriter w) throws IOException {
        StringBuilder b = new StringBuilder();
        w.writeInput(b);
        return b.toString().split("\n");
    }

    private static String[] expected(VectorWriter w) throws IOException {
        StringBuilder b = new StringBuilder();
        w.writeExpected(b);
        return b.toString().split("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e4m3fn", "e4m3fnuz", "e8m0fnu", "e2m1fn", "bf16", "fp64", "fp134", "int8", "uint4", "q3.4",
        "binary8p3se", "binary10p4ue", "posit8_2", "posit16_1", "lns8_3", "lns8_5", "nf4", "tf32", "float:8,3,128"})
    void the_library_agrees_with_every_exact_answer(String id) {
        RoundingSpec base = RoundingSpec.of(id);
        for (Rounding rounding : Rounding.values()) {
            for (Overflow overflow : Overflow.values()) {
                if (!base.format().supports(rounding)) {
                    continue;
                }
                RoundingSpec spec = base.with(rounding, 5).with(overflow);
                ExactAnswers exact = ExactAnswers.of(spec);
                for (TestVector v : new VectorGenerator(spec).generate(1, 7, 0)) {
                    double y = spec.library(v.x(), v.random(), v.previous());
                    assertThat(spec.agree(exact.of(v), y)).as("%s: %s gives %s", spec, v, y).isTrue();
                    assertThat(Double.compare(v.x(), spec.toInput(v.x()))).as("%s is an input", v).isZero();
                }
            }
        }
    }

    @Test
    void input_and_expected_have_the_same_header_and_as_many_lines() throws IOException {
        VectorWriter w = new VectorWriter(RoundingSpec.of("e4m3fn"), 1, 3, 0);
        String[] input = input(w);
        String[] expected = expected(w);
        assertThat(input).hasSameSizeAs(expected).hasSizeBetween(300, 700).startsWith(
                "# format e4m3fn", "# rounding rne", "# overflow sat-finite", "# version binade-testkit 0.1.0");
        assertThat(input[5]).isEqualTo("# command binade round --format e4m3fn --rounding rne --overflow sat-finite");
        assertThat(expected[5]).isEqualTo(input[5]);
        assertThat(input[6]).matches("[0-9a-f]{8}");
    }

    @Test
    void the_table_has_every_operand_and_the_code() throws IOException {
        StringBuilder b = new StringBuilder();
        new VectorWriter(RoundingSpec.of("fp134").with(Rounding.STOCHASTIC_A, 8), 1, 3, 20).writeCsv(b);
        assertThat(b.toString()).contains("# format fp134 scale 0", "# rounding sr-a random-bits 8", "--random-bits 8",
                "input,random,expected,code\n");
        assertThat(b.toString().lines().filter(l -> !l.startsWith("#")).skip(1))
                .hasSize(20).allMatch(l -> l.matches("[0-9a-f]{8},[0-9a-f]{1,2},[0-9a-f]{8},[0-9a-f]{2}"));
    }

    @Test
    void level_two_holds_all_values_and_midpoints_of_eight_bits_with_their_neighbours() {
        RoundingSpec spec = RoundingSpec.of("e5m2");
        Set<Double> inputs = new VectorGenerator(spec).generate(2, 1, 0).stream().map(TestVector::x)
                .collect(Collectors.toSet());
        for (int code = 0; code < 256; code++) {
            double v = spec.decode(code);
            assertThat(inputs).contains(v);
            if (Double.isFinite(v)) {
                double middle = v / 2 + (spec.nextUp(v) > spec.max() ? 65536 : spec.nextUp(v)) / 2;
                if (v != spec.min()) {
                    assertThat(inputs).contains((double) (float) middle, (double) Math.nextUp((float) v),
                            (double) Math.nextDown((float) v), spec.step(middle, 1), spec.step(middle, -1));
                }
            }
        }
    }

    @Test
    void a_seed_repeats_its_vectors_and_another_gives_others() throws IOException {
        RoundingSpec spec = RoundingSpec.of("fp16").with(Rounding.HYSTERESIS);
        String[] one = input(new VectorWriter(spec, 2, 1, 0));
        assertThat(one).hasSize(VectorGenerator.LEVEL_2 + 6).isEqualTo(input(new VectorWriter(spec, 2, 1, 0)));
        assertThat(input(new VectorWriter(spec, 2, 2, 0))).isNotEqualTo(one);
    }

    @Test
    void codes_are_each_asked_for_once() {
        assertThat(new VectorGenerator(RoundingSpec.of("e4m3fn")).generateCodes(2, 1, 0)).hasSize(255); // 2 NaNs are one
        assertThat(new VectorGenerator(RoundingSpec.of("e4m3fnuz")).generateCodes(2, 1, 0)).hasSize(256);
        assertThat(new VectorGenerator(RoundingSpec.of("fp32")).generateCodes(1, 1, 0)).hasSize(400);
    }

    @Test
    void formats_without_nan_are_not_asked_about_it() {
        for (String id : new String[] {"fp134", "int8", "e2m1fn", "nf4"}) {
            assertThat(new VectorGenerator(RoundingSpec.of(id)).generate(2, 1, 0)).noneMatch(v -> Double.isNaN(v.x()));
        }
    }

    @Test
    void what_is_not_allowed_is_named() {
        RoundingSpec spec = RoundingSpec.of("fp134");
        assertThatThrownBy(() -> new VectorGenerator(spec).generate(3, 1, 0)).hasMessage("level 3; allowed: 1 or 2");
        assertThatThrownBy(() -> spec.with(Rounding.STOCHASTIC, 49)).hasMessage("random bits 49; allowed: 1 to 48");
        assertThatThrownBy(() -> RoundingSpec.of("posit8_2").with(Rounding.UP)).hasMessageContaining("allowed: rne");
        assertThatThrownBy(() -> RoundingSpec.of("fp16").atScale(3)).hasMessageContaining("has no shared scale");
    }
}
