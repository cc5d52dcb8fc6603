package binade.experiments.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is quantized while the gradient is taken (paper-method 10.1). */
public enum Variant {
    /** Every error tensor of the backward pass. */
    ERROR,
    /** Every activation tensor of the forward pass. */
    ACTIVATION,
    /** Both. */
    BOTH;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    public static Variant parse(String id) {
        for (Variant v : values()) {
            if (v.id().equals(id.strip().toLowerCase(Locale.ROOT))) {
                return v;
            }
        }
        throw new IllegalArgumentException("unknown variant '" + id + "'; allowed: "
                + Arrays.stream(values()).map(Variant::id).collect(Collectors.joining(" ")));
    }
}
