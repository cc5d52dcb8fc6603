package binade.formats.kernel;

/**
 * Chooses the rounding kernel of this process, once: the vector one where the module {@code jdk.incubator.vector} is
 * present, else the scalar one.
 *
 * <p>The system property {@code binade.kernel} forces {@code scalar} or {@code vector}; a forced kernel that is not
 * available is an error, never a silent fallback. Both give the same bits.
 */
public final class Kernels {
    /** Name of the module that {@code --add-modules} must name. */
    private static final String MODULE = "jdk.incubator.vector";

    private Kernels() {}

    private static final class Holder {
        static final RoundingKernel ROUNDING = vectorised() ? new VectorRoundingKernel() : new ScalarRoundingKernel();
    }

    /** The kernel of this process. */
    public static RoundingKernel rounding() {
        return Holder.ROUNDING;
    }

    /** Whether this process computes with vector kernels. */
    public static boolean vectorised() {
        String forced = System.getProperty("binade.kernel", "auto");
        boolean present = ModuleLayer.boot().findModule(MODULE).isPresent();
        return switch (forced) {
            case "scalar" -> false;
            case "auto" -> present;
            case "vector" -> {
                if (!present) {
                    throw new IllegalStateException(
                            "binade.kernel=vector, but the vector module is absent; start java with --add-modules " + MODULE);
                }
                yield true;
            }
            default -> throw new IllegalStateException(
                    "binade.kernel=" + forced + "; allowed: auto, scalar, vector");
        };
    }

    /** One line for --version and run.json: which kernels compute, and how wide. */
    public static String describe() {
        return vectorised() ? "vector, " + VectorRoundingKernel.bits() + " bits" : "scalar";
    }
}
