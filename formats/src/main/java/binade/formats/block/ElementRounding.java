package binade.formats.block;

import binade.formats.Rounding;
import java.util.Objects;

/**
 * How the elements of a tensor are rounded, once their scale is known.
 *
 * @param rounding any rule but hysteresis
 * @param random R of element i of the tensor, 0 <= R < 2^randomBits; null where the rule needs none
 * @param randomBits N of the stochastic rules
 */
public record ElementRounding(Rounding rounding, long[] random, int randomBits) {
    /** To nearest, ties to even. */
    public static final ElementRounding NEAREST = new ElementRounding(Rounding.NEAREST_EVEN, null, 1);

    public ElementRounding {
        switch (rounding.operand()) {
            case NONE -> { }
            case RANDOM -> Objects.requireNonNull(random, "a stochastic rounding needs random integers");
            case PREVIOUS -> throw new IllegalArgumentException(
                    "rounding " + rounding.id() + " is not defined for elements of blocks");
        }
    }

    /** A rule that needs no random integers. */
    public static ElementRounding of(Rounding rounding) {
        return rounding == Rounding.NEAREST_EVEN ? NEAREST : new ElementRounding(rounding, null, 1);
    }

    /** R of element i. */
    long random(int i) {
        return random == null ? 0 : random[i];
    }
}
