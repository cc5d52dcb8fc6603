package binade.hwmodel.network;

import binade.formats.Format;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Memories;
import binade.hwmodel.device.Placement;
import binade.hwmodel.device.Roofline;
import java.util.ArrayList;
import java.util.List;

/**
 * A network on a device: a roofline per layer and pass, and the element-wise work between, which counts bytes only: each
 * output value is read once in 32 bits and written once in the format's bits.
 *
 * @param steps the products
 * @param elementwiseS time of the element-wise work, s
 * @param elementwiseJ its energy, J
 * @param footprintBytes weights and activations; for training also gradients and momentum in 32 bits per weight
 */
public record NetworkCost(
        Network network, Placement placement, int images, boolean training, List<Step> steps, double elementwiseS,
        double elementwiseJ, double footprintBytes) {
    private static final double RESULT_BYTES = 4;

    /** A product with its time. */
    public record Step(Layer layer, Layer.Pass pass, Roofline roofline) {}

    public static NetworkCost of(Network network, Format format, Device device, int images, boolean training) {
        if (images < 1) {
            throw new IllegalArgumentException("a batch of " + images + " images; at least 1 is needed");
        }
        Placement placement = Placement.of(format, device, false);
        List<Step> steps = new ArrayList<>();
        for (Layer layer : network.layers()) {
            for (Layer.Pass pass : Layer.Pass.values()) {
                boolean needed = pass == Layer.Pass.OUTPUT
                        || training && !(pass == Layer.Pass.INPUT_GRADIENT && layer.first());
                if (needed) {
                    steps.add(new Step(layer, pass, roofline(placement, layer, pass, images)));
                }
            }
        }
        double bits = Roofline.storedBits(format);
        double values = (double) network.activations() * images * (training ? 2 : 1);
        double bytes = values * (RESULT_BYTES + bits / 8);
        double kept = (double) network.activations() * images * (training ? 1 : 1.0 / network.layers().size());
        double footprint = network.weights() * (bits / 8 + (training ? 3 * RESULT_BYTES : 0)) + kept * bits / 8;
        return new NetworkCost(
                network, placement, images, training, List.copyOf(steps), bytes / device.bandwidthBytesPerSecond(),
                bytes * 8 * Memories.pjPerBit(device.memory()) * 1e-12, footprint);
    }

    /** Windows of a convolution overlap: the lowered matrix moves as many bytes as the values it is made of. */
    private static Roofline roofline(Placement placement, Layer layer, Layer.Pass pass, int images) {
        double bits = Roofline.storedBits(placement.format());
        boolean gradient = pass == Layer.Pass.INPUT_GRADIENT;
        return Roofline.of(
                placement, layer.gemm(pass, images), gradient ? bits : bits / layer.reuse(), bits,
                gradient ? Roofline.RESULT_BITS / layer.reuse() : Roofline.RESULT_BITS);
    }

    public double timeS() {
        return elementwiseS + steps.stream().mapToDouble(s -> s.roofline().timeS()).sum();
    }

    public double energyJ() {
        return elementwiseJ + steps.stream().mapToDouble(s -> s.roofline().energyJ()).sum();
    }

    public double macs() {
        return steps.stream().mapToDouble(s -> s.roofline().gemm().macs()).sum();
    }

    public double bytes() {
        return steps.stream().mapToDouble(s -> s.roofline().bytes()).sum();
    }

    /** Share of the peak over the whole network. */
    public double utilisation() {
        return macs() / timeS() / placement.peakMacPerSecond();
    }

    /** How many of the products a roof binds: compute, memory or launch. */
    public long boundBy(String roof) {
        return steps.stream().filter(s -> s.roofline().boundBy().equals(roof)).count();
    }

    /** Whether weights and activations fit the device's memory. */
    public boolean fits() {
        return footprintBytes <= placement.device().memoryBytes();
    }
}
