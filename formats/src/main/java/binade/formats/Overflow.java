package binade.formats;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a value beyond the range becomes, decided after rounding. NaN stays NaN where the format has one.
 */
public enum Overflow {
    /** Finite overflow and infinities become the largest finite value. */
    SAT_FINITE("sat-finite"),
    /** Finite overflow becomes the largest finite value; infinities stay infinite where the format has one. */
    SAT_PROPAGATE("sat-propagate"),
    /**
     * Infinity where the format has one, else NaN, else the largest finite value; directed roundings that point back
     * to zero give the largest finite value (IEEE 754-2019 section 7.4).
     */
    OVERFLOW("overflow");

    private final String id;

    Overflow(String id) {
        this.id = id;
    }

    /** The name on the command line. */
    public String id() {
        return id;
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    public static Overflow parse(String id) {
        for (Overflow o : values()) {
            if (o.id.equals(id)) {
                return o;
            }
        }
        throw new IllegalArgumentException("unknown overflow rule '" + id + "'; allowed: "
                + Arrays.stream(values()).map(Overflow::id).collect(Collectors.joining(" ")));
    }
}
