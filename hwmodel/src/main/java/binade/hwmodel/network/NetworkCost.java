package binade.hwmodel.network;

import binade.formats.Format;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Energy;
import binade.hwmodel.device.Memories;
import binade.hwmodel.device.Placement;
import binade.hwmodel.device.Roofline;
import binade.hwmodel.device.Storage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network on a device: a roofline per layer and pass, and the element-wise work between, which counts bytes only: each
 * output value is read once in 32 bits and written once in the format's bits, in training its error likewise.
 *
 * <p>Memory: weights in their format; for training also master copy, gradient and momentum in 32 bits each and all
 * activations, which the weight gradients need; for inference the input and output of the largest layer.
 *
 * @param placements where the products of each pass that is needed run
 * @param steps the products
 * @param elementwiseS time of the element-wise work, s
 * @param elementwiseJ its energy, J: memory only
 */
public record NetworkCost(
        Network network, Precision precision, Device device, int images, boolean training,
        Map<Layer.Pass, Placement> placements, List<Step> steps, double elementwiseS, double elementwiseJ) {
    private static final double RESULT_BYTES = 4;
    private static final int OPTIMIZER_COPIES = 3;

    /** A product with its time. */
    public record Step(Layer layer, Layer.Pass pass, Roofline roofline) {}

    public static NetworkCost of(Network network, Precision precision, Device device, int images, boolean training) {
        if (images < 1) {
            throw new IllegalArgumentException("a batch of " + images + " images; at least 1 is needed");
        }
        Map<Layer.Pass, Placement> placements = new EnumMap<>(Layer.Pass.class);
        Map<String, Placement> byFormats = new HashMap<>();
        for (Layer.Pass pass : training ? Layer.Pass.values() : new Layer.Pass[] {Layer.Pass.OUTPUT}) {
            Format a = precision.first(pass);
            Format b = precision.second(pass);
            placements.put(pass, byFormats.computeIfAbsent(a.id() + " x " + b.id(), _ -> Placement.of(a, b, device)));
        }
        List<Step> steps = new ArrayList<>();
        for (Layer layer : network.layers()) {
            for (Layer.Pass pass : Layer.Pass.values()) {
                boolean needed = pass == Layer.Pass.OUTPUT
                        || training && !(pass == Layer.Pass.INPUT_GRADIENT && layer.first());
                if (needed) {
                    steps.add(new Step(layer, pass, roofline(placements.get(pass), precision, layer, pass, images)));
                }
            }
        }
        double values = (double) network.activations() * images;
        double bytes = values * (RESULT_BYTES + Roofline.storedBits(precision.activations()) / 8)
                + (training ? values * (RESULT_BYTES + Roofline.storedBits(precision.errors()) / 8) : 0);
        return new NetworkCost(
                network, precision, device, images, training, Map.copyOf(placements), List.copyOf(steps),
                bytes / device.bandwidthBytesPerSecond(), bytes * 8 * Memories.pjPerBit(device.memory()) * 1e-12);
    }

    /** Windows of a convolution overlap: the lowered matrix moves as many bytes as the values it is made of. */
    private static Roofline roofline(
            Placement placement, Precision precision, Layer layer, Layer.Pass pass, int images) {
        boolean gradient = pass == Layer.Pass.INPUT_GRADIENT;
        Storage storage = Storage.of(placement, precision.first(pass), precision.second(pass))
                .shared(gradient ? 1 : layer.reuse(), gradient ? layer.reuse() : 1);
        return Roofline.of(placement, layer.gemm(pass, images), storage);
    }

    /** Where the forward products run. */
    public Placement placement() {
        return placements.get(Layer.Pass.OUTPUT);
    }

    public double timeS() {
        return elementwiseS + steps.stream().mapToDouble(s -> s.roofline().timeS()).sum();
    }

    /** Energy of products and element-wise work, by where it goes. */
    public Energy energy() {
        return steps.stream()
                .map(s -> s.roofline().energy())
                .reduce(new Energy(0, 0, 0, elementwiseJ, 0), Energy::plus);
    }

    public double macs() {
        return steps.stream().mapToDouble(s -> s.roofline().gemm().macs()).sum();
    }

    public double bytes() {
        return steps.stream().mapToDouble(s -> s.roofline().bytes()).sum();
    }

    /** Share of the peak of the forward products' type over the whole network. */
    public double utilisation() {
        return macs() / timeS() / placement().peakMacPerSecond();
    }

    /** How many of the products a roof binds: compute, memory, conversion or launch. */
    public long boundBy(String roof) {
        return steps.stream().filter(s -> s.roofline().boundBy().equals(roof)).count();
    }

    private double weightBytes() {
        double bytes = Roofline.storedBits(precision.weights()) / 8;
        return network.weights() * (bytes + (training ? OPTIMIZER_COPIES * RESULT_BYTES : 0));
    }

    private double bytesPerImage() {
        double values = training ? network.activations() : network.largestActivations();
        return values * Roofline.storedBits(precision.activations()) / 8;
    }

    /** What has to be in memory at once. */
    public double footprintBytes() {
        return weightBytes() + images * bytesPerImage();
    }

    /** Whether it fits the device's memory. */
    public boolean fits() {
        return footprintBytes() <= device.memoryBytes();
    }

    /** The largest batch that fits the device's memory; 0 if the weights alone do not. */
    public long largestBatch() {
        return (long) Math.max(0, Math.floor((device.memoryBytes() - weightBytes()) / bytesPerImage()));
    }
}
