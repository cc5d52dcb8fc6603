package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** paper-method 3.2 and 4. */
class TrackedScaleTest {
    private static final GridFormat FP134 = Formats.parse("fp134");

    /** The largest magnitude after rounding with the present scale and before the range check. */
    private static double unclamped(GridFormat format, int scale, double x) {
        return Math.abs(ScalarRounding.toGrid(x, format.grid().scaledBy(scale), Rounding.NEAREST_EVEN, 0, 1, 0));
    }

    private static void feed(TrackedScale tracked, GridFormat format, double x) {
        tracked.update(unclamped(format, tracked.scale(), x));
    }

    @Test
    void the_example_of_the_document_is_followed() {
        TrackedScale scale = new TrackedScale(FP134, 1, 0, false);
        feed(scale, FP134, 0.3);
        assertThat(scale.scale()).isEqualTo(-1);
        feed(scale, FP134, 0.3);
        assertThat(scale.scale()).as("0.3 lies in binade index 1 of scale -1").isEqualTo(-1);
        feed(scale, FP134, 0.52);
        assertThat(scale.scale()).isZero();
        feed(scale, FP134, 0.24);
        assertThat(scale.scale()).isEqualTo(-1);
    }

    @Test
    void rounding_up_into_the_next_binade_counts_as_being_there() {
        TrackedScale below = new TrackedScale(FP134, 0, 0, false);
        feed(below, FP134, 63 / 32.0 - 0x1p-10);
        assertThat(below.scale()).isZero();
        TrackedScale above = new TrackedScale(FP134, 0, 0, false);
        feed(above, FP134, 63 / 32.0 + 0x1p-10);
        assertThat(above.scale()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "fp134, 0, 0.9, 20", "fp134, 3, 0x1p-40, 5", "log4, 0, 1e20, -60", "int8, 0, 100, 0", "int8, 2, 3e-6, 40",
        "uint8, 1, 7, -7", "w8-050, 1, 1.0, 0", "fp152, 1, 2.9, 126"
    })
    void a_constant_tensor_reaches_its_exact_scale_and_stays(String id, int room, double x, int start) {
        GridFormat format = Formats.parse(id);
        int exact = Math.getExponent(x) + room;
        TrackedScale tracked = new TrackedScale(format, room, start, false);
        for (int step = 0; step < Math.abs(exact - start); step++) {
            assertThat(tracked.scale()).isNotEqualTo(exact);
            feed(tracked, format, x);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(tracked.scale()).isEqualTo(exact);
            feed(tracked, format, x);
        }
    }

    @Test
    void the_most_negative_integer_raises_the_overflow_flag() {
        TrackedScale tracked = new TrackedScale(Formats.parse("int8"), 0, 0, false);
        feed(tracked, Formats.parse("int8"), -2);
        assertThat(tracked.scale()).isEqualTo(1);
    }

    @Test
    void zeros_lower_the_scale_to_its_least_value_or_hold_it() {
        TrackedScale falling = new TrackedScale(FP134, 1, -137, false);
        TrackedScale holding = new TrackedScale(FP134, 1, -137, true);
        for (int i = 0; i < 5; i++) {
            falling.update(0);
            holding.update(0);
        }
        assertThat(falling.scale()).isEqualTo(-139);
        assertThat(holding.scale()).isEqualTo(-137);
    }

    @Test
    void the_scale_stops_at_both_ends() {
        TrackedScale high = new TrackedScale(FP134, 1, 126, false);
        high.update(0x1p127);
        assertThat(high.scale()).isEqualTo(126);
        high.update(Double.POSITIVE_INFINITY);
        assertThat(high.scale()).isEqualTo(126);
        TrackedScale low = new TrackedScale(FP134, 3, -139, false);
        low.update(Float.MIN_VALUE);
        assertThat(low.scale()).isEqualTo(-139);
    }

    @Test
    void a_start_outside_the_range_or_a_format_without_scale_is_refused() {
        assertThatThrownBy(() -> new TrackedScale(FP134, 1, 127, false))
                .hasMessage("scale 127 of format fp134 is outside -139 to 126");
        assertThatThrownBy(() -> new TrackedScale(Formats.parse("bf16"), 1, 0, false))
                .hasMessage("format bf16 has no scale to track");
        assertThatThrownBy(() -> new TrackedScale(FP134, -1, 0, false)).hasMessageContaining("room -1");
    }
}
