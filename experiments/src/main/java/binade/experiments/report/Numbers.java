package binade.experiments.report;

import binade.experiments.study.AngleStatistic;
import binade.experiments.study.Gap;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. Files for programs hold full precision instead. */
final class Numbers {
    private static final MathContext TWO_DIGITS = new MathContext(2);

    private Numbers() {}

    /** Two significant digits: 1.08 is "1.1", 0.998 is "1.0", 10.1 is "10"; "-" if there is no number. */
    static String twoDigits(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        BigDecimal r = new BigDecimal(value).round(TWO_DIGITS);
        if (r.signum() == 0) {
            return "0";
        }
        int decimals = Math.max(0, 2 - (r.precision() - r.scale()));
        return r.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** Decimals that show two digits of a standard error; 2 to 5, and 2 where there is no error. */
    static int decimals(double standardError) {
        if (!(standardError > 0) || Double.isInfinite(standardError)) {
            return 2;
        }
        return Math.clamp(1 - (int) Math.floor(Math.log10(standardError)), 2, 5);
    }

    static String fixed(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%." + decimals + "f", value) : "-";
    }

    /** "3.38 ± 0.04", or "3.38" where a single mini-batch gives no error. */
    static String angle(AngleStatistic a, int decimals) {
        String mean = fixed(a.meanDeg(), decimals);
        return Double.isFinite(a.standardErrorDeg())
                ? mean + " ± " + fixed(a.standardErrorDeg(), decimals)
                : mean;
    }

    static String angle(AngleStatistic a) {
        return angle(a, decimals(a.standardErrorDeg()));
    }

    /** As {@link #angle}, for the difference to the first. */
    static String gap(Gap g, int decimals) {
        String mean = fixed(g.meanDeg(), decimals);
        return Double.isFinite(g.standardErrorDeg()) ? mean + " ± " + fixed(g.standardErrorDeg(), decimals) : mean;
    }

    static String gap(Gap g) {
        return gap(g, decimals(g.standardErrorDeg()));
    }

    static String count(int n, String one, String many) {
        return n + " " + (n == 1 ? one : many);
    }

    /** 1st, 2nd, 3rd, 4th, 11th, 21st. */
    static String ordinal(int n) {
        String suffix =
                switch (n % 100) {
                    case 11, 12, 13 -> "th";
                    default ->
                            switch (n % 10) {
                                case 1 -> "st";
                                case 2 -> "nd";
                                case 3 -> "rd";
                                default -> "th";
                            };
                };
        return n + suffix;
    }
}
