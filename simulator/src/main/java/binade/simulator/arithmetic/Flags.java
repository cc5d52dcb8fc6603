package binade.simulator.arithmetic;

/**
 * The exceptions of IEEE 754-2019 section 7 as a sum of bits, numbered as in Berkeley SoftFloat.
 *
 * <p>What the standard leaves open, because its formats have infinities and NaN:
 * <ul>
 *   <li>An infinite result that the format or the overflow rule does not deliver (1/0 in E4M3FN, infinity + 1 in E5M2
 *       under sat-finite) is an overflow: {@link #OVERFLOW} and {@link #INEXACT}, beside {@link #DIVIDE_BY_ZERO}
 *       where a division of finite operands caused it.
 *   <li>A NaN result in a format without NaN is {@link #INVALID} also when it comes from a quiet NaN, as in IEEE
 *       conversions to integers.
 *   <li>Underflow is a matter of formats with exponents: where the spacing is the same everywhere (integers, fixed
 *       point) rounding is inexact and nothing more.
 * </ul>
 */
public final class Flags {
    /** The delivered result differs from the exact one. */
    public static final int INEXACT = 1;
    /** Inexact, and rounded to the full precision with unbounded exponent the result is below the normal range. */
    public static final int UNDERFLOW = 2;
    /** Rounded with unbounded exponent the result is beyond the largest finite value. */
    public static final int OVERFLOW = 4;
    /** An exact infinity from finite operands. */
    public static final int DIVIDE_BY_ZERO = 8;
    /** No useful result, or a signalling NaN among the operands. */
    public static final int INVALID = 16;

    private Flags() {}
}
