package binade.simulator.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results and flags worked out by hand from IEEE 754-2019 and number-formats; both implementations. */
class ArithmeticExamplesTest {

    /** Both implementations on one line: operands in hex, "-" for no code. */
    private static void check(Projection p, String op, String operands, long random, String expected) {
        String[] words = operands.strip().split(" +");
        long[] v = new long[3];
        for (int i = 0; i < words.length; i++) {
            v[i] = Long.parseLong(words[i], 16);
        }
        for (Arithmetic arithmetic : List.of(new LongArithmetic(p), new ExactArithmetic(p))) {
            Result result = arithmetic.apply(Operation.parse(op), v[0], v[1], v[2], random);
            assertThat(result).as("%s %s %s %s", p.format(), p.rounding().id(), op, operands).hasToString(expected);
        }
    }

    private static Projection projection(String id, String rounding, String overflow) {
        GridFormat f = OperandCases.format(id);
        return Projection.of(
                f, Rounding.parse(rounding), overflow.isEmpty() ? f.defaultOverflow() : Overflow.parse(overflow));
    }

    @ParameterizedTest
    @CsvSource({
        // exact, inexact, a tie to the even code
        "add, rne, 3c00 3c00, 4000 0", "add, rne, 3c00 0001, 3c00 1", "add, rne, 3c00 1000, 3c00 1", "add, rne, 3c01 1000, 3c02 1",
        "add, rna, 3c00 1000, 3c01 1", "add, ru, 3c00 0001, 3c01 1", "add, rd, 3c00 8001, 3bff 1", "add, rto, 3c00 0001, 3c01 1",
        // sums of zeros, and x - x, section 6.3
        "add, rne, 0000 8000, 0 0", "add, rd, 0000 8000, 8000 0", "add, rd, 8000 8000, 8000 0", "add, ru, 8000 8000, 8000 0",
        "sub, rne, 3c00 3c00, 0 0", "sub, rd, 3c00 3c00, 8000 0", "sub, rne, 8000 0000, 8000 0", "sub, rne, bc00 bc00, 0 0",
        // infinities and NaN, section 7.2
        "sub, rne, 7c00 7c00, 7e00 10", "add, rne, 7c00 7c00, 7c00 0", "add, rne, 7c00 fc00, 7e00 10", "mul, rne, 7c00 0000, 7e00 10",
        "add, rne, 7e00 3c00, 7e00 0", "add, rne, 3c00 7c01, 7e00 10", "mul, rne, 7c00 bc00, fc00 0",
        // overflow, section 7.4
        "add, rne, 7bff 7bff, 7c00 5", "add, rtz, 7bff 7bff, 7bff 5", "add, rd, 7bff 7bff, 7bff 5", "add, ru, fbff fbff, fbff 5",
        "add, rd, fbff fbff, fc00 5", "add, rto, 7bff 7bff, 7bff 5", "add, rne, 7bff 4bff, 7bff 1", "add, rne, 7bff 4c00, 7c00 5",
        "add, rtz, 7bff 4c00, 7bff 1",
        // underflow after rounding, section 7.5: 2^-14 (1 - 2^-11) has 11 bits, so it is tiny although it becomes 2^-14
        "mul, rne, 0400 3bff, 400 3", "mul, rne, 0001 3800, 0 3", "mul, rne, 0001 3801, 1 3", "mul, ru, 8001 3800, 8000 3",
        "mul, rd, 8001 3800, 8001 3", "mul, rne, 0400 3800, 200 0", "mul, ru, 0001 0001, 1 3",
        // division by zero, section 7.3, and 0/0
        "div, rne, 3c00 0000, 7c00 8", "div, rne, bc00 0000, fc00 8", "div, rne, 3c00 8000, fc00 8", "div, rne, 0000 0000, 7e00 10",
        "div, rne, 7c00 0000, 7c00 0", "div, rne, 7c00 fc00, 7e00 10", "div, rne, bc00 7c00, 8000 0", "div, rne, 3c00 4200, 3555 1",
        // roots, section 5.4.1
        "sqrt, rne, 8000, 8000 0", "sqrt, rne, bc00, 7e00 10", "sqrt, rne, 4400, 4000 0", "sqrt, rne, 4000, 3da8 1",
        "sqrt, rne, 7c00, 7c00 0", "sqrt, rne, fc00, 7e00 10", "sqrt, rne, 0001, c00 0",
        // remainder: 5 rem 3 = -1, 3 rem 2 = -1 (tie to the even quotient 2), 1 rem 2 = 1 (even quotient 0)
        "rem, rne, 4500 4200, bc00 0", "rem, rne, 4200 4000, bc00 0", "rem, rne, 3c00 4000, 3c00 0", "rem, rne, c400 4000, 8000 0",
        "rem, rne, 4400 c000, 0 0", "rem, rne, 3c00 7c00, 3c00 0", "rem, rne, 7c00 3c00, 7e00 10", "rem, rne, 3c00 0000, 7e00 10",
        "rem, rne, 7bff 0001, 0 0", "rem, rd, 4400 4000, 0 0", "rem, rne, 7bff 4200, bc00 0",
        // one rounding: (1 + 2^-10)^2 - (1 + 2^-9) = 2^-20
        "fma, rne, 3c01 3c01 bc02, 10 0", "fma, rne, 0000 7c00 7e00, 7e00 10", "fma, rne, 7e00 3c00 7c01, 7e00 10",
        "fma, rne, 7c00 3c00 fc00, 7e00 10", "fma, rne, 3c00 0000 8000, 0 0", "fma, rd, 3c00 0000 8000, 8000 0",
        "fma, rne, bc00 0000 8000, 8000 0", "fma, rne, 3c00 3c00 bc00, 0 0", "fma, rd, 3c00 3c00 bc00, 8000 0",
        // integers: 0.5, 1.5, 2.5, -0.5
        "roundToInt, rne, 3800, 0 1", "roundToInt, rna, 3800, 3c00 1", "roundToInt, rne, 3e00, 4000 1", "roundToInt, rne, 4100, 4000 1",
        "roundToInt, rna, 4100, 4200 1", "roundToInt, rne, b800, 8000 1", "roundToInt, ru, b800, 8000 1", "roundToInt, rd, b800, bc00 1",
        "roundToInt, rto, 0001, 3c00 1", "roundToInt, rto, 4100, 4200 1", "roundToInt, rne, 8000, 8000 0",
        "roundToInt, rne, 7c00, 7c00 0", "roundToInt, rne, 7c01, 7e00 10", "roundToInt, rne, 7bff, 7bff 0"
    })
    void fp16(String op, String rounding, String operands, String expected) {
        check(projection("fp16", rounding, ""), op, operands, 0, expected);
    }

