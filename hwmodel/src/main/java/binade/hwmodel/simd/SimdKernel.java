package binade.hwmodel.simd;

/**
 * What a loop does with vectors of operands, per step of a {@link SimdPath}.
 *
 * @param vectors of operands that are loaded and decoded
 * @param broadcasts single elements of an operand that are loaded into all lanes
 * @param chains steps whose accumulators do not wait for each other
 * @param streamed vectors that come from beyond the first-level cache where the data do not fit it
 */
public record SimdKernel(String title, double vectors, double broadcasts, double chains, double streamed) {

    /** Sum of a[i] b[i]: two vectors a step. */
    public static SimdKernel dot(int unroll) {
        return new SimdKernel("dot", 2, 0, unroll, 2);
    }

    /** A matrix times a vector: rows share each vector of x, which stays in the first-level cache. */
    public static SimdKernel matrixVector(int rows, int unroll) {
        return new SimdKernel("matvec", 1 + 1.0 / rows, 0, rows * unroll, 1);
    }

    /** Columns of the result in a vector of accumulators: lanes of 32 bits, 64 for counts of bits. */
    public static double columns(SimdPath path) {
        double bits = path.form().equals("zmm") ? 512 : 256;
        return bits / (path.accumulator().equals("int64") ? 64 : 32) * path.accumulators();
    }

    /** mr x nr accumulators of a matrix product: nr vectors of b, mr broadcasts (or tiles) of a for mr nr steps. */
    public static SimdKernel tile(int mr, int nr, boolean tiles) {
        double steps = (double) mr * nr;
        return tiles
                ? new SimdKernel("tile", (mr + nr) / steps, 0, steps, 0)
                : new SimdKernel("tile", nr / steps, mr / steps, steps, 0);
    }
}
