package binade.simulator.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 64-bit arithmetic gives the codes and the flags of exact arithmetic. */
class ArithmeticAgreementTest {
    private static final List<Operation> BINARY =
            List.of(Operation.ADD, Operation.SUB, Operation.MUL, Operation.DIV, Operation.REM);

    private static void check(
            Projection p, Arithmetic fast, Arithmetic exact, Operation operation, long a, long b, long c, long r) {
        Result quick = fast.apply(operation, a, b, c, r);
        Result slow = exact.apply(operation, a, b, c, r);
        if (!quick.equals(slow)) {
            fail("%s %s %s scale %d %s of %x %x %x, R %x of %d bits: %s, exactly %s", p.format(), p.rounding().id(),
                    p.overflow().id(), p.scale(), operation.id(), a, b, c, r, p.randomBits(), quick, slow);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "e4m3fn, sat-finite", "e4m3fn, overflow", "e5m2, overflow", "e5m2, sat-finite", "e4m3fnuz, overflow", "e3m4, overflow",
        "fp134, sat-finite", "int8, sat-finite", "uint8, sat-finite", "e4m3b11fnuz, sat-finite", "w8-050, sat-finite"
    })
    void all_pairs_of_8_bit_codes(String id, String overflow) {
        GridFormat format = OperandCases.format(id);
        Projection p = Projection.of(format, Rounding.NEAREST_EVEN, Overflow.parse(overflow));
        Arithmetic fast = new LongArithmetic(p);
        Arithmetic exact = new ExactArithmetic(p);
        List<Long> codes = OperandCases.allCodes(format);
        for (long a : codes) {
            check(p, fast, exact, Operation.SQRT, a, 0, 0, 0);
            check(p, fast, exact, Operation.ROUND_TO_INT, a, 0, 0, 0);
            for (long b : codes) {
                for (Operation operation : BINARY) {
                    check(p, fast, exact, operation, a, b, 0, 0);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"e2m1fn", "int4", "sm4", "log4", "list:2,3,1,0"})
    void all_triples_of_4_bit_codes_in_every_rounding(String id) {
        GridFormat format = OperandCases.format(id);
        List<Long> codes = OperandCases.allCodes(format);
        for (Rounding rounding : OperandCases.ROUNDINGS) {
            Projection p = new Projection(format, format.defaultScale(), rounding, Overflow.SAT_FINITE, 3);
            Arithmetic fast = new LongArithmetic(p);
            Arithmetic exact = new ExactArithmetic(p);
            for (long a : codes) {
                for (long b : codes) {
                    for (long c : codes) {
                        check(p, fast, exact, Operation.FMA, a, b, c, a + b + c & 7);
                    }
                    for (Operation operation : BINARY) {
                        check(p, fast, exact, operation, a, b, 0, a - b & 7);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "fp16", "bf16", "tf32", "fp32", "float:6,9,31", "e4m3fn", "e5m2", "e4m3", "e3m4", "e5m2fnuz", "e3m2fn", "e2m3fn",
        "fp143", "fp152", "sm8", "int8", "int16", "uint8", "uint16", "q3.4", "uq0.8", "q20.4", "hfp8-fwd", "float:7,23,63",
        "list:24,0", "list:4x14,0", "list:1,5,2,7,3,0", "w8-120", "w7-077", "log6"
    })
    void operands_near_ties_cancellation_and_range_ends(String id) {
        GridFormat format = OperandCases.format(id);
        SplittableRandom random = new SplittableRandom(id.hashCode());
        OperandCases cases = new OperandCases(format, id.hashCode());
        for (Rounding rounding : OperandCases.ROUNDINGS) {
            for (Overflow overflow : Overflow.values()) {
                Projection p = OperandCases.projection(format, rounding, overflow, random);
                Arithmetic fast = new LongArithmetic(p);
                Arithmetic exact = new ExactArithmetic(p);
                for (int i = 0; i < 300; i++) {
                    long a = cases.operand();
                    long b = cases.partnerOf(a);
                    long product = fast.mul(a, b).code();
                    long c = product == Result.NO_CODE ? cases.operand() : cases.partnerOf(product);
                    for (Operation operation : Operation.values()) {
                        check(p, fast, exact, operation, a, b, c, random.nextLong(1L << p.randomBits()));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp16", "bf16", "fp32"})
    void all_combinations_of_interesting_operands(String id) {
        GridFormat format = OperandCases.format(id);
        OperandCases cases = new OperandCases(format, 1);
        Projection p = Projection.of(format);
        Arithmetic fast = new LongArithmetic(p);
        Arithmetic exact = new ExactArithmetic(p);
        for (long a : cases.interestingCodes()) {
            check(p, fast, exact, Operation.SQRT, a, 0, 0, 0);
            check(p, fast, exact, Operation.ROUND_TO_INT, a, 0, 0, 0);
            for (long b : cases.interestingCodes()) {
                for (Operation operation : BINARY) {
                    check(p, fast, exact, operation, a, b, 0, 0);
                }
                check(p, fast, exact, Operation.FMA, a, b, cases.operand(), 0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rne", "rna", "rtz", "ru", "rd", "rto"})
    void all_fp16_codes_through_the_unary_operations(String rounding) {
        GridFormat fp16 = OperandCases.format("fp16");
        Projection p = Projection.of(fp16, Rounding.parse(rounding), Overflow.OVERFLOW);
        Projection narrow = Projection.of(OperandCases.format("e4m3fn"), Rounding.parse(rounding), Overflow.OVERFLOW);
        Arithmetic fast = new LongArithmetic(p);
        Arithmetic exact = new ExactArithmetic(p);
        Conversion convert = Conversion.of(fp16, narrow);
        Conversion convertExactly = Conversion.exact(fp16, 0, narrow);
        for (long a = 0; a < 1 << 16; a++) {
            check(p, fast, exact, Operation.SQRT, a, 0, 0, 0);
            check(p, fast, exact, Operation.ROUND_TO_INT, a, 0, 0, 0);
            if (!convert.convert(a, 0).equals(convertExactly.convert(a, 0))) {
                fail("%x to e4m3fn, %s", a, rounding);
            }
        }
    }

    @Test
    void conversions_between_any_two_formats() {
        List<GridFormat> formats = List.of(
                        "fp32", "tf32", "bf16", "fp16", "e5m2", "e4m3fn", "e4m3fnuz", "e2m1fn", "fp134", "log4", "w8-050",
                        "int8", "uint4", "q3.4", "float:6,9,31", "list:24,0")
                .stream().map(OperandCases::format).toList();
        SplittableRandom random = new SplittableRandom(3);
        for (GridFormat from : formats) {
            OperandCases cases = new OperandCases(from, 4);
            for (GridFormat to : formats) {
                for (Rounding rounding : OperandCases.ROUNDINGS) {
                    for (Overflow overflow : Overflow.values()) {
                        Projection p = OperandCases.projection(to, rounding, overflow, random);
                        Conversion fast = Conversion.of(from, p);
                        Conversion exact = Conversion.exact(from, from.defaultScale(), p);
                        for (int i = 0; i < 30; i++) {
                            long code = cases.operand();
                            long r = random.nextLong(1L << p.randomBits());
                            assertThat(fast.convert(code, r))
                                    .as("%s %x to %s, R %x", from, code, p, r)
                                    .isEqualTo(exact.convert(code, r));
                        }
                    }
                }
            }
        }
    }

    @Test
    void beyond_32_random_bits_the_exact_way_answers() {
        Projection p = new Projection(
                OperandCases.format("fp16"), 0, Rounding.STOCHASTIC_A, Overflow.OVERFLOW, 48);
        assertThat(LongArithmetic.reaches(p)).isFalse();
        Arithmetic arithmetic = Arithmetic.of(p);
        assertThat(arithmetic).isInstanceOf(ExactArithmetic.class);
        // 1 + 2^-24 lies 2^-14 of a quantum above 1: away from R = 2^48 - 2^34 on
        assertThat(arithmetic.apply(Operation.ADD, 0x3c00, 1, 0, (1L << 48) - (1L << 34) - 1).code()).isEqualTo(0x3c00);
        assertThat(arithmetic.apply(Operation.ADD, 0x3c00, 1, 0, (1L << 48) - (1L << 34)).code()).isEqualTo(0x3c01);
    }
}
