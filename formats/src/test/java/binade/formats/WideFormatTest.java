package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The P3109 formats beyond binary64; their rounding is held to exact arithmetic by the simulator's tests. */
class WideFormatTest {
    static List<String> ids() {
        return Formats.wideP3109();
    }

    private static long round(String id, String text, String rounding, Overflow overflow) {
        return ((WideFormat) Formats.any(id)).round(Decimals.exact(text), Rounding.parse(rounding), overflow, 0, 1);
    }

    @Test
    void the_family_is_complete() {
        // per width K: two signed domains of K - 1 precisions, two unsigned ones of K
        int members = 0;
        for (int k = 3; k <= 16; k++) {
            members += 2 * (k - 1) + 2 * k;
        }
        assertThat(ids()).hasSize(50).doesNotHaveDuplicates();
        assertThat(Formats.ids(GridFormat.Family.P3109).size() + ids().size()).isEqualTo(members);
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("ids")
    void every_code_is_the_code_of_its_value(String id) {
        every_code_is_the_code_of_its_value(id, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary12p1ue", "binary13p1se", "binary14p3uf", "binary16p1uf", "binary16p4se"})
    void many_codes_are_the_codes_of_their_values(String id) {
        every_code_is_the_code_of_its_value(id, 61);
    }

    private static void every_code_is_the_code_of_its_value(String id, int step) {
        WideFormat f = (WideFormat) Formats.any(id);
        for (long code = 0; code < 1L << f.width(); code += step) {
            Fraction v = f.value(code);
            if (v != null) {
                assertThat(f.round(v, Rounding.TO_ODD, Overflow.OVERFLOW, 0, 1)).as("%s code %x", id, code).isEqualTo(code);
            } else {
                double special = Decimals.parse(f.print(code), Double.PRECISION);
                assertThat(f.special(special, Overflow.OVERFLOW)).as("%s code %x", id, code).isEqualTo(code);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "binary16p1se, 1, rne, overflow, 16384", "binary16p1se, 0x1p16382, rne, overflow, 32766",
        "binary16p1se, 0x1.8p16382, rne, overflow, 32766", "binary16p1se, 0x1.9p16382, rne, overflow, 32767",
        "binary16p1se, 1e99999, rne, sat-finite, 32766", "binary16p1se, -1e99999, ru, overflow, 65534",
        "binary16p1se, 1e-99999, ru, overflow, 1", "binary16p1se, 1.5, rne, overflow, 16384",
        "binary16p1se, 3, rne, overflow, 16386", "binary16p1ue, -1, rne, overflow, 65535", "binary16p1ue, -1, ru, overflow, 0",
        "binary16p1ue, -1, rne, sat-finite, 0", "binary16p1ue, 1e99999, rto, overflow, 65533",
        "binary16p1se, 1e99999, rto, overflow, 32767"
    })
    void rounding_and_saturation(String id, String x, String rounding, String overflow, long code) {
        assertThat(round(id, x, rounding, Overflow.parse(overflow))).isEqualTo(code);
    }

    @Test
    void binary64_is_refused_with_the_reason() {
        assertThatThrownBy(() -> Formats.scalar("binary16p1se")).hasMessageContaining("outside binary64");
    }

    @Test
    void parameters_are_those_of_the_id() {
        WideFormat f = (WideFormat) Formats.any("binary16p4se"); // bias 2^(16 - 4 - 1) = 2048, emin 1 - bias
        assertThat(f.id()).isEqualTo("binary16p4se").isEqualTo(f.toString());
        assertThat(f.width()).isEqualTo(16);
        assertThat(f.precision()).isEqualTo(4);
        assertThat(f.emin()).isEqualTo(-2047);
        assertThat(f.signed()).isTrue();
        assertThat(f.extended()).isTrue();
        assertThat(f.maxCode()).isEqualTo(0x7ffe);
        assertThat(f.nanCode()).isEqualTo(0x8000);
        assertThat(f.isNegative(0x8000)).isFalse();
        assertThat(f.isNegative(0x8001)).isTrue();
        assertThat(f.defaultOverflow()).isEqualTo(Overflow.OVERFLOW);
        WideFormat g = (WideFormat) Formats.any("binary16p1uf");
        assertThat(g.signed()).isFalse();
        assertThat(g.extended()).isFalse();
        assertThat(g.maxCode()).isEqualTo(0xfffe);
        assertThat(g.nanCode()).isEqualTo(0xffff);
        assertThat(g.isNegative(0xfff0)).isFalse();
        assertThat(g.supports(Rounding.HYSTERESIS)).isFalse();
        assertThat(g.supports(Rounding.TO_ODD)).isTrue();
        Fraction one = Decimals.exact("1");
        assertThatThrownBy(() -> g.round(one, Rounding.HYSTERESIS, Overflow.OVERFLOW, 0, 1))
                .hasMessage("rounding hysteresis is not defined for binary16p1uf");
        assertThatThrownBy(() -> g.classify(0x10000)).hasMessageContaining("code 10000 has more than 16 bits");
        assertThatThrownBy(() -> g.classify(-1)).hasMessageContaining("has more than 16 bits");
    }

    @ParameterizedTest
    @CsvSource({
        "binary16p4se, 0, ZERO, 0", "binary16p4se, 1, SUBNORMAL, 0x1p-2050", "binary16p4se, 7, SUBNORMAL, 0x1.cp-2048",
        "binary16p4se, 8, NORMAL, 0x1p-2047", "binary16p4se, 4000, NORMAL, 1", "binary16p4se, 4001, NORMAL, 1.125",
        "binary16p4se, 7ffe, NORMAL, 0x1.cp2047", "binary16p4se, 7fff, INFINITE, inf", "binary16p4se, 8000, NAN, nan",
        "binary16p4se, 8001, SUBNORMAL, -0x1p-2050", "binary16p4se, c001, NORMAL, -1.125", "binary16p4se, ffff, INFINITE, -inf"
    })
    void codes_are_classified_and_printed(String id, String hex, NumberClass kind, String text) {
        WideFormat f = (WideFormat) Formats.any(id);
        long code = Long.parseLong(hex, 16);
        assertThat(f.classify(code)).isEqualTo(kind);
        assertThat(f.print(code)).isEqualTo(text);
        if (kind == NumberClass.NORMAL || kind == NumberClass.SUBNORMAL) {
            assertThat(f.round(Decimals.exact(text), Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1)).isEqualTo(code);
        } else {
            assertThat(f.value(code)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "binary16p4se, Infinity, sat-propagate, 7fff", "binary16p4se, -Infinity, sat-propagate, ffff",
        "binary16p4se, Infinity, overflow, 7fff", "binary16p4se, Infinity, sat-finite, 7ffe",
        "binary16p4se, -Infinity, sat-finite, fffe", "binary16p4se, NaN, sat-finite, 8000", "binary16p4se, -0.0, overflow, 0",
        "binary16p1uf, Infinity, sat-propagate, fffe", "binary16p1uf, Infinity, overflow, fffe",
        "binary16p1uf, -Infinity, overflow, ffff", "binary16p1uf, -Infinity, sat-propagate, 0",
        "binary16p1ue, Infinity, sat-propagate, fffe", "binary16p1ue, -Infinity, sat-propagate, 0", "binary16p1ue, NaN, overflow, ffff"
    })
    void specials_have_codes_by_the_overflow_rule(String id, double x, String overflow, String hex) {
        WideFormat f = (WideFormat) Formats.any(id);
        assertThat(Long.toHexString(f.special(x, Overflow.parse(overflow)))).isEqualTo(hex);
    }
}
