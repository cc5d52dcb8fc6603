package binade.simulator.tensorcore;

import binade.formats.kernel.Kernels;

/** Chooses the kernel of this process, by the same rule and property as the rounding kernel. */
final class FusedKernels {
    private FusedKernels() {}

    private static final class Holder {
        static final FusedKernel LANES = Kernels.vectorised() ? new VectorFusedKernel() : new ScalarFusedKernel();
    }

    /** For plans and data that fit lanes; stateless, safe for all threads. */
    static FusedKernel lanes() {
        return Holder.LANES;
    }
}
