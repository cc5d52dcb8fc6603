package binade.formats;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How a real between two neighbours of a grid becomes one of them. Definitions: IEEE 754-2019 section 4.3, IEEE P3109
 * section 4.7.4 (stochastic A, B, C), and Lee, Park, Jeon (ICLR 2022) for the signed stochastic rule and hysteresis.
 *
 * <p>With S = |x| / quantum, n = floor(S), nu = S - n the result is n or n + 1 quanta; "away" means n + 1.
 */
public enum Rounding {
    /** Away if nu > 1/2, or nu = 1/2 and n odd. */
    NEAREST_EVEN("rne", Operand.NONE),
    /** Away if nu >= 1/2. */
    NEAREST_AWAY("rna", Operand.NONE),
    /** Never away. */
    TOWARD_ZERO("rtz", Operand.NONE),
    /** Away if nu > 0 and x > 0. */
    UP("ru", Operand.NONE),
    /** Away if nu > 0 and x < 0. */
    DOWN("rd", Operand.NONE),
    /** Away if nu > 0 and n even ("jamming"). */
    TO_ODD("rto", Operand.NONE),
    /** Away if floor(nu 2^N) + R >= 2^N: add N random bits, truncate. Biased towards zero by less than 2^-N quanta. */
    STOCHASTIC_A("sr-a", Operand.RANDOM),
    /** Away if floor(nu 2^(N+1)) + 2R + 1 >= 2^(N+1). */
    STOCHASTIC_B("sr-b", Operand.RANDOM),
    /** Away if roundTiesToEven(nu 2^N) + R >= 2^N. */
    STOCHASTIC_C("sr-c", Operand.RANDOM),
    /** On the signed t = x / quantum: floor(t) + 1 if R / 2^N < t - floor(t), else floor(t). The paper's rule. */
    STOCHASTIC("sr", Operand.RANDOM),
    /** On the signed t: ceil(t) if the previous quantized value exceeds x, else floor(t). The paper's Eq. 5. */
    HYSTERESIS("hysteresis", Operand.PREVIOUS);

    /** What a rounding needs besides the value. */
    public enum Operand {
        NONE,
        /** An integer R, 0 <= R < 2^N. */
        RANDOM,
        /** The previously quantized value. */
        PREVIOUS
    }

    private final String id;
    private final Operand operand;

    Rounding(String id, Operand operand) {
        this.id = id;
        this.operand = operand;
    }

    /** The name on the command line. */
    public String id() {
        return id;
    }

    public Operand operand() {
        return operand;
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    public static Rounding parse(String id) {
        for (Rounding r : values()) {
            if (r.id.equals(id)) {
                return r;
            }
        }
        throw new IllegalArgumentException("unknown rounding '" + id + "'; allowed: "
                + Arrays.stream(values()).map(Rounding::id).collect(Collectors.joining(" ")));
    }
}