    @ParameterizedTest
    @CsvSource({
        // (1 + 2^-23) (1 - 2^-23) 2^-126 = (1 - 2^-46) 2^-126: 24 bits round it to 2^-126, so it is not tiny
        "mul, rne, 00800001 3f7ffffe, 800000 1",
        // (1 - 2^-24) 2^-126 has 24 bits: tiny, although it becomes 2^-126
        "mul, rne, 00800000 3f7fffff, 800000 3",
        "mul, rtz, 00800001 3f7ffffe, 7fffff 3", "mul, rne, 00800002 3f7ffffe, 800001 1",
        "fma, rne, 7f7fffff 40000000 ff7fffff, 7f7fffff 0", "div, rne, 00000001 00000001, 3f800000 0"
    })
    void fp32_tininess_is_detected_after_rounding(String op, String rounding, String operands, String expected) {
        check(projection("fp32", rounding, ""), op, operands, 0, expected);
    }

    @ParameterizedTest
    @CsvSource({
        // 448 + 16 is the midpoint to the 480 that NaN displaces: it stays; 448 + 18 is beyond
        "e4m3fn, sat-finite, add, 7e 58, 7e 1", "e4m3fn, overflow, add, 7e 58, 7e 1", "e4m3fn, overflow, add, 7e 59, 7f 5",
        "e4m3fn, sat-finite, add, 7e 59, 7e 5", "e4m3fn, sat-finite, div, 38 00, 7e d", "e4m3fn, overflow, div, b8 00, 7f d",
        "e4m3fn, sat-finite, div, 00 00, 7f 10", "e4m3fn, sat-finite, sqrt, b8, 7f 10", "e4m3fn, sat-finite, add, ff 38, 7f 0",
        // infinities under the three rules
        "e5m2, overflow, add, 7c 3c, 7c 0", "e5m2, sat-propagate, add, 7c 3c, 7c 0", "e5m2, sat-finite, add, 7c 3c, 7b 5",
        "e5m2, overflow, add, 7b 7b, 7c 5", "e5m2, sat-propagate, add, 7b 7b, 7b 5", "e5m2, sat-propagate, div, 3c 00, 7c 8",
        "e5m2, sat-finite, div, bc 00, fb d", "e5m2, sat-finite, sub, 7c 7c, 7e 10",
        // FNUZ: 80 is NaN, and zeros have no sign
        "e4m3fnuz, overflow, sub, 40 40, 0 0", "e4m3fnuz, overflow, mul, 80 00, 80 0", "e4m3fnuz, overflow, mul, 7f 7f, 80 5",
        "e4m3fnuz, sat-finite, mul, ff 7f, ff 5", "e4m3fnuz, overflow, mul, c0 00, 0 0",
        // no NaN: "-", and the largest value for all that is beyond
        "e2m1fn, sat-finite, mul, 7 7, 7 5", "e2m1fn, overflow, mul, 7 f, f 5", "e2m1fn, overflow, div, 2 0, 7 d",
        "e2m1fn, sat-finite, div, 0 0, - 10", "e2m1fn, sat-finite, sqrt, a, - 10", "e2m1fn, sat-finite, sqrt, 8, 8 0",
        "e2m1fn, sat-finite, mul, 1 1, 0 3", "e2m1fn, sat-finite, add, 2 2, 4 0", "e2m1fn, sat-finite, mul, 9 0, 8 0",
        // integers: unit 1, two's complement, no underflow
        "int8, sat-finite, add, 7f 01, 7f 5", "int8, sat-finite, sub, 80 01, 80 5", "int8, sat-finite, mul, 80 80, 7f 5",
        "int8, sat-finite, div, 01 03, 0 1", "int8, sat-finite, div, 05 02, 2 1", "int8, sat-finite, div, 07 02, 4 1",
        "int8, sat-finite, div, fb 02, fe 1", "int8, sat-finite, div, ff 00, 80 d", "int8, sat-finite, div, 00 00, - 10",
        "int8, sat-finite, rem, 05 03, ff 0", "int8, sat-finite, sqrt, ff, - 10", "int8, sat-finite, fma, 7f 7f 80, 7f 5",
        "uint8, sat-finite, sub, 01 02, 0 5", "uint8, sat-finite, add, ff 01, ff 5",
        // the paper's formats at scale 0: FP134 ends at 1.9375 and has no -0
        "fp134, sat-finite, add, 7f 01, 7f 1", "fp134, sat-finite, add, 7f 7f, 7f 5", "fp134, sat-finite, sub, 70 70, 0 0",
        "fp134, sat-finite, mul, 01 01, 0 3", "fp134, sat-finite, mul, 80 70, 0 0", "log4, sat-finite, add, 7 6, 7 5",
        // a sum of 1.5 is half way from 1 to the 2 beyond the range; here 0.5 + 0.25 = 0.75 goes up to 1 (paper-method 2.2)
        "log4, sat-finite, add, 6 5, 7 1"
    })
    void formats_without_infinity_or_nan(String id, String overflow, String op, String operands, String expected) {
        check(projection(id, "rne", overflow), op, operands, 0, expected);
    }

