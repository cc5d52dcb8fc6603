package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.reference.ExactCodes;
import binade.formats.reference.ExactDefinition;
import binade.formats.reference.ExactFormats;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Formats whose definition goes by codes (P3109, E8M0, posits, logarithmic numbers) against that definition: at every value
 * and boundary and beside it, at both ends and beyond, under all their rules. The few that stand for all are small.
 */
class DefinitionAgreementTest {
    private static Stream<String> ids() {
        return Stream.of(
                "binary5p3se", "binary5p2sf", "binary5p2ue", "binary4p2uf", "binary4p1se", "binary4p1ue", "binary5p4sf", "e8m0fnu",
                "lns5_1", "lns4_0", "posit6_1", "posit5_0");
    }

    private static List<Double> values(ScalarFormat f) {
        List<Double> values = new ArrayList<>();
        for (int code = 0; code < 1 << f.width(); code++) {
            try {
                double v = f.decode(code);
                if (Double.isFinite(v)) {
                    values.add(v);
                }
            } catch (IllegalArgumentException unused) {
                // a code that names no value
            }
        }
        return values.stream().sorted().distinct().toList();
    }

    private static List<Double> inputs(ScalarFormat f) {
        List<Double> x = new ArrayList<>(List.of(
                0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, -Double.MAX_VALUE,
                Double.MIN_VALUE, -Double.MIN_VALUE, -1.0));
        List<Double> values = values(f);
        for (int i = 0; i < values.size(); i += i > 40 && i < values.size() - 5 ? 16 : 1) {
            double v = values.get(i);
            x.addAll(List.of(v, Math.nextUp(v), Math.nextDown(v)));
            double gap = i + 1 < values.size() ? values.get(i + 1) - v : i > 0 ? v - values.get(i - 1) : v;
            for (double part : new double[] {0.5, 0.25, 1 / 3.0, 1.5}) {
                double y = v + part * gap;
                x.addAll(List.of(y, Math.nextUp(y), Math.nextDown(y)));
            }
        }
        x.addAll(List.of(values.getFirst() * 1.25, values.getFirst() * 2, values.getLast() * 4));
        return x;
    }

    @Test
    void every_rule_gives_what_the_definition_says() {
        ForEach.check(ids(), id -> {
            ScalarFormat f = Formats.scalar(id);
            ExactDefinition definition = ExactFormats.definition(f, 0);
            List<Double> inputs = inputs(f);
            for (Rounding rounding : Rounding.values()) {
                for (Overflow overflow : Overflow.values()) {
                    if (f.supports(rounding) && f.supports(overflow)) {
                        agree(f, definition, inputs, rounding, overflow);
                    }
                }
            }
        });
    }

    private static void agree(
            ScalarFormat f, ExactDefinition definition, List<Double> inputs, Rounding rounding, Overflow overflow) {
        long[] random = rounding.operand() == Rounding.Operand.RANDOM ? new long[] {0, 7} : new long[] {0};
        double[] previous = rounding.operand() == Rounding.Operand.PREVIOUS ? new double[] {-1e9, 1} : new double[] {0};
        for (double x : inputs) {
            for (long r : random) {
                for (double p : previous) {
                    double fast = f.round(x, rounding, overflow, r, 4, p);
                    double exact = definition.round(x, rounding, overflow, r, 4, p);
                    if (Bits.of(fast) != Bits.of(exact) && !(Double.isNaN(fast) && Double.isNaN(exact))) {
                        throw new AssertionError("%s %s of %s, R %d, previous %s: %s, by definition %s"
                                .formatted(rounding, overflow, x, r, p, fast, exact));
                    }
                }
            }
        }
    }

    /** What follows a magnitude in the definition is what follows it in the table of codes. */
    @Test
    void the_magnitude_above_another_is_the_next_one() {
        ForEach.check(ids(), id -> {
            ScalarFormat f = Formats.scalar(id);
            ExactDefinition definition = ExactFormats.definition(f, 0);
            List<Double> values = values(f);
            for (int i = 0; i < values.size(); i++) {
                double v = values.get(i);
                if (v < 0) {
                    continue;
                }
                BigDecimal next = i + 1 < values.size() ? new BigDecimal(values.get(i + 1)) : null;
                for (double a : next == null ? new double[] {v} : new double[] {v, (v + values.get(i + 1)) / 2}) {
                    BigDecimal above = definition.above(new BigDecimal(a), false);
                    assertThat(above).as("above %s", a).usingComparator((p, q) -> p == null || q == null
                            ? Boolean.compare(p == null, q == null)
                            : p.compareTo(q)).isEqualTo(next);
                }
                assertThat(definition.above(new BigDecimal(v), true) == null)
                        .as("%s is the end of the negative magnitudes", v)
                        .isEqualTo(values.getFirst() >= 0 || i + 1 == values.size());
            }
        });
    }

    @Test
    void codes_name_their_magnitudes() {
        ExactCodes codes = ExactCodes.p3109(8, 3, true, true); // bias 16: code 0x40 is 1, 0x7e the largest
        assertThat(codes.maxCode()).isEqualTo(0x7e);
        assertThat(codes.magnitude(0x40)).isEqualByComparingTo("1");
        assertThat(codes.magnitude(1)).isEqualByComparingTo(new BigDecimal(0x1p-17));
        assertThat(codes.magnitude(0x7e)).isEqualByComparingTo("49152");
        assertThat(ExactCodes.e8m0().magnitude(127)).isEqualByComparingTo("1");
        assertThat(ExactCodes.e8m0().maxCode()).isEqualTo(254);
    }
}
