package binade.hwmodel;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A number with its unit and where it comes from.
 *
 * @param value in the unit stated
 * @param unit as printed: um2, NAND2, pJ
 * @param kind how it was obtained
 */
public record Figure(double value, String unit, Kind kind) {

    /** How a figure was obtained, and with how many significant digits it is worth printing. */
    public enum Kind {
        /** Read from a table of measurements or synthesis. */
        MEASURED("measured", 4),
        /** Computed from counts and cell data. */
        ANALYTIC("analytic", 3),
        /** Rests on a fitted constant. */
        FITTED("fitted", 2),
        /** Scaled between technology nodes or supplies. */
        SCALED("scaled", 2);

        private final String title;
        private final int digits;

        Kind(String title, int digits) {
            this.title = title;
            this.digits = digits;
        }

        public String title() {
            return title;
        }

        public int significantDigits() {
            return digits;
        }
    }

    /** The number with as many digits as its kind deserves, the unit and the kind: {@code 644 um2 (analytic)}. */
    public String text() {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(kind.significantDigits()));
        return rounded.toPlainString() + " " + unit + " (" + kind.title() + ")";
    }
}