    @Test
    void stochastic_rules_move_to_the_next_value_from_their_r_on() {
        GridFormat fp16 = OperandCases.format("fp16");
        // 1 + 2^-13 lies an eighth of a quantum above 1
        for (Rounding rounding : List.of(Rounding.STOCHASTIC_A, Rounding.STOCHASTIC_B, Rounding.STOCHASTIC_C)) {
            Projection p = new Projection(fp16, 0, rounding, Overflow.OVERFLOW, 3);
            for (int r = 0; r < 8; r++) {
                check(p, "add", "3c00 0800", r, r == 7 ? "3c01 1" : "3c00 1");
            }
        }
        Projection one = new Projection(fp16, 0, Rounding.STOCHASTIC_A, Overflow.OVERFLOW, 1);
        check(one, "add", "3c00 0800", 1, "3c00 1");
        check(one, "add", "3c00 1000", 1, "3c01 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sr", "hysteresis"})
    void rules_for_stored_tensors_are_refused(String rounding) {
        assertThatThrownBy(() -> projection("fp16", rounding, ""))
                .hasMessageContaining(rounding).hasMessageContaining("allowed: rne");
    }

    @Test
    void scales_are_those_of_the_format() {
        GridFormat int8 = OperandCases.format("int8");
        // unit 2^-6: 1.0 is 40, and 1 * 1 = 1
        Projection p = new Projection(int8, 0, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 24);
        check(p, "mul", "40 40", 0, "40 0");
        assertThatThrownBy(() -> new Projection(
                        OperandCases.format("fp16"), 1, Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 24))
                .hasMessageContaining("no shared scale");
        assertThatThrownBy(() -> new Projection(int8, 500, Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 24))
                .hasMessageContaining("outside");
    }

