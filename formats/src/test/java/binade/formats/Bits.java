package binade.formats;

/** Comparison as bit patterns, NaN as a class. */
public final class Bits {
    private Bits() {}

    /** The binary32 pattern, one pattern for all NaNs. */
    public static int of(float x) {
        return Float.floatToIntBits(x);
    }

    /** The binary64 pattern, one pattern for all NaNs. */
    public static long of(double x) {
        return Double.doubleToLongBits(x);
    }

    /** Whether two results are the same: NaN equals NaN, and 0 differs from -0. */
    public static boolean same(float a, float b) {
        return of(a) == of(b);
    }

    /** The pattern in hex beside the number, for messages. */
    public static String show(float x) {
        return x + " (" + Integer.toHexString(Float.floatToRawIntBits(x)) + ")";
    }
}
