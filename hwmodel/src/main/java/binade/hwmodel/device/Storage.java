package binade.hwmodel.device;

import binade.formats.Format;

/**
 * How the matrices of a product lie in memory.
 *
 * @param bitsA bits of an element of a, its share of the scales included
 * @param bitsB of b
 * @param bitsC of the result
 * @param convertsA whether a is stored in a format that the units do not read
 * @param convertsB the same of b
 */
public record Storage(double bitsA, double bitsB, double bitsC, boolean convertsA, boolean convertsB) {

    /** Operands in their own bits, results in 32. */
    public static Storage of(Placement placement, Format a, Format b) {
        return new Storage(
                Roofline.storedBits(a), Roofline.storedBits(b), Roofline.RESULT_BITS, !placement.reads(a), !placement.reads(b));
    }

    /** With fewer bits per element of a and of the result, where a convolution reads or writes them once for several uses. */
    public Storage shared(double usesOfA, double usesOfC) {
        return new Storage(bitsA / usesOfA, bitsB, bitsC / usesOfC, convertsA, convertsB);
    }
}
