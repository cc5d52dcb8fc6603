package binade.simulator.training.recipe;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A low-precision training scheme.
 *
 * @param id name on the command line
 * @param title a few words for reports
 * @param source where it comes from, or "" for one's own
 * @param points where values are quantized: {@code workload} or the id of a placement
 * @param rules by role; a role without a rule is binary32
 * @param overrides exceptions for single layers, the last one that applies counts
 * @param products what matrices are multiplied with: {@code binary32} or a simulated unit, {@link
 *     binade.simulator.tensorcore.ProductName}
 * @param lossScaling of the last error
 * @param compression of the gradient that the update receives
 * @param decayOfQuantized weight decay takes the quantized weight (the paper's scheme), else the master weight
 * @param glorotSigns weights of method sign are +H and -H with H = sqrt(1.5 / (fan-in + fan-out)), master weights are clipped
 *     to H and learn at the rate / H, as in the code of BinaryConnect; else +1 and -1
 * @param masterLimit master weights are clipped to this magnitude; infinite: never
 * @param gradientNorm gradients are scaled down to this norm; infinite: never
 * @param clipped straight-through gradients vanish where the value was beyond the format's range, else pass
 * @param calibration mini-batches by which tracked and delayed scales are set before the first update
 */
public record Recipe(
        String id, String title, String source, String points, Map<Role, TensorRule> rules, List<LayerOverride> overrides,
        ProductNames products, LossScaling lossScaling, GradientCompression compression, boolean decayOfQuantized,
        boolean glorotSigns, float masterLimit, float gradientNorm, boolean clipped, int calibration) {
    /** The layout of recipes this program reads and writes. */
    public static final int VERSION = 1;

    /** The points that belong to the workload. */
    public static final String WORKLOAD_POINTS = "workload";

    /** Units by what a product is for. */
    public record ProductNames(String forward, String inputGradient, String weightGradient) {
        /** Plain binary32 arithmetic. */
        public static final String BINARY32 = "binary32";

        public static final ProductNames ORDINARY = new ProductNames(BINARY32, BINARY32, BINARY32);
    }

    public Recipe {
        rules = Map.copyOf(rules);
        overrides = List.copyOf(overrides);
    }

    /** The rule of a role, or null: binary32. */
    public TensorRule rule(Role role) {
        return rules.get(role);
    }

    /**
     * The rule of a role at one place, or null: binary32.
     *
     * @param name of the quantization point or weight tensor
     * @param first whether it is the first of its kind in the network
     * @param last whether it is the last
     */
    public TensorRule rule(Role role, String name, boolean first, boolean last) {
        TensorRule rule = rule(role);
        for (LayerOverride o : overrides) {
            if (o.rules().containsKey(role) && o.covers(name, first, last)) {
                rule = o.rules().get(role);
            }
        }
        return rule;
    }

    /**
     * An exception.
     *
     * @param where {@code first}, {@code last}, or the name of a point or weight tensor with {@code *} for any letters
     * @param rules by role; a role with the value null is binary32 there
     */
    public record LayerOverride(String where, Map<Role, TensorRule> rules) {
        public LayerOverride {
            Map<Role, TensorRule> copy = new EnumMap<>(Role.class); // Map.copyOf refuses null values
            copy.putAll(rules);
            rules = copy;
        }

        boolean covers(String name, boolean first, boolean last) {
            return switch (where) {
                case "first" -> first;
                case "last" -> last;
                default -> name.matches("\\Q" + where.replace("*", "\\E.*\\Q") + "\\E");
            };
        }
    }
}
