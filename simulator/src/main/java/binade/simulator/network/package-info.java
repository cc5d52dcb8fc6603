/**
 * Networks whose every value can be rounded on its way: layers with explicit forward and backward beside each other.
 *
 * <p>Dimension letters: N samples, H x W positions, C channels (tensors are N,H,W,C; a vector is 1 x 1 x C), K the
 * length of a convolution's window (kernel height x kernel width x input channels). Gradients are d + name.
 *
 * <p>A {@link binade.simulator.network.Layer} is shared and read-only during a pass; the buffers of one thread live in
 * its {@link binade.simulator.network.Layer.Run}. The run also decides what matrices are multiplied with
 * ({@link binade.simulator.network.Products}): the ordinary binary32 product, or that of a simulated matrix unit.
 */
package binade.simulator.network;
