package binade.hwmodel.rtl;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Accumulator;
import binade.simulator.tensorcore.DotEngine;
import binade.simulator.tensorcore.DotOperands;
import binade.simulator.tensorcore.ExactEngine;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.Machines;
import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.ResultRounding;
import binade.simulator.tensorcore.UnitArithmetic.ZeroTerms;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gates are compared with is the simulator's arithmetic. */
class EmulatorTest {

    /** Formats that both name: chains of fused blocks in the simulator's definition and here. */
    @ParameterizedTest
    @CsvSource({"e4m3fn, e4m3, 13, 4", "e5m2, e5m2, 25, 8", "fp16, fp16, 10, 4", "fp16, fp16, 25, 3", "e2m1fn, e2m1, 25, 16"})
    void fusedSumsAreThoseOfTheSimulatorsFusedBlock(String id, String operand, int fractionBits, int lanes) {
        GridFormat f = Formats.parse(id);
        int kept = Math.min(23, fractionBits);
        Emulator emulator = new Emulator.Fused(f, f, new Accumulator.Floating(8, kept), fractionBits);
        DotEngine engine = new ExactEngine(unit(operand, fractionBits, lanes, kept));
        SplittableRandom random = new SplittableRandom(7);
        Long[] codes = TestBench.codes(f).toArray(Long[]::new);
        long register = 0;
        for (int i = 0; i < 3_000; i++) {
            long[] a = new long[lanes];
            long[] b = new long[lanes];
            for (int k = 0; k < lanes; k++) {
                a[k] = codes[random.nextInt(codes.length)];
                b[k] = codes[random.nextInt(codes.length)];
            }
            if (random.nextInt(8) == 0) {
                emulator.clear();
                register = 0;
            }
            emulator.accumulate(a, b);
            register = engine.dot(new DotOperands(a, b, register));
            // -0 and +0 are one number in a unit that has no zero of its own
            long expected = register == 0x80000000L ? 0 : register;
            assertThat(emulator.register().shiftLeft(23 - kept)).as("step %d", i).isEqualTo(BigInteger.valueOf(expected));
        }
    }

    private static MatrixUnit unit(String operand, int fractionBits, int lanes, int kept) {
        MatrixUnit any = Machines.all().stream().flatMap(m -> m.units().stream())
                .filter(u -> u.a().id().equals(operand) && u.b() == u.a() && u.accumulator().id().equals("fp32")
                        && !u.scaling().isPresent())
                .findFirst().orElseThrow();
        MatrixUnit plain = new MatrixUnit(
                any.machine(), any.path(), any.a(), any.b(), any.accumulator(), any.scaling(), lanes, false, any.arithmetic(),
                any.nan(), any.evidence(), any.source());
        return plain.with(new FusedBlock(lanes, fractionBits, null, ZeroTerms.IGNORED, ResultRounding.TOWARD_ZERO, kept));
    }

    /** FP32 into FP32 is the fused multiply-add of every processor, but for subnormal results. */
    @Test
    void floatingSumsAreFusedMultiplyAdds() {
        GridFormat fp16 = Formats.parse("fp16");
        Emulator emulator = Emulator.of(fp16, fp16, MacVerilogTest.unit("fp16", "fp16", "fp32", 1));
        SplittableRandom random = new SplittableRandom(3);
        Long[] codes = TestBench.codes(fp16).toArray(Long[]::new);
        float sum = 0;
        for (int i = 0; i < 5_000; i++) {
            long a = codes[random.nextInt(codes.length)];
            long b = codes[random.nextInt(codes.length)];
            emulator.accumulate(new long[] {a}, new long[] {b});
            sum = Math.fma((float) fp16.decode(a), (float) fp16.decode(b), sum);
            assertThat(emulator.register().intValue()).isEqualTo(Float.floatToRawIntBits(sum + 0f));
        }
    }

    @Test
    void sumsBeyondTheRangeSaturateAndThoseBelowItVanish() {
        GridFormat fp16 = Formats.parse("fp16");
        Emulator emulator = Emulator.of(fp16, fp16, MacVerilogTest.unit("fp16", "fp16", "fp16", 1));
        emulator.accumulate(new long[] {0x7bff}, new long[] {0xfbff});
        assertThat(emulator.register().intValue()).isEqualTo(0xfbff);
        emulator.clear();
        emulator.accumulate(new long[] {0x0400}, new long[] {0x3800}); // 2^-14 / 2
        assertThat(emulator.register().intValue()).isZero();
        assertThat(Accumulation.parse("fp16").id()).isEqualTo("fp16");
    }
}
