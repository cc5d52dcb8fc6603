package binade.testkit;

/**
 * An implementation that rounds into a format, as the laws call it. What it does not need it ignores.
 *
 * <pre>
 *   RoundingUnderTest mine = RoundingUnderTest.ofFloats(MyKernel::toE4m3);
 *   RoundingUnderTest theirs = RoundingUnderTest.ofBits(bits -&gt; nativeCall(bits));
 * </pre>
 */
@FunctionalInterface
public interface RoundingUnderTest {
    /**
     * Rounds x.
     *
     * @param x a binary32 number, unless the format needs binary64
     * @param random R of the stochastic rules, 0 <= R < 2^N
     * @param previous the previously quantized value, for hysteresis
     */
    double round(double x, long random, double previous);

    /** float to float. */
    @FunctionalInterface
    interface OfFloats {
        float round(float x);
    }

    /** Pattern of a binary32 number to pattern of a binary32 number. */
    @FunctionalInterface
    interface OfBits {
        int round(int bits);
    }

    /** A rounding of binary32 numbers without a second operand. */
    static RoundingUnderTest ofFloats(OfFloats f) {
        return (x, random, previous) -> f.round((float) x);
    }

    /** A rounding of binary32 patterns without a second operand. */
    static RoundingUnderTest ofBits(OfBits f) {
        return (x, random, previous) -> Float.intBitsToFloat(f.round(Float.floatToRawIntBits((float) x)));
    }
}
