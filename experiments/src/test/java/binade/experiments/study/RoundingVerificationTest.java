package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.reference.ExactFormat;
import org.junit.jupiter.api.Test;

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
}
