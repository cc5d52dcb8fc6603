package binade.simulator.tensorcore;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The kind of an instruction: plain, or with block scales.
 *
 * @param kind as PTX calls it
 * @param scale format of the scales, null where there are none
 * @param blocks elements of the (compressed) K that may share a scale; the first is the usual number
 */
public record Scaling(Kind kind, ScaleFormat scale, List<Integer> blocks) {
    /** Names of instruction kinds. */
    public enum Kind {
        PLAIN,
        MXF8F6F4,
        MXF4,
        MXF4NVF4,
        NVFP4;

        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** @throws IllegalArgumentException for an unknown id; the message lists the known ones */
        public static Kind parse(String id) {
            for (Kind k : values()) {
                if (k.id().equals(id)) {
                    return k;
                }
            }
            throw new IllegalArgumentException("unknown kind '" + id + "'; allowed: "
                    + Arrays.stream(values()).map(Kind::id).collect(Collectors.joining(" ")));
        }
    }

    /** No scales. */
    public static final Scaling NONE = new Scaling(Kind.PLAIN, null, List.of());

    public Scaling {
        if ((scale == null) != (kind == Kind.PLAIN) || (scale == null) != blocks.isEmpty()) {
            throw new IllegalArgumentException("kind " + kind.id()
                    + (kind == Kind.PLAIN ? " has no scales" : " needs a scale format and the sizes of its blocks"));
        }
        blocks = List.copyOf(blocks);
    }

    public boolean isPresent() {
        return scale != null;
    }
}
