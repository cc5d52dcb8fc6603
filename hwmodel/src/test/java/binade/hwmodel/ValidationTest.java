package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;

import binade.hwmodel.validation.Point;
import binade.hwmodel.validation.Validation;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The validation table: every point holds. */
class ValidationTest {

    @Test
    void everyPointIsWithinItsTolerance() {
        List<Point> points = Validation.points();
        SoftAssertions softly = new SoftAssertions();
        for (Point p : points) {
            softly.assertThat(p.holds())
                    .as("%s: %s, %.4g against %.4g %s, ratio %.3f, allowed %.3f to %.3f", p.check(), p.name(), p.ours(),
                            p.reference(), p.unit(), p.ratio(), p.lowest(), p.highest())
                    .isTrue();
        }
        softly.assertAll();
        assertThat(points).hasSizeGreaterThan(400);
    }

    @Test
    void aWrongFigureDoesNotHold() {
        assertThat(new Point("area", "unit", "test", "um2", 100, 111, 0.9, 1.1).holds()).isFalse();
    }
}
