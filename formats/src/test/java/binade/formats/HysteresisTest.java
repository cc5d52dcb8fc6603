package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.kernel.RoundingPlan;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The consequences of paper-method 2.3, for every pair of adjacent values of a format. */
class HysteresisTest {
    static Stream<GridFormat> formats() {
        return Stream.of("fp134", "log4", "sm4", "sm8", "w8-050", "list:4x14,0", "list:2,0", "int8", "fp169")
                .map(Formats::parse);
    }

    /** All values in ascending order, negative ones first. */
    private static double[] values(Grid grid) {
        int negative = (int) Math.min(grid.maxNegativeRank(), 3000);
        int positive = (int) Math.min(grid.maxRank(), 3000);
        double[] v = new double[negative + 1 + positive];
        for (int i = 0; i < v.length; i++) {
            int rank = i - negative;
            v[i] = rank < 0 ? -grid.magnitude(-rank) : grid.magnitude(rank);
        }
        return v;
    }

    private static float apply(RoundingPlan plan, double w, double previous) {
        return plan.roundOne((float) w, Rounding.HYSTERESIS, 0, 1, (float) previous);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_value_is_kept_strictly_between_its_neighbours(GridFormat format) {
        RoundingPlan plan = RoundingPlan.of(format, 0, Overflow.SAT_FINITE);
        double[] v = values(format.grid());
        for (int k = 1; k + 1 < v.length; k++) {
            float q = (float) v[k];
            assertThat(apply(plan, Math.nextDown((float) v[k + 1]), q)).isEqualTo(q);
            assertThat(apply(plan, Math.nextUp((float) v[k - 1]), q)).isEqualTo(q);
            assertThat(apply(plan, (v[k] + v[k + 1]) / 2, q)).isEqualTo(q);
            assertThat(apply(plan, (v[k] + v[k - 1]) / 2, q)).isEqualTo(q);
            assertThat(apply(plan, q, q)).isEqualTo(q);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void reaching_a_value_takes_it(GridFormat format) {
        RoundingPlan plan = RoundingPlan.of(format, 0, Overflow.SAT_FINITE);
        double[] v = values(format.grid());
        for (int k = 0; k < v.length; k++) {
            for (int p : new int[] {0, Math.max(0, k - 1), k, Math.min(v.length - 1, k + 1), v.length - 1}) {
                assertThat(apply(plan, v[k], v[p])).isEqualTo((float) v[k]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_jump_lands_on_the_last_value_passed(GridFormat format) {
        RoundingPlan plan = RoundingPlan.of(format, 0, Overflow.SAT_FINITE);
        double[] v = values(format.grid());
        for (int k = 0; k + 1 < v.length; k++) {
            float between = (float) ((v[k] + v[k + 1]) / 2);
            assertThat(apply(plan, between, v[0])).as("rising to %s", between).isEqualTo((float) v[k]);
            assertThat(apply(plan, between, v[v.length - 1])).as("falling to %s", between).isEqualTo((float) v[k + 1]);
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void applying_the_rule_again_changes_nothing(GridFormat format) {
        RoundingPlan plan = RoundingPlan.of(format, 0, Overflow.SAT_FINITE);
        double[] v = values(format.grid());
        for (int k = 0; k + 1 < v.length; k++) {
            float w = (float) (v[k] + (v[k + 1] - v[k]) * 0.3);
            for (double previous : new double[] {v[0], v[k], v[k + 1], v[v.length - 1], w * 1.01, w}) {
                float once = apply(plan, w, previous);
                assertThat(apply(plan, w, once)).isEqualTo(once);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void equality_off_the_grid_rounds_down_and_beyond_the_top_saturates(GridFormat format) {
        RoundingPlan plan = RoundingPlan.of(format, 0, Overflow.SAT_FINITE);
        double[] v = values(format.grid());
        for (int k = 0; k + 1 < v.length; k++) {
            float between = (float) ((v[k] + v[k + 1]) / 2);
            assertThat(apply(plan, between, between)).isEqualTo((float) v[k]);
        }
        for (double previous : new double[] {v[0], 0, 1e30, -1e30}) {
            assertThat(apply(plan, 1e20, previous)).isEqualTo((float) format.grid().max());
            assertThat(apply(plan, -1e20, previous)).isEqualTo((float) format.grid().min());
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_monotone_path_is_truncation_towards_its_start(GridFormat format) {
        RoundingPlan plan = RoundingPlan.of(format, 0, Overflow.SAT_FINITE);
        double[] v = values(format.grid());
        double step = (v[v.length - 1] - v[0]) / 997;
        float rising = (float) v[0];
        float falling = (float) v[v.length - 1];
        for (int i = 0; i < 1000; i++) {
            float up = (float) (v[0] + i * step);
            rising = apply(plan, up, rising);
            assertThat(rising).isEqualTo(plan.roundOne(up, Rounding.DOWN, 0, 1, 0));
            float down = (float) (v[v.length - 1] - i * step);
            falling = apply(plan, down, falling);
            assertThat(falling).isEqualTo(plan.roundOne(down, Rounding.UP, 0, 1, 0));
        }
    }
}
