package binade.testkit.vectors;

/**
 * One question: round x.
 *
 * @param x the number, a binary32 number unless the format needs binary64
 * @param random R of the stochastic rules, else 0
 * @param previous the previously quantized value for hysteresis, else 0
 */
public record TestVector(double x, long random, double previous) {
    @Override
    public String toString() {
        return "x = " + Double.toHexString(x) + " (" + x + "), R = " + Long.toHexString(random) + ", previous = " + previous;
    }
}
