package binade.simulator.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the learning rate changes over a run, after the common linear warm-up over the first 5 % of the steps. */
public enum Schedule {
    /** Half a cosine from 1 to 0 over the whole run. */
    COSINE,
    CONSTANT;

    private static final double WARM_UP = 0.05;

    /** The factor of step 0 <= step < steps; warm-up and cosine multiply. */
    public double factor(int step, int steps) {
        double warm = Math.min(1, (step + 1) / Math.max(1, WARM_UP * steps));
        return switch (this) {
            case CONSTANT -> warm;
            case COSINE -> warm * 0.5 * (1 + StrictMath.cos(Math.PI * step / steps));
        };
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    public static Schedule parse(String id) {
        for (Schedule s : values()) {
            if (s.name().toLowerCase(Locale.ROOT).equals(id)) {
                return s;
            }
        }
        throw new IllegalArgumentException("unknown schedule '" + id + "'; allowed: "
                + Arrays.stream(values()).map(s -> s.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" ")));
    }
}
