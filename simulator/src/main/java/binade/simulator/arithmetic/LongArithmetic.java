package binade.simulator.arithmetic;

/**
 * The operations in 64-bit integers, for formats of at most 25 significant bits and 32 bits in all.
 *
 * <p>Every operation computes a sign, a significand below 2^63 and an exponent. Products are exact; sums, quotients
 * and roots keep at least 60 bits and are rounded to odd there, so that {@link Packer} rounds as if it had the exact
 * number. Equal to {@link ExactArithmetic}, flags included: {@code ArithmeticAgreementTest}.
 */
public final class LongArithmetic implements Arithmetic {
    /** Place of the leading bit of an aligned summand: one bit is left for the carry. */
    private static final int LEADING = 61;

    private final Unpacker unpacker;
    private final Packer packer;

    /** @throws IllegalArgumentException if the projection is beyond the reach of 64-bit integers */
    public LongArithmetic(Projection projection) {
        if (!reaches(projection)) {
            throw new IllegalArgumentException("format " + projection.format().id() + " with "
                    + projection.randomBits() + " random bits is beyond 64-bit arithmetic; ExactArithmetic takes it");
        }
        unpacker = new Unpacker(projection.gridFormat(), projection.scale());
        packer = new Packer(projection);
    }

    /** Whether 64-bit integers are enough: at most 25 significant bits, and at most 32 random bits. */
    public static boolean reaches(Projection projection) {
        return Packer.reaches(projection);
    }

    @Override
    public Result apply(Operation operation, long a, long b, long c, long random) {
        return switch (operation) {
            case ADD -> add(unpacker.unpack(a), unpacker.unpack(b), false, random);
            case SUB -> add(unpacker.unpack(a), unpacker.unpack(b), true, random);
            case MUL -> multiply(unpacker.unpack(a), unpacker.unpack(b), random);
            case DIV -> divide(unpacker.unpack(a), unpacker.unpack(b), random);
            case SQRT -> squareRoot(unpacker.unpack(a), random);
            case REM -> remainder(unpacker.unpack(a), unpacker.unpack(b), random);
            case FMA -> multiplyAdd(unpacker.unpack(a), unpacker.unpack(b), unpacker.unpack(c), random);
            case ROUND_TO_INT -> roundToInt(unpacker.unpack(a), random);
        };
    }

    private static boolean isNan(long x) {
        return Unpacker.kind(x) >= Unpacker.QUIET;
    }

    private static boolean isInfinite(long x) {
        return Unpacker.kind(x) == Unpacker.INFINITE;
    }

    private static boolean isZero(long x) {
        return Unpacker.kind(x) == Unpacker.FINITE && Unpacker.significand(x) == 0;
    }

    /** A NaN operand makes the result NaN; a signalling one raises invalid. */
    private Result propagate(long x, long y) {
        boolean signalling = Unpacker.kind(x) == Unpacker.SIGNALLING || Unpacker.kind(y) == Unpacker.SIGNALLING;
        return packer.nan(signalling ? Flags.INVALID : 0);
    }

    private Result invalid() {
        return packer.nan(Flags.INVALID);
    }

    private Result add(long x, long y, boolean subtract, long random) {
        if (isNan(x) || isNan(y)) {
            return propagate(x, y);
        }
        boolean negativeX = Unpacker.isNegative(x);
        boolean negativeY = Unpacker.isNegative(y) != subtract;
        if (isInfinite(x) || isInfinite(y)) {
            return isInfinite(x) && isInfinite(y) && negativeX != negativeY
                    ? invalid()
                    : packer.infinity(isInfinite(x) ? negativeX : negativeY, 0);
        }
        return sum(
                negativeX, Unpacker.significand(x), Unpacker.exponent(x), negativeY, Unpacker.significand(y),
                Unpacker.exponent(y), random);
    }

