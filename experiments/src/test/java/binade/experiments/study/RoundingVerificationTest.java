package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.reference.ExactFormat;
import binade.formats.reference.ExactPosit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundingVerificationTest {
    @Test
    void aRightKernelHasNoMismatches() {
        RoundingVerification.Outcome outcome =
                new RoundingVerification(Formats.parse("fp134"), Rounding.NEAREST_EVEN).quick(Overflow.SAT_FINITE);
        assertThat(outcome.inputs()).isEqualTo(6 << 16);
        assertThat(outcome.mismatches()).isZero();
        assertThat(outcome.firstMismatch()).isEqualTo(-1);
    }

    @Test
    void oneDifferentCodeIsNoticed() {
        // E4M3FN without its NaN code: the same but for inputs that round to 480 or beyond
        ExactFormat wrong = ExactFormat.binary(3, 7, 8, 15, false, true, true);
        RoundingVerification.Outcome outcome =
                new RoundingVerification(Formats.parse("e4m3fn"), wrong, Rounding.NEAREST_EVEN).quick(Overflow.SAT_FINITE);
        assertThat(outcome.mismatches()).isPositive();
        assertThat(outcome.firstMismatch()).isEqualTo(0x43e80001L); // just above 464, the tie between 448 and 480
    }

    @Test
    void aRuleThatDiffersOnlyAtTiesIsNoticed() {
        RoundingVerification.Outcome outcome = new RoundingVerification(
                        Formats.parse("fp134"), ExactFormat.list(0, 5, 5, 5, 5, 5, 5, 5, 4, 3, 2, 1, 0), Rounding.NEAREST_AWAY)
                .quick(Overflow.SAT_FINITE);
        assertThat(outcome.mismatches()).isZero();
        RoundingVerification.Outcome shorter = new RoundingVerification(
                        Formats.parse("fp134"), ExactFormat.list(0, 5, 5, 5, 5, 5, 5, 5, 5, 4, 3, 2, 1, 0), Rounding.NEAREST_AWAY)
                .quick(Overflow.SAT_FINITE);
        assertThat(shorter.mismatches()).isPositive();
        assertThat(Float.intBitsToFloat((int) shorter.firstMismatch())).isLessThan(0x1p-6f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary8p3se", "binary8p1uf", "e8m0fnu", "posit8_2", "posit16_1", "lns8_3", "nf4", "int8", "uq0.8"})
    void everyKindOfFormatIsCompared(String id) {
        ScalarFormat format = Formats.scalar(id);
        for (Rounding rounding : Rounding.values()) {
            if (format.supports(rounding)) {
                RoundingVerification verification = new RoundingVerification(format, rounding);
                for (Overflow overflow : Overflow.values()) {
                    assertThat(verification.quick(overflow).mismatches()).as("%s %s %s", id, rounding, overflow).isZero();
                }
            }
        }
    }

    @Test
    void anotherExponentSizeOfAPositIsNoticed() {
        RoundingVerification.Outcome outcome =
                new RoundingVerification(Formats.scalar("posit8_1"), new ExactPosit(8, 2), Rounding.NEAREST_EVEN)
                        .quick(Overflow.SAT_FINITE);
        assertThat(outcome.mismatches()).isGreaterThan(1 << 16);
    }

    @Test
    void aWrongBiasIsNoticedInStochasticRounding() {
        RoundingVerification.Outcome outcome = new RoundingVerification(
                        Formats.parse("e4m3fn"), ExactFormat.binary(3, 8, 8, 14, false, true, true), Rounding.STOCHASTIC_A)
                .quick(Overflow.SAT_FINITE);
        assertThat(outcome.mismatches()).isPositive();
        assertThat(Float.intBitsToFloat((int) outcome.firstMismatch())).isLessThan(0x1p-6f);
    }
}
