package binade.formats.kernel;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarDomain;
import binade.formats.ScalarFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays of codes against single numbers. Runs on wide vectors, on narrow ones, and without. */
@Tag("kernel")
class CodeKernelTest {
    static Stream<String> formats() {
        return Stream.of(
                "e4m3fn", "e5m2", "e4m3fnuz", "e3m2fn", "e2m1fn", "fp16", "bf16", "int8", "uint8", "int4", "q3.4", "int16",
                "fp134", "w8-050", "w8-120", "list:6,5,4,3,2,1,0", "log4", "sm8", "float:6,9,31", "binary8p3se",
                "binary8p1uf", "e8m0fnu", "list:3,2,0", "float:8,3,128", "float:8,7,128", "posit8_0",
                "posit8_2", "posit16_1", "posit16_2", "posit5_1", "nf4", "lns8_0", "lns4_0");
    }

    /** Numbers near values and thresholds, repeated to an odd length. */
    private static float[] inputs(ScalarFormat f, boolean nan) {
        double[] d = ScalarDomain.inputs(f, 100);
        float[] x = new float[d.length | 1];
        for (int i = 0; i < x.length; i++) {
            float v = (float) d[i % d.length];
            x[i] = nan || v == v ? v : 1;
        }
        return x;
    }

    @ParameterizedTest
    @MethodSource("formats")
    void arrays_encode_like_single_numbers(String id) {
        ScalarFormat f = Formats.scalar(id);
        float[] x = inputs(f, f.hasNan());
        for (Overflow overflow : Overflow.values()) {
            CodeKernel kernel = CodeKernel.of(f, overflow);
            short[] codes = new short[x.length];
            byte[] bytes = new byte[x.length];
            kernel.encode(x, codes, 3, x.length);
            if (f.width() <= 8) {
                kernel.encode(x, bytes, 3, x.length);
            }
            for (int i = 0; i < x.length; i++) {
                int expected = i < 3 ? 0 : (int) f.encode(f.round(x[i], Rounding.NEAREST_EVEN, overflow, 0, 1, 0));
                if (codes[i] != (short) expected || f.width() <= 8 && bytes[i] != (byte) expected) {
                    fail("%s %s of %s: %x and %x instead of %x", id, overflow, Bits.show(x[i]), codes[i], bytes[i], expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void every_code_decodes_like_a_single_one(String id) {
        ScalarFormat f = Formats.scalar(id);
        CodeKernel kernel = CodeKernel.of(f, Overflow.SAT_FINITE);
        int n = 1 << f.width();
        short[] codes = new short[n + 39];
        byte[] bytes = new byte[codes.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (short) code(f, i);
            bytes[i] = (byte) codes[i];
        }
        float[] y = new float[codes.length];
        float[] z = new float[codes.length];
        kernel.decode(codes, y, 2, y.length);
        if (f.width() <= 8) {
            kernel.decode(bytes, z, 2, z.length);
        }
        for (int i = 0; i < codes.length; i++) {
            float expected = i < 2 ? 0 : (float) f.decode(code(f, i));
            if (!Bits.same(y[i], expected) || f.width() <= 8 && !Bits.same(z[i], expected)) {
                fail("%s code %x: %s and %s instead of %s", id, code(f, i), y[i], z[i], expected);
            }
        }
    }

    /** A code that names a value, all of them in turn. */
    private static int code(ScalarFormat f, int i) {
        int code = i & (1 << f.width()) - 1;
        try {
            f.decode(code);
            return code;
        } catch (IllegalArgumentException e) {
            return 1;
        }
    }

    @Test
    void a_nan_without_a_code_and_a_code_without_a_value_are_errors() {
        for (String id : new String[] {"int8", "e2m1fn", "nf4", "w8-050"}) {
            CodeKernel kernel = CodeKernel.of(Formats.scalar(id), Overflow.SAT_FINITE);
            for (int place : new int[] {3, 37}) { // in a vector and behind the last one
                float[] x = new float[40];
                x[place] = Float.NaN;
                assertThatThrownBy(() -> kernel.encode(x, new byte[40], 0, 40)).hasMessage("the format has no NaN");
            }
        }
        CodeKernel list = CodeKernel.of(Formats.scalar("list:3,2,0"), Overflow.SAT_FINITE);
        assertThatThrownBy(() -> list.decode(new byte[] {0, 15}, new float[2], 0, 2)).hasMessageContaining("names no value");
    }

    @Test
    void formats_that_do_not_fit_are_refused() {
        assertThatThrownBy(() -> CodeKernel.of(Formats.scalar("tf32"), Overflow.SAT_FINITE)).hasMessageContaining("bits");
        CodeKernel half = CodeKernel.of(Formats.scalar("fp16"), Overflow.SAT_FINITE);
        assertThatThrownBy(() -> half.encode(new float[1], new byte[1], 0, 1)).hasMessageContaining("16 bits");
        assertThatThrownBy(() -> half.decode(new byte[1], new float[1], 0, 1)).hasMessageContaining("16 bits");
    }
}
