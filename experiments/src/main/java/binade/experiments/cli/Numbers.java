package binade.experiments.cli;

import binade.formats.GridFormat;
import binade.formats.ScalarFormat;

/** Numbers and lists as people read them. */
final class Numbers {
    private Numbers() {}

    /** Exact: a short decimal where there is one, else an odd significand times a power of two, "7/4*2^-7" style. */
    static String print(double v) {
        if (v == 0 || Double.isNaN(v) || Double.isInfinite(v)) {
            return Double.toString(v);
        }
        String decimal = v == Math.rint(v) && Math.abs(v) < 1e6 ? Long.toString((long) v) : Double.toString(v);
        if (decimal.length() <= 9 && !decimal.contains("E")) {
            return decimal;
        }
        int e = Math.getExponent(v);
        double significand = Math.scalb(v, -e);
        if (Math.abs(significand) == 1) {
            return (v < 0 ? "-" : "") + "2^" + e;
        }
        int bits = 0;
        while (significand != Math.rint(significand)) {
            significand *= 2;
            bits++;
        }
        return (long) significand + "*2^" + (e - bits);
    }

    /** A format with the values it has where no scale is given. */
    static ScalarFormat asUsed(ScalarFormat format) {
        return format instanceof GridFormat g ? g.atDefaultScale() : format;
    }
}
