package binade.simulator.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.GridFormat;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/**
 * FP32 and FP16 in round to nearest even give the bits of the platform's own arithmetic.
 *
 * <p>FP16 by way of binary64 is rounded once in effect: sums of two FP16 numbers span at most 41 bits and their
 * products 22, both exact in 53; quotients and roots of 11-bit significands, if not exact, differ from every 12-bit
 * threshold by more than 2^-24 of themselves, far above the binary64 error 2^-53 (Figueroa: 53 >= 2 11 + 2). A product
 * plus a number is not exact there, so FMA is left to FP32.
 */
class PlatformAgreementTest {
    private static final int COUNT = 400_000;

    private static void same(String what, long a, long b, long ours, long platform) {
        assertThat(ours).as("%s %x %x", what, a, b).isEqualTo(platform);
    }

    private static long bits(float x) {
        return Float.floatToIntBits(x) & 0xffff_ffffL; // one pattern for all NaNs, the canonical one
    }

    private static float number(long code) {
        return Float.intBitsToFloat((int) code);
    }

    @Test
    void fp32_is_the_platforms_float() {
        GridFormat format = OperandCases.format("fp32");
        Arithmetic fp32 = Arithmetic.of(Projection.of(format));
        OperandCases cases = new OperandCases(format, 32);
        for (int i = 0; i < COUNT; i++) {
            long a = cases.operand();
            long b = cases.partnerOf(a);
            float x = number(a);
            float y = number(b);
            long c = cases.partnerOf(bits(x * y));
            same("add", a, b, fp32.add(a, b).code(), bits(x + y));
            same("sub", a, b, fp32.sub(a, b).code(), bits(x - y));
            same("mul", a, b, fp32.mul(a, b).code(), bits(x * y));
            same("div", a, b, fp32.div(a, b).code(), bits(x / y));
            same("sqrt", a, b, fp32.sqrt(a).code(), bits((float) Math.sqrt(x)));
            same("rem", a, b, fp32.rem(a, b).code(), bits((float) Math.IEEEremainder(x, y)));
            same("roundToInt", a, b, fp32.roundToInt(a).code(), bits((float) Math.rint(x)));
            same("fma with " + Long.toHexString(c), a, b, fp32.fma(a, b, c).code(), bits(Math.fma(x, y, number(c))));
        }
    }

    @Test
    void fp16_is_binary64_rounded() {
        GridFormat format = OperandCases.format("fp16");
        Arithmetic fp16 = Arithmetic.of(Projection.of(format));
        OperandCases cases = new OperandCases(format, 16);
        for (int i = 0; i < COUNT; i++) {
            long a = cases.operand();
            long b = cases.partnerOf(a);
            half("add", (x, y) -> x + y, fp16::add, a, b);
            half("sub", (x, y) -> x - y, fp16::sub, a, b);
            half("mul", (x, y) -> x * y, fp16::mul, a, b);
            half("div", (x, y) -> x / y, fp16::div, a, b);
            half("rem", Math::IEEEremainder, fp16::rem, a, b);
        }
        for (long a = 0; a < 1 << 16; a++) {
            half("sqrt", (x, y) -> Math.sqrt(x), (x, y) -> fp16.sqrt(x), a, a);
            half("roundToInt", (x, y) -> Math.rint(x), (x, y) -> fp16.roundToInt(x), a, a);
        }
    }

    /** An operation on two codes. */
    private interface OnCodes {
        Result of(long a, long b);
    }

    private static void half(String what, DoubleBinaryOperator platform, OnCodes ours, long a, long b) {
        double exact = platform.applyAsDouble(
                Float.float16ToFloat((short) a), Float.float16ToFloat((short) b));
        same(what, a, b, ours.of(a, b).code(), toHalf(exact));
    }

    /**
     * Binary64 to FP16 in one rounding: what does not fit binary32 is rounded to odd there, which keeps 13 bits more than
     * FP16 and so the side on which the number lies.
     */
    private static long toHalf(double v) {
        if (Double.isNaN(v)) {
            return 0x7e00; // whatever its sign
        }
        float f = (float) v;
        if (f != v && (Float.floatToRawIntBits(f) & 1) == 0) {
            f = f < v ? Math.nextUp(f) : Math.nextDown(f);
        }
        return Float.floatToFloat16(f) & 0xffffL;
    }

    @Test
    void conversions_to_fp16_and_bf16_are_the_platforms() {
        GridFormat fp32 = OperandCases.format("fp32");
        OperandCases cases = new OperandCases(fp32, 5);
        Conversion toHalf = Conversion.of(fp32, Projection.of(OperandCases.format("fp16")));
        Conversion toBrain = Conversion.of(fp32, Projection.of(OperandCases.format("bf16")));
        LongBinaryOperator brain = (u, nan) -> nan != 0 ? 0x7fc0 : u + 0x7fff + (u >> 16 & 1) >> 16;
        for (int i = 0; i < COUNT; i++) {
            long a = cases.operand();
            float x = number(a);
            same("fp16", a, 0, toHalf.convert(a, 0).code(), Float.isNaN(x) ? 0x7e00 : Float.floatToFloat16(x) & 0xffffL);
            same("bf16", a, 0, toBrain.convert(a, 0).code(), brain.applyAsLong(a, Float.isNaN(x) ? 1 : 0));
        }
        Conversion fromHalf = Conversion.of(OperandCases.format("fp16"), Projection.of(fp32));
        for (long a = 0; a < 1 << 16; a++) {
            same("fp32", a, 0, fromHalf.convert(a, 0).code(), bits(Float.float16ToFloat((short) a)));
        }
    }

    @Test
    void signalling_codes_raise_invalid_and_quiet_ones_do_not() {
        for (String id : List.of("fp16", "bf16", "fp32", "tf32", "e5m2", "e4m3", "e3m4")) {
            GridFormat format = OperandCases.format(id);
            Arithmetic arithmetic = Arithmetic.of(Projection.of(format));
            long infinity = format.grid().maxRank() + 1;
            long quiet = infinity | Long.lowestOneBit(infinity) >>> 1;
            for (Operation operation : Operation.values()) {
                assertThat(arithmetic.apply(operation, infinity + 1, 1, 1, 0).flags()).as("%s %s", id, operation).isEqualTo(16);
                assertThat(arithmetic.apply(operation, quiet, 1, 1, 0)).as("%s %s", id, operation)
                        .isEqualTo(new Result(quiet, 0));
            }
        }
    }
}