    @Test
    void a_code_that_is_none_is_refused() {
        Arithmetic fp16 = Arithmetic.of(projection("fp16", "rne", ""));
        assertThatThrownBy(() -> fp16.add(0x10000, 0)).hasMessageContaining("more than 16 bits");
        assertThatThrownBy(() -> fp16.add(0, -1)).hasMessageContaining("more than 16 bits");
        Arithmetic list = Arithmetic.of(projection("list:2,2,0", "rne", ""));
        assertThatThrownBy(() -> list.sqrt(7)).hasMessageContaining("names no value");
    }

    @ParameterizedTest
    @CsvSource({
        "fp32, bf16, 3dcccccd, 3dcd 1", "fp32, bf16, 7f800001, 7fc0 10", "fp32, bf16, 7fffffff, 7fc0 0", "fp32, bf16, 7f7fffff, 7f80 5",
        "fp32, fp16, 477fefff, 7bff 1", "fp32, fp16, 477ff000, 7c00 5", "fp32, fp16, 33000000, 0 3", "fp32, fp16, 33000001, 1 3",
        "fp32, fp16, 80000001, 8000 3", "fp32, fp16, 387fefff, 400 3", "fp32, fp16, 387ff000, 400 1", "fp16, fp32, 0001, 33800000 0",
        "fp32, int8, 42ff0000, 7f 5", "fp32, int8, 7fc00000, - 10", "fp32, int8, c3000000, 80 0", "fp32, int8, ff800000, 80 5",
        "fp32, e4m3fn, 43e80000, 7e 1", "fp32, e4m3fn, 43e80001, 7e 5", "fp32, e4m3fnuz, 80000000, 0 0", "fp32, e2m1fn, 7fc00000, - 10",
        "int8, e4m3fn, 7f, 70 1", "fp32, fp134, 3f333333, 66 1"
    })
    void conversions_round_once(String from, String to, String code, String expected) {
        GridFormat source = OperandCases.format(from);
        Projection p = projection(to, "rne", "");
        long v = Long.parseLong(code, 16);
        assertThat(Conversion.of(source, p).convert(v, 0)).hasToString(expected);
        assertThat(Conversion.exact(source, source.defaultScale(), p).convert(v, 0)).hasToString(expected);
    }
}
