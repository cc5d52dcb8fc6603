package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;

/**
 * A scalar format as its document defines it, without any of the product's tables: what a number becomes, and which
 * magnitudes there are. {@link ExactFormats#definition} finds the one of an id.
 */
public sealed interface ExactDefinition permits ExactFormat, ExactCodes, ExactPosit, ExactLog, ExactCodebook {
    /**
     * x rounded into the format; infinities, NaN and -0 as binary64 has them.
     *
     * @param r R of the stochastic rules, 0 <= r < 2^bits
     * @param previous previously quantized value, for hysteresis
     */
    double round(double x, Rounding rounding, Overflow overflow, long r, int bits, double previous);

    /** The smallest magnitude above a among the finite values of one sign; null if there is none. */
    BigDecimal above(BigDecimal a, boolean negative);

    /** Whether every binary32 number is a value, so that none is ever rounded. */
    default boolean holdsBinary32() {
        return false;
    }
}
