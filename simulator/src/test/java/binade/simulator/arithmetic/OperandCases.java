package binade.simulator.arithmetic;

import binade.formats.Encoding;
import binade.formats.Formats;
import binade.formats.Grid;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Operands that arithmetic gets wrong, in the manner of TestFloat's level 1: every combination of significands and
 * exponents at which something happens, and random ones in between.
 */
final class OperandCases {
    static final List<Rounding> ROUNDINGS = List.of(
            Rounding.NEAREST_EVEN, Rounding.NEAREST_AWAY, Rounding.TOWARD_ZERO, Rounding.UP, Rounding.DOWN,
            Rounding.TO_ODD, Rounding.STOCHASTIC_A, Rounding.STOCHASTIC_B, Rounding.STOCHASTIC_C);

    private final GridFormat format;
    private final Encoding encoding;
    private final Grid grid;
    private final SplittableRandom random;
    private final List<Long> interesting;

    OperandCases(GridFormat format, long seed) {
        this.format = format;
        encoding = format.encoding();
        grid = format.grid();
        random = new SplittableRandom(seed);
        interesting = List.copyOf(interesting());
    }

    static GridFormat format(String id) {
        return Formats.parse(id);
    }

    /** Whether a code names a number, an infinity or NaN of the format (lists leave codes unused). */
    static boolean isValid(GridFormat format, long code) {
        try {
            format.encoding().decode(code, format.grid());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static List<Long> allCodes(GridFormat format) {
        List<Long> codes = new ArrayList<>();
        for (long code = 0; code < format.encoding().codes(); code++) {
            if (isValid(format, code)) {
                codes.add(code);
            }
        }
        return codes;
    }

    /** Zeros, both ends of each decisive binade and their neighbours, the ends of the range, specials; both signs. */
    List<Long> interestingCodes() {
        return interesting;
    }

    private TreeSet<Long> interesting() {
        TreeSet<Long> ranks = new TreeSet<>(List.of(0L, 1L, 2L, 3L));
        int low = grid.lowestBinade();
        int top = grid.topBinade();
        int p = grid.precision();
        int[] exponents = {
            low, low + 1, low + 2, low + p, low / 2, -p, -1, 0, 1, 2, p - 2, p - 1, p, p + 1, top / 2, top - p, top - 1, top
        };
        for (int e : exponents) {
            if (e < low || e > top) {
                continue;
            }
            long first = grid.rank(Math.scalb(1.0, e));
            long size = Math.max(1, 1L << Math.max(0, e - grid.quantumExponent(e)));
            for (long offset : new long[] {-1, 0, 1, size / 2, size * 2 / 3, size - 2}) {
                ranks.add(Math.max(0, first + offset));
            }
        }
        long max = Math.max(grid.maxRank(), grid.maxNegativeRank());
        ranks.add(max);
        ranks.add(max - 1);
        if (encoding.hasNan()) {
            long infinity = grid.maxRank() + 1;
            ranks.addAll(List.of(infinity, infinity + 1, infinity | Long.lowestOneBit(infinity) >>> 1));
        }
        TreeSet<Long> codes = new TreeSet<>();
        long sign = 1L << (format.width() - 1);
        for (long rank : ranks) {
            codes.add(rank & (encoding.codes() - 1));
            codes.add(switch (encoding.layout()) {
                case SIGN_MAGNITUDE -> (sign | rank) & (encoding.codes() - 1);
                case TWOS_COMPLEMENT -> encoding.codes() - rank & (encoding.codes() - 1);
                case UNSIGNED -> rank & (encoding.codes() - 1);
            });
        }
        codes.removeIf(code -> !isValid(format, code));
        return codes;
    }

    /** Any code, or an interesting one, or one near it. */
    long operand() {
        while (true) {
            long code = switch (random.nextInt(3)) {
                case 0 -> random.nextLong(encoding.codes());
                case 1 -> interesting.get(random.nextInt(interesting.size()));
                default -> interesting.get(random.nextInt(interesting.size())) + random.nextInt(-3, 4)
                        & (encoding.codes() - 1);
            };
            if (isValid(format, code)) {
                return code;
            }
        }
    }

    /** A second operand that often cancels the first, or is close to it in size. */
    long partnerOf(long code) {
        long flipped = code ^ 1L << (format.width() - 1);
        long near = switch (random.nextInt(5)) {
            case 0 -> flipped;
            case 1 -> flipped + random.nextInt(-4, 5);
            case 2 -> code + random.nextInt(-4, 5);
            case 3 -> code ^ random.nextLong(Math.max(2, encoding.codes() >> 5));
            default -> operand();
        } & (encoding.codes() - 1);
        return isValid(format, near) ? near : operand();
    }

    /** A projection with anything in it. */
    static Projection projection(GridFormat format, Rounding rounding, Overflow overflow, SplittableRandom random) {
        int scale = format.defaultScale();
        if (format.scalable() && random.nextInt(3) == 0) {
            scale = random.nextInt(format.minScale(), format.maxScale() + 1);
        }
        return new Projection(format, scale, rounding, overflow, random.nextInt(1, LIMIT_BITS + 1));
    }

    private static final int LIMIT_BITS = 32;
}
