package binade.simulator.quantize;

/**
 * Which values of a weight share a scale.
 *
 * @param kind of sharing
 * @param size inputs in a group, else 0
 */
public record Granularity(Kind kind, int size) {
    /** Sharing. */
    public enum Kind {
        /** All. */
        TENSOR,
        /** Those of one output. */
        CHANNEL,
        /** So many consecutive inputs of one output; the last group of a row may be short. */
        GROUP
    }

    public static final Granularity TENSOR = new Granularity(Kind.TENSOR, 0);
    public static final Granularity CHANNEL = new Granularity(Kind.CHANNEL, 0);

    public Granularity {
        if (kind == Kind.GROUP ? size < 1 : size != 0) {
            throw new IllegalArgumentException("granularity " + kind + " of " + size + "; groups hold at least 1");
        }
    }

    /** Groups along the inputs. */
    public static Granularity groups(int size) {
        return new Granularity(Kind.GROUP, size);
    }

    /** @throws IllegalArgumentException naming what is allowed */
    public static Granularity parse(String id) {
        switch (id) {
            case "tensor":
                return TENSOR;
            case "channel":
                return CHANNEL;
            default:
                if (id.matches("group:[1-9]\\d{0,6}")) {
                    return groups(Integer.parseInt(id.substring(6)));
                }
                throw new IllegalArgumentException("unknown granularity '" + id + "'; allowed: tensor channel group:N");
        }
    }

    /** The text that {@link #parse} reads. */
    public String id() {
        return kind == Kind.GROUP ? "group:" + size : kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Values of rows[rows, columns] that share a scale lie together: how many. */
    int run(int rows, int columns) {
        return switch (kind) {
            case TENSOR -> rows * columns;
            case CHANNEL -> columns;
            case GROUP -> Math.min(size, columns);
        };
    }
}
