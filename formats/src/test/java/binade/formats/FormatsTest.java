package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatsTest {
    static Collection<GridFormat> catalogue() {
        return Formats.all();
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void every_catalogued_id_parses_to_itself(GridFormat format) {
        assertThat(Formats.parse(format.id())).isSameAs(format);
        assertThat(Formats.parse(" " + format.id().toUpperCase(java.util.Locale.ROOT) + " ")).isSameAs(format);
        assertThat(format).hasToString(format.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"list:5,5,4,3,2,1,0", "list:4x14,0", "float:6,9,31", "q3.4", "uq0.8", "w8-050", "w3-000"})
    void parametrised_ids_keep_their_spelling(String id) {
        assertThat(Formats.parse(id).id()).isEqualTo(id);
    }

    @Test
    void repetition_in_a_list_is_shorthand() {
        assertThat(Formats.parse("list:5x7,4,3,2,1,0").grid()).isEqualTo(Formats.parse("fp134").grid());
        assertThat(Formats.parse("list:5x7,4,3,2,1,0").list()).isEqualTo("5,5,5,5,5,5,5,4,3,2,1,0");
        assertThat(Formats.parse("list: 5x7, 4,3,2,1,0").list()).isEqualTo("5,5,5,5,5,5,5,4,3,2,1,0");
    }

    @ParameterizedTest
    @CsvSource({"fp133x, fp133", "fp-134, fp134", "e4m3f, e4m3fn", "bfloat16, bf16", "in8, int8", "LOG44, log4"})
    void a_typo_is_answered_with_the_nearest_id(String typo, String suggestion) {
        assertThatThrownBy(() -> Formats.parse(typo))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown format '" + typo + "'")
                .hasMessageContaining("did you mean " + suggestion + "?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "list:5,4,3 | does not end in 0",
        "list:4x16 | does not end in 0",
        "list:5,0,4,0 | entry 2 is 0; entries are 1 to 24, and 0 only at the end",
        "list:0 | too short",
        "list: | entry '' is neither a number nor BITSxCOUNT",
        "list:5,,0 | entry '' is neither",
        "list:5,a,0 | entry 'a' is neither a number nor BITSxCOUNT",
        "list:5x0,0 | entry '5x0' is neither",
        "list:5x2x3,0 | entry '5x2x3' is neither",
        "list:5,-1,0 | entry 2 is -1",
        "list:25,0 | entry 1 is 25",
        "list:1x256,0 | 257 entries; at most 256",
        "list:24x255,0 | no shared scale brings both into binary32",
        "float:6,9 | is not float:E,M,BIAS with three integers",
        "float:6,9,x | is not float:E,M,BIAS",
        "float:9,2,3 | exponent bits must be 1 to 8",
        "float:8,7,127 | leave the binary32 range",
        "float:8,23,128 | leave the binary32 range",
        "q0.0 | 1 to 24 are allowed",
        "q20.5 | has 25 integer and fraction bits"
    })
    void a_bad_id_says_what_is_wrong(String id, String message) {
        assertThatThrownBy(() -> Formats.parse(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void ids_are_split_at_commas_blanks_and_semicolons() {
        assertThat(Formats.splitIds("fp134,log4 int8;bf16")).containsExactly("fp134", "log4", "int8", "bf16");
        assertThat(Formats.splitIds(" ,fp134,, ;log4; ")).containsExactly("fp134", "log4");
        assertThat(Formats.splitIds("")).isEmpty();
    }

    @Test
    void an_id_with_commas_extends_to_the_next_semicolon_or_blank() {
        assertThat(Formats.splitIds("list:5,4,3,2,1,0;float:6,9,31 fp134,list:1,0;log4,bf16"))
                .containsExactly("list:5,4,3,2,1,0", "float:6,9,31", "fp134", "list:1,0", "log4", "bf16");
        assertThat(Formats.splitIds("LIST:1,0")).containsExactly("LIST:1,0");
    }

    @Test
    void lists_are_known_by_the_name_of_the_field() {
        assertThat(Catalogue.nameOfList(Lists.signMagnitude(8))).isEqualTo("sm8");
        assertThat(Catalogue.nameOfList(Lists.floatList(3, 0))).isEqualTo("log4");
        assertThat(Catalogue.nameOfList(Lists.floatList(3, 4))).isEqualTo("fp134");
        assertThat(Catalogue.nameOfList(new int[] {5, 4, 4, 0})).isNull();
    }

    @Test
    void synonyms_are_the_same_numbers() {
        assertThat(Formats.parse("fp116").grid()).isEqualTo(Formats.parse("sm8").grid());
        assertThat(Formats.parse("fp130").grid()).isEqualTo(Formats.parse("log4").grid());
        assertThat(Formats.parse("fp169").grid()).isEqualTo(Formats.parse("float:6,9,31").grid());
        assertThat(Formats.parse("hfp8-fwd").grid()).isEqualTo(Formats.parse("fp143").grid().scaledBy(4));
    }

    @Test
    void overflow_defaults_follow_the_ruling() {
        for (GridFormat f : Formats.all()) {
            boolean ieee = f.hasNan() && f.width() > 8; // wider floats with codes for infinity or NaN
            assertThat(f.defaultOverflow()).as(f.id()).isEqualTo(ieee ? Overflow.OVERFLOW : Overflow.SAT_FINITE);
        }
        assertThat(Stream.of("fp16", "bf16", "tf32", "fp32", "fp64").map(Formats::parse))
                .allMatch(f -> f.defaultOverflow() == Overflow.OVERFLOW);
    }

    @Test
    void the_scale_where_none_is_given_makes_integers_of_unit_one() {
        assertThat(Formats.parse("int8").defaultScale()).isEqualTo(6);
        assertThat(Formats.parse("uint8").defaultScale()).isEqualTo(7);
        assertThat(Formats.parse("fp134").defaultScale()).isZero();
        assertThat(Formats.parse("q3.4").defaultScale()).isZero();
    }

    @Test
    void rules_parse_by_their_ids_and_name_the_allowed_ones() {
        for (Rounding r : Rounding.values()) {
            assertThat(Rounding.parse(r.id())).isSameAs(r);
        }
        for (Overflow o : Overflow.values()) {
            assertThat(Overflow.parse(o.id())).isSameAs(o);
        }
        assertThatThrownBy(() -> Rounding.parse("nearest"))
                .hasMessage("unknown rounding 'nearest'; allowed: rne rna rtz ru rd rto sr-a sr-b sr-c sr hysteresis");
        assertThatThrownBy(() -> Overflow.parse("wrap"))
                .hasMessage("unknown overflow rule 'wrap'; allowed: sat-finite sat-propagate overflow");
    }

    @ParameterizedTest
    @CsvSource({
        "fp16, overflow", "bf16, overflow", "fp64, overflow", "binary9p4se, overflow", "binary8p3se, sat-finite",
        "e4m3fn, sat-finite", "fp134, sat-finite", "int8, sat-finite", "posit8_2, sat-finite"
    })
    void each_format_has_its_default_overflow(String id, String rule) {
        assertThat(Formats.scalar(id).defaultOverflow().id()).isEqualTo(rule);
    }

    @Test
    void formats_are_equal_by_what_they_are() {
        GridFormat f = Formats.parse("fp134");
        assertThat(f.withId("fp134")).isEqualTo(f).hasSameHashCodeAs(f);
        assertThat(f.withId("other")).isNotEqualTo(f);
        assertThat(f.atScale(1)).isNotEqualTo(f);
        assertThat(f).isNotEqualTo("fp134");
        assertThat(Formats.all().stream().map(Object::hashCode).distinct().count()).isGreaterThan(Formats.all().size() / 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "float:9,2,3 | exponent bits must be 1 to 8", "float:0,2,3 | exponent bits must be 1 to 8",
        "float:2,24,3 | fraction bits 0 to 23", "float:8,2,127 | leave the binary32 range", "float:8,0,127 | leave the binary32 range",
        "float:2,2,149 | values from 2^-150 to 2^-146 leave the binary32 range", "q0.0 | 0 integer and fraction bits",
        "uq12.13 | 25 integer and fraction bits; 1 to 24 are allowed", "q25.0 | 25 integer and fraction bits"
    })
    void parameters_out_of_range_are_named(String id, String message) {
        assertThatThrownBy(() -> Formats.parse(id)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "'float:8,2,128', 11, 0x1.cp127, 0x1p-129", "'float:2,2,148', 5, 0x1.cp-145, 0x1p-149", "'float:8,22,128', 31, 0x1.fffffcp127, 0x1p-149",
        "'float:1,0,0', 2, 2, 2", "q12.12, 25, 0x1.fffffep11, 0x1p-12", "uq12.12, 24, 0x1.fffffep11, 0x1p-12", "uq0.1, 1, 0.5, 0.5"
    })
    void parameters_at_the_edge_are_formats(String id, int width, double max, double smallest) {
        GridFormat f = Formats.parse(id);
        assertThat(f.width()).isEqualTo(width);
        assertThat(f.grid().max()).isEqualTo(max);
        assertThat(f.grid().minPositive()).isEqualTo(smallest);
        assertThat(f.fitsBinary32()).isTrue();
    }

    @Test
    void the_usual_members_of_the_p3109_family_have_eight_bits() {
        assertThat(Formats.usualP3109()).hasSize(30).contains("binary8p1se", "binary8p3se", "binary8p8uf");
        assertThat(Formats.usualP3109().stream().map(Formats::parse)).allMatch(f -> f.width() == 8);
    }

    @ParameterizedTest
    @CsvSource({"mxfp4_e2m1, 4.25", "nvfp4, 4.5", "mxint8, 8.25", "nf4, 4.5", "bfp8/16, 8.5625"})
    void bits_per_value_count_the_scale(String id, double bits) {
        assertThat(Formats.block(id).bitsPerValue()).isEqualTo(bits);
    }

    @Test
    void codes_are_ordered_by_value() {
        ScalarFormat e4m3 = Formats.scalar("e4m3fn");
        assertThat(e4m3.compareCodes(0x80, 0)).as("-0 before 0").isNegative();
        assertThat(e4m3.compareCodes(0x38, 0x38)).isZero();
        assertThat(e4m3.compareCodes(0x7f, 0x7e)).as("NaN last").isPositive();
        ScalarFormat lns = Formats.scalar("lns8_3");
        assertThat(lns.compareCodes(lns.encode(2), lns.encode(1))).isPositive();
        ScalarFormat posit = Formats.scalar("posit8_2");
        assertThat(posit.compareCodes(0x80, 0x81)).as("NaR first").isNegative();
        assertThat(posit.compareCodes(0xff, 1)).isNegative();
        ScalarFormat p3109 = Formats.scalar("binary8p3se");
        assertThat(p3109.compareCodes(0x80, 0xff)).as("NaN first").isNegative();
        assertThat(p3109.compareCodes(0x40, 0x80)).isPositive();
    }

    @Test
    void values_are_printed_in_hex() {
        ScalarFormat f = Formats.scalar("e5m2");
        assertThat(f.printHex(1.75)).isEqualTo("0x1.cp0");
        assertThat(f.printHex(Double.NaN)).isEqualTo("nan");
        assertThat(f.printHex(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
        assertThat(Formats.scalar("posit8_2").scalable()).isFalse();
        assertThat(Formats.scalar("fp134").scalable()).isTrue();
        assertThat(Formats.scalar("e5m2").supports(Overflow.SAT_PROPAGATE)).isTrue();
    }
}
