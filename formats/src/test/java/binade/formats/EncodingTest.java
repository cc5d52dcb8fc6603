package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
    static Stream<GridFormat> formats_of_at_most_19_bits() {
        return GridTest.every_format().filter(f -> f.width() <= 19);
    }

    private static double decode(GridFormat f, long code) {
        return f.encoding().decode(code, f.grid());
    }

    private static long encode(GridFormat f, double value) {
        return f.encoding().encode(value, f.grid());
    }

    @ParameterizedTest
    @MethodSource("formats_of_at_most_19_bits")
    void encode_after_decode_is_the_identity_but_for_nan_and_negative_zero(GridFormat format) {
        long unused = format.isList() ? format.encoding().codes() / 2 - format.magnitudes() : 0;
        for (long code = 0; code < format.encoding().codes(); code++) {
            if (unused > 0 && code % (format.encoding().codes() / 2) >= format.magnitudes()) {
                long name = code;
                assertThatThrownBy(() -> decode(format, name)).hasMessageContaining("names no value");
                continue;
            }
            double value = decode(format, code);
            long back = encode(format, value);
            if (Double.isNaN(value)) {
                assertThat(decode(format, back)).isNaN();
            } else if (value == 0 && !format.encoding().negativeZero()) {
                assertThat(back).isZero();
            } else {
                assertThat(back).as("code of %s", value).isEqualTo(code);
            }
        }
    }

    /** number-formats 1.1 written out: w.t, bias, and which codes are special, as in the table of section 1. */
    @ParameterizedTest
    @CsvSource({
        "tf32, 8, 10, 127, ieee", "bf16, 8, 7, 127, ieee", "fp16, 5, 10, 15, ieee", "e5m2, 5, 2, 15, ieee",
        "e4m3fn, 4, 3, 7, fn", "e4m3, 4, 3, 7, ieee", "e3m4, 3, 4, 3, ieee", "e4m3fnuz, 4, 3, 8, fnuz",
        "e5m2fnuz, 5, 2, 16, fnuz", "e4m3b11fnuz, 4, 3, 11, fnuz", "e3m2fn, 3, 2, 3, none", "e2m3fn, 2, 3, 1, none",
        "e2m1fn, 2, 1, 1, none", "fp169, 6, 9, 31, unsigned-zero", "hfp8-fwd, 4, 3, 11, unsigned-zero",
        "hfp8-bwd, 5, 2, 15, unsigned-zero", "fp134, 3, 4, 7, unsigned-zero", "fp143, 4, 3, 15, unsigned-zero",
        "fp152, 5, 2, 31, unsigned-zero", "fp133, 3, 3, 7, unsigned-zero", "fp142, 4, 2, 15, unsigned-zero",
        "log4, 3, 0, 7, unsigned-zero"
    })
    void decode_equals_the_formula_for_every_code(String id, int w, int t, int bias, String specials) {
        GridFormat format = Formats.parse(id);
        assertThat(format.width()).isEqualTo(1 + w + t);
        for (long code = 0; code < 1L << (1 + w + t); code++) {
            assertThat(Bits.of(decode(format, code)))
                    .as("code %s of %s", Long.toHexString(code), id)
                    .isEqualTo(Bits.of(byFormula(code, w, t, bias, specials)));
        }
    }

    private static double byFormula(long code, int w, int t, int bias, String specials) {
        long fraction = code & ((1L << t) - 1);
        long exponent = (code >> t) & ((1L << w) - 1);
        double sign = code >> (w + t) == 0 ? 1 : -1;
        boolean top = exponent == (1L << w) - 1;
        if (specials.equals("ieee") && top) {
            return fraction == 0 ? sign / 0.0 : Double.NaN;
        }
        if (specials.equals("fn") && top && fraction == (1L << t) - 1) {
            return Double.NaN;
        }
        if (sign < 0 && exponent == 0 && fraction == 0) {
            return switch (specials) {
                case "fnuz" -> Double.NaN;
                case "unsigned-zero" -> 0.0;
                default -> -0.0;
            };
        }
        return exponent == 0
                ? sign * fraction * Math.pow(2, 1 - bias - t)
                : sign * ((1L << t) + fraction) * Math.pow(2, exponent - bias - t);
    }

    @Test
    void fp32_codes_are_the_bits_of_float() {
        GridFormat fp32 = Formats.parse("fp32");
        for (long i = 0; i < 1 << 16; i++) {
            int bits = (int) (i * 0x10001 ^ i << 7);
            assertThat(Bits.of((float) decode(fp32, bits & 0xffffffffL))).isEqualTo(Bits.of(Float.intBitsToFloat(bits)));
        }
    }

    @Test
    void fp16_codes_are_those_of_the_platform() {
        GridFormat fp16 = Formats.parse("fp16");
        for (int code = 0; code < 1 << 16; code++) {
            assertThat(Bits.of(decode(fp16, code))).isEqualTo(Bits.of((double) Float.float16ToFloat((short) code)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "e5m2, 7e, 7c, fc", "e4m3, 7c, 78, f8", "e3m4, 78, 70, f0", "fp16, 7e00, 7c00, fc00",
        "bf16, 7fc0, 7f80, ff80", "fp32, 7fc00000, 7f800000, ff800000"
    })
    void ieee_like_formats_have_infinities_and_one_canonical_nan(String id, String nan, String inf, String minusInf) {
        GridFormat f = Formats.parse(id);
        assertThat(Long.toHexString(encode(f, Double.NaN))).isEqualTo(nan);
        assertThat(Long.toHexString(encode(f, Double.POSITIVE_INFINITY))).isEqualTo(inf);
        assertThat(Long.toHexString(encode(f, Double.NEGATIVE_INFINITY))).isEqualTo(minusInf);
    }

    @ParameterizedTest
    @CsvSource({"e4m3fn, 7f", "e4m3fnuz, 80", "e5m2fnuz, 80", "e4m3b11fnuz, 80"})
    void formats_without_infinity_have_a_nan_and_refuse_infinity(String id, String nan) {
        GridFormat f = Formats.parse(id);
        assertThat(Long.toHexString(encode(f, Double.NaN))).isEqualTo(nan);
        assertThatThrownBy(() -> encode(f, Double.NEGATIVE_INFINITY)).hasMessageContaining("no infinity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e3m2fn", "e2m1fn", "fp134", "int8", "uint8", "q3.4", "fp169"})
    void formats_without_nan_refuse_it(String id) {
        assertThatThrownBy(() -> encode(Formats.parse(id), Double.NaN)).hasMessageContaining("no NaN");
    }

    @Test
    void e2m1_magnitudes_are_those_of_the_document() {
        double[] values = {0, 0.5, 1, 1.5, 2, 3, 4, 6};
        for (int code = 0; code < 8; code++) {
            assertThat(decode(Formats.parse("e2m1fn"), code)).isEqualTo(values[code]);
        }
    }

    /** The table of paper-method 1.3. */
    @Test
    void fp134_ranks_are_exponent_and_fraction_fields() {
        GridFormat fp134 = Formats.parse("fp134");
        for (int rank = 0; rank < 128; rank++) {
            int field = rank >> 4;
            double expected = field == 0 ? Math.scalb(rank, -10) : Math.scalb(16 + rank % 16, field - 11);
            assertThat(decode(fp134, rank)).isEqualTo(expected);
            assertThat(decode(fp134, 128 + rank)).isEqualTo(rank == 0 ? 0 : -expected);
        }
    }

    @Test
    void log4_rank_k_is_a_power_of_two() {
        for (int k = 1; k <= 7; k++) {
            assertThat(decode(Formats.parse("log4"), k)).isEqualTo(Math.scalb(1.0, k - 7));
        }
    }

    @Test
    void integers_are_twos_complement_and_unsigned() {
        GridFormat int8 = Formats.parse("int8");
        GridFormat uint8 = Formats.parse("uint8");
        for (int code = 0; code < 256; code++) {
            assertThat(decode(int8, code)).isEqualTo((byte) code / 64.0);
            assertThat(decode(uint8, code)).isEqualTo(code / 128.0);
        }
        assertThatThrownBy(() -> encode(uint8, -1.0)).hasMessageContaining("no negative values");
    }

    @Test
    void a_code_wider_than_the_format_is_refused() {
        assertThatThrownBy(() -> decode(Formats.parse("e4m3fn"), 256)).hasMessageContaining("more than 8 bits");
        assertThatThrownBy(() -> decode(Formats.parse("e4m3fn"), -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