    /**
     * x + y for finite x = +-sx 2^ex and y. Both are aligned at bit 61 and the smaller is shifted right with its lost
     * bits jammed. Bits are lost only where the leading places are 12 or more apart; then at most one leading bit
     * cancels and 60 remain.
     */
    private Result sum(boolean negativeX, long sx, int ex, boolean negativeY, long sy, int ey, long random) {
        if (sx == 0 || sy == 0) {
            if (sx == 0 && sy == 0) {
                return packer.zero(negativeX == negativeY ? negativeX : packer.differenceIsNegativeZero());
            }
            return sx == 0 ? packer.pack(negativeY, sy, ey, random, 0) : packer.pack(negativeX, sx, ex, random, 0);
        }
        int shiftX = Long.numberOfLeadingZeros(sx) - (63 - LEADING);
        int shiftY = Long.numberOfLeadingZeros(sy) - (63 - LEADING);
        long alignedX = sx << shiftX;
        long alignedY = sy << shiftY;
        int exponent = ex - shiftX;
        int gap = exponent - (ey - shiftY);
        if (gap >= 0) {
            alignedY = Packer.shiftRightJam(alignedY, gap);
        } else {
            alignedX = Packer.shiftRightJam(alignedX, -gap);
            exponent -= gap;
        }
        if (negativeX == negativeY) {
            return packer.pack(negativeX, alignedX + alignedY, exponent, random, 0);
        }
        long difference = alignedX - alignedY;
        if (difference == 0) {
            return packer.zero(packer.differenceIsNegativeZero());
        }
        return packer.pack(difference < 0 != negativeX, Math.abs(difference), exponent, random, 0);
    }

    private Result multiply(long x, long y, long random) {
        if (isNan(x) || isNan(y)) {
            return propagate(x, y);
        }
        boolean negative = Unpacker.isNegative(x) != Unpacker.isNegative(y);
        if (isInfinite(x) || isInfinite(y)) {
            return isZero(x) || isZero(y) ? invalid() : packer.infinity(negative, 0);
        }
        long product = Unpacker.significand(x) * Unpacker.significand(y);
        return product == 0
                ? packer.zero(negative)
                : packer.pack(negative, product, Unpacker.exponent(x) + Unpacker.exponent(y), random, 0);
    }

    private Result multiplyAdd(long x, long y, long z, long random) {
        boolean signalling = Unpacker.kind(x) == Unpacker.SIGNALLING || Unpacker.kind(y) == Unpacker.SIGNALLING
                || Unpacker.kind(z) == Unpacker.SIGNALLING;
        if (isNan(x) || isNan(y)) {
            return packer.nan(signalling ? Flags.INVALID : 0);
        }
        boolean infiniteProduct = isInfinite(x) || isInfinite(y);
        if (infiniteProduct && (isZero(x) || isZero(y))) {
            return invalid(); // also with a quiet NaN as addend
        }
        if (isNan(z)) {
            return packer.nan(signalling ? Flags.INVALID : 0);
        }
        boolean negative = Unpacker.isNegative(x) != Unpacker.isNegative(y);
        boolean negativeZ = Unpacker.isNegative(z);
        if (infiniteProduct || isInfinite(z)) {
            return infiniteProduct && isInfinite(z) && negative != negativeZ
                    ? invalid()
                    : packer.infinity(infiniteProduct ? negative : negativeZ, 0);
        }
        return sum(
                negative, Unpacker.significand(x) * Unpacker.significand(y), Unpacker.exponent(x) + Unpacker.exponent(y),
                negativeZ, Unpacker.significand(z), Unpacker.exponent(z), random);
    }

    private Result divide(long x, long y, long random) {
        if (isNan(x) || isNan(y)) {
            return propagate(x, y);
        }
        boolean negative = Unpacker.isNegative(x) != Unpacker.isNegative(y);
        if (isInfinite(x)) {
            return isInfinite(y) ? invalid() : packer.infinity(negative, 0);
        }
        if (isInfinite(y)) {
            return packer.zero(negative);
        }
        if (isZero(y)) {
            return isZero(x) ? invalid() : packer.infinity(negative, Flags.DIVIDE_BY_ZERO);
        }
        if (isZero(x)) {
            return packer.zero(negative);
        }
        // Two digits of a long division: numerator in [2^61, 2^62), divisor in [2^31, 2^32), 30 + 31 bits at least.
        int shiftX = Long.numberOfLeadingZeros(Unpacker.significand(x)) - 2;
        int shiftY = Long.numberOfLeadingZeros(Unpacker.significand(y)) - 32;
        long numerator = Unpacker.significand(x) << shiftX;
        long divisor = Unpacker.significand(y) << shiftY;
        long high = numerator / divisor;
        long rest = (numerator - high * divisor) << 31;
        long low = rest / divisor;
        long quotient = high << 31 | low;
        if (rest != low * divisor) {
            quotient |= 1;
        }
        int exponent = Unpacker.exponent(x) - shiftX - (Unpacker.exponent(y) - shiftY) - 31;
        return packer.pack(negative, quotient, exponent, random, 0);
    }

