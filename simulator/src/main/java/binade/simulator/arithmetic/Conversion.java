package binade.simulator.arithmetic;

import binade.formats.Format;
import binade.formats.GridFormat;
import java.util.Objects;

/**
 * From the codes of one format to those of another, rounding once. IEEE 754-2019 section 5.4.2: a signalling NaN
 * raises invalid; a NaN that the target cannot hold has no code and raises invalid.
 */
public final class Conversion {
    private final Unpacker source;
    private final Packer target;
    private final ExactCodec exactSource;
    private final ExactRounder exactTarget;

    private Conversion(Format from, int fromScale, Projection to, boolean fast) {
        Objects.requireNonNull(from);
        Projection.checkFormat(from);
        Projection.checkScale(from, fromScale);
        source = fast ? new Unpacker((GridFormat) from, fromScale) : null;
        target = fast ? new Packer(to) : null;
        exactSource = fast ? null : ExactCodec.of(from, fromScale);
        exactTarget = fast ? null : ExactRounder.of(to);
    }

    /** From a format at its default scale. */
    public static Conversion of(Format from, Projection to) {
        return of(from, Projection.defaultScale(from), to);
    }

    /** From a format at a scale: by the fast way where it reaches both formats, else by the exact one. */
    public static Conversion of(Format from, int fromScale, Projection to) {
        return new Conversion(from, fromScale, to, Unpacker.reaches(from) && Packer.reaches(to));
    }

    /** The slow and obvious way, for tests. */
    static Conversion exact(Format from, int fromScale, Projection to) {
        return new Conversion(from, fromScale, to, false);
    }

    /**
     * The code that represents the same value, or what the projection makes of it.
     *
     * @param random R of the stochastic rules, 0 <= R < 2^N; ignored by the others
     * @throws IllegalArgumentException if the code is wider than the source format or names no value
     */
    public Result convert(long code, long random) {
        if (source == null) {
            return exactTarget.project(exactSource.decode(code), random);
        }
        long x = source.unpack(code);
        boolean negative = Unpacker.isNegative(x);
        return switch (Unpacker.kind(x)) {
            case Unpacker.FINITE -> Unpacker.significand(x) == 0
                    ? target.zero(negative)
                    : target.pack(negative, Unpacker.significand(x), Unpacker.exponent(x), random, 0);
            case Unpacker.INFINITE -> target.infinity(negative, 0);
            case Unpacker.SIGNALLING -> target.nan(Flags.INVALID);
            default -> target.nan(0);
        };
    }
}
