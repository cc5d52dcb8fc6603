package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.reference.ExactDefinition;
import binade.formats.reference.ExactFormat;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.ExactRounding;
import binade.formats.reference.StepFunction;
import binade.formats.reference.StepFunction.Second;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The step function against the exact rounding it was made from, away from the places where it asked. */
class StepFunctionAgreementTest {
    private static final int WINDOW = 64;

    @ParameterizedTest
    @ValueSource(strings = {
        "fp134", "fp152", "log4", "list:4x14,0", "list:5,3,2,1,0", "w8-050", "int8", "uint4", "q3.4", "e4m3fn", "e5m2",
        "e4m3fnuz", "e2m1fn", "fp169", "bf16", "fp16", "fp32"
    })
    void stepsAreWhereExactRoundingPutsThem(String id) {
        GridFormat format = Formats.parse(id);
        ExactFormat exact = ExactFormats.of(format, format.defaultScale());
        Random random = new Random(id.hashCode());
        for (Rounding rounding : Rounding.values()) {
            if (rounding.operand() != Rounding.Operand.NONE) {
                continue;
            }
            StepFunction function = new StepFunction(exact, rounding);
            for (Overflow overflow : Overflow.values()) {
                StepFunction.Table table = function.with(overflow);
                for (int i = 0; i < 24; i++) {
                    check(table, exact, rounding, overflow, start(random, exact, i) & -WINDOW);
                }
            }
        }
    }

    /** Definitions that are no plain grid, and rules whose second operand is held fast. */
    @ParameterizedTest
    @ValueSource(strings = {
        "binary8p1se", "binary8p3ue", "binary10p2sf", "binary13p2se", "e8m0fnu", "posit8_0", "posit16_2", "lns8_3", "lns8_2",
        "nf4", "fp134", "e4m3fn", "fp64"
    })
    void stepsAreWhereTheDefinitionPutsThem(String id) {
        checkDefinition(id);
    }

    static void checkDefinition(String id) {
        ScalarFormat format = Formats.scalar(id);
        ExactDefinition exact = ExactFormats.definition(format, format.defaultScale());
        Random random = new Random(id.hashCode());
        for (Rounding rounding : Rounding.values()) {
            if (!format.supports(rounding)) {
                continue;
            }
            Second second = new Second(random.nextInt(256), 8, random.nextBoolean() ? format.limits().min() : format.round(1));
            StepFunction function = new StepFunction(exact, rounding, second);
            for (Overflow overflow : Overflow.values()) {
                StepFunction.Table table = function.with(overflow);
                for (int i = 0; i < 12; i++) {
                    double end = i % 4 == 3 ? format.limits().smallestPositive() : format.limits().max();
                    int near = Float.floatToRawIntBits((float) end) - random.nextInt(1 << 10);
                    int first = (i % 2 == 0 ? random.nextInt() : near | random.nextInt() & 0x80000000) & -WINDOW;
                    double[] out = new double[WINDOW];
                    table.fill(first, WINDOW, out);
                    for (int k = 0; k < WINDOW; k++) {
                        float x = Float.intBitsToFloat(first + k);
                        double expected = exact.round(
                                x, rounding, overflow, second.random(), second.bits(), second.previous());
                        if (Bits.of(out[k]) != Bits.of(expected)) {
                            assertThat(out[k]).as("%s %s %s of %s, %s", id, rounding, overflow, Float.toHexString(x), second)
                                    .isEqualTo(expected);
                        }
                    }
                }
            }
        }
    }

    /** Windows anywhere, near zero, near the ends of the range, at infinity and among NaNs. */
    private static int start(Random random, ExactFormat exact, int i) {
        int sign = random.nextInt() & 0x80000000;
        return sign | switch (i % 6) {
            case 0 -> random.nextInt() & 0x7fffffff;
            case 1 -> random.nextInt(1 << 20);
            case 2 -> Float.floatToRawIntBits(exact.max().floatValue()) + random.nextInt(1 << 12) - (1 << 11);
            case 3 -> 0x7f800000 - random.nextInt(2 * WINDOW);
            case 4 -> 0x7f800000 + random.nextInt(1 << 20);
            default -> Float.floatToRawIntBits((float) Math.scalb(1 + random.nextInt(1024) / 1024.0, random.nextInt(30) - 20));
        };
    }

    private static void check(
            StepFunction.Table table, ExactFormat exact, Rounding rounding, Overflow overflow, int first) {
        float[] out = new float[WINDOW];
        table.fill(first, WINDOW, out);
        for (int i = 0; i < WINDOW; i++) {
            float x = Float.intBitsToFloat(first + i);
            float expected = (float) ExactRounding.round(x, exact, rounding, overflow, 0, 1, 0);
            assertThat(Float.floatToIntBits(out[i]))
                    .as("%s %s of %s", rounding, overflow, Float.toHexString(x))
                    .isEqualTo(Float.floatToIntBits(expected));
        }
    }

    @Test
    void aRoundingWithASecondOperandIsRefused() {
        assertThatThrownBy(() -> new StepFunction(ExactFormat.list(0, 3, 2, 1, 0), Rounding.HYSTERESIS))
                .hasMessageContaining("no function of the input alone");
    }
}
