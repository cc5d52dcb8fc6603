package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The fast engine gives the words of the exact one, for every arithmetic and pair of formats of the catalogue. */
class EngineAgreementTest {
    private static final int CASES = 6;

    private static void agree(MatrixUnit unit, long seed) {
        UnitCases cases = new UnitCases(unit, seed);
        DotEngine fast = new LongEngine(unit);
        DotEngine exact = new ExactEngine(unit);
        int words = unit.k() == 0 ? 13 : 2 * unit.k() / unit.elementsPerWord();
        for (UnitCases.Kind kind : EnumSet.allOf(UnitCases.Kind.class)) {
            for (int i = 0; i < CASES; i++) {
                DotOperands x = cases.next(kind, words);
                if (fast.dot(x) != exact.dot(x)) {
                    fail("%s, %s case %d, seed %d: %x, exactly %x, a %s b %s c %x scales %s %s", unit.name(), kind, i, seed,
                            fast.dot(x), exact.dot(x), hex(x.a()), hex(x.b()), x.c(), hex(x.scaleA()), hex(x.scaleB()));
                }
            }
        }
    }

    private static List<String> hex(long[] words) {
        return java.util.Arrays.stream(words).mapToObj(Long::toHexString).toList();
    }

    /** One of the units that differ in machine and path only. */
    private record Kind(
            OperandFormat a, OperandFormat b, AccumulatorFormat accumulator, Scaling scaling, int k, UnitArithmetic arithmetic) {
        static Kind of(MatrixUnit u) {
            return new Kind(u.a(), u.b(), u.accumulator(), u.scaling(), u.k(), u.arithmetic());
        }
    }

    @Test
    void everyUnitOfTheCatalogue() {
        Set<Kind> seen = new HashSet<>();
        for (Machine machine : Machines.all()) {
            for (MatrixUnit unit : machine.units()) {
                if (LongEngine.reaches(unit) && seen.add(Kind.of(unit))) {
                    agree(unit, seen.size());
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(150);
    }

    @Test
    void theSwitchesOfTheOpenQuestions() {
        agree(Machines.with(Units.unit("h100 wmma bf16 fp32"), Map.of("zeroTerms", "minimum-exponent", "floor", "none")), 1);
        agree(Machines.with(Units.unit("a100 wmma tf32 fp32"), Map.of("zeroTerms", "minimum-exponent")), 2);
        agree(Machines.with(Units.unit("b200 tcgen05 e2m1 fp32 nvfp4"), Map.of("rule", "simple")), 3);
        agree(Machines.with(Units.unit("b200 tcgen05 e2m1 fp32 mxf4"), Map.of("rule", "simple")), 4);
        agree(Machines.with(Units.unit("mi100 mfma bf16 fp32"), Map.of("type", "pairwise")), 5);
        agree(Machines.with(Units.unit("h100 wmma fp16 fp32"), Map.of("fractionBits", "33", "rounding", "rne")), 6);
        agree(Machines.with(Units.unit("h100 wmma fp16 fp32"), Map.of("fractionBits", "9", "resultFractionBits", "7")), 7);
        agree(Units.unit("a100 wmma s8 s32").saturating(), 8);
        agree(Units.unit("avx512-vnni cpu u8,s8 s32").saturating(), 9);
    }

    @Test
    void whatIsBeyondSixtyFourBitsIsComputedExactly() {
        MatrixUnit wide = Machines.with(Units.unit("h100 wmma fp16 fp32"), Map.of("fractionBits", "100", "rounding", "rne"));
        assertThat(LongEngine.reaches(wide)).isFalse();
        assertThat(DotEngine.of(wide)).isInstanceOf(ExactEngine.class);
        assertThat(DotEngine.of(Units.unit("h100 wmma fp16 fp32"))).isInstanceOf(LongEngine.class);
    }
}