    private Result squareRoot(long x, long random) {
        if (isNan(x)) {
            return propagate(x, x);
        }
        boolean negative = Unpacker.isNegative(x);
        if (isZero(x)) {
            return packer.zero(negative);
        }
        if (negative) {
            return invalid();
        }
        if (isInfinite(x)) {
            return packer.infinity(false, 0);
        }
        // x = s 2^(2h) with s in [2^60, 2^62): root r of s in [2^30, 2^31), then 30 more bits from the remainder.
        int shift = Long.numberOfLeadingZeros(Unpacker.significand(x)) - 2;
        if ((Unpacker.exponent(x) - shift & 1) != 0) {
            shift--;
        }
        long s = Unpacker.significand(x) << shift;
        long r = (long) Math.sqrt((double) s);
        if (r * r > s) { // s has up to 62 bits, binary64 holds 53: r may be off by one
            r--;
        } else if ((r + 1) * (r + 1) <= s) {
            r++;
        }
        long rest = s - r * r; // 0 to 2r
        long digit = (rest << 29) / r;
        long left = (rest << 30) - 2 * r * digit;
        if (left << 30 < digit * digit) { // (r 2^30 + digit)^2 exceeds s 2^60 by less than one step
            digit--;
            left += 2 * r;
        }
        long root = (r << 30) + digit;
        if (left << 30 != digit * digit) {
            root |= 1;
        }
        return packer.pack(false, root, (Unpacker.exponent(x) - shift) / 2 - 30, random, 0);
    }

    private Result remainder(long x, long y, long random) {
        if (isNan(x) || isNan(y)) {
            return propagate(x, y);
        }
        if (isInfinite(x) || isZero(y)) {
            return invalid();
        }
        boolean negative = Unpacker.isNegative(x);
        if (isZero(x)) {
            return packer.zero(negative);
        }
        long sx = Unpacker.significand(x);
        int ex = Unpacker.exponent(x);
        if (isInfinite(y)) {
            return packer.pack(negative, sx, ex, random, 0);
        }
        long sy = Unpacker.significand(y);
        int ey = Unpacker.exponent(y);
        if (Long.numberOfLeadingZeros(sx) - ex > Long.numberOfLeadingZeros(sy) - ey + 1) {
            return packer.pack(negative, sx, ex, random, 0); // |x| < |y| / 2
        }
        int exponent = Math.min(ex, ey);
        long divisor = sy << (ey - exponent); // at most 2^27: the leading places are close
        long quotient = sx / divisor;
        long rest = sx % divisor;
        for (int left = ex - exponent; left > 0; ) { // x has more places: bring them down 30 at a time
            int step = Math.min(left, 30);
            rest <<= step;
            quotient = rest / divisor;
            rest %= divisor;
            left -= step;
        }
        if (2 * rest > divisor || 2 * rest == divisor && (quotient & 1) != 0) {
            rest = divisor - rest;
            negative = !negative;
        }
        return rest == 0
                ? packer.zero(Unpacker.isNegative(x))
                : packer.pack(negative, rest, exponent, random, 0);
    }

    private Result roundToInt(long x, long random) {
        if (isNan(x)) {
            return propagate(x, x);
        }
        boolean negative = Unpacker.isNegative(x);
        if (isInfinite(x)) {
            return packer.infinity(negative, 0);
        }
        long s = Unpacker.significand(x);
        int exponent = Unpacker.exponent(x);
        if (s == 0) {
            return packer.zero(negative);
        }
        if (exponent >= 0) {
            return packer.pack(negative, s, exponent, random, 0);
        }
        int inexact = Long.numberOfTrailingZeros(s) >= -exponent ? 0 : Flags.INEXACT;
        long n = packer.multiples(negative, s, -exponent, random);
        if (n == 0) {
            return new Result(packer.zero(negative).code(), inexact);
        }
        return packer.pack(negative, n, 0, random, inexact);
    }
}
