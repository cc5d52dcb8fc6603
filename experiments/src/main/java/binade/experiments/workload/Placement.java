package binade.experiments.workload;

import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Layer;
import binade.simulator.network.Linear;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Where the quantization points of a network lie: a rule that puts them between the layers of a plain network. */
public enum Placement {
    /** After each ReLU; the input and the last error in two terms. The multilayer perceptrons of the workloads. */
    ACTIVATIONS,
    /**
     * After each convolution, linear layer (but the last), batch norm and average pooling; the sum of a residual block
     * forward, its input backward after the branches' errors were added; input and last error in two terms.
     */
    OUTPUTS,
    /** As {@code OUTPUTS}, but the two errors that return to a residual fork are quantized before they are added. */
    PAPER,
    /** Activations where they enter a convolution or linear layer, errors at its output; one term everywhere. */
    OPERANDS;

    /** @throws IllegalArgumentException naming the allowed ids */
    public static Placement parse(String id) {
        for (Placement p : values()) {
            if (p.name().toLowerCase(Locale.ROOT).equals(id)) {
                return p;
            }
        }
        throw new IllegalArgumentException("unknown placement '" + id + "'; allowed: "
                + Arrays.stream(values()).map(p -> p.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(" ")));
    }

    /** The layers with named points between them. */
    public List<Layer> place(List<Layer> plain) {
        List<Layer> placed = new ArrayList<>();
        if (this != OPERANDS) {
            placed.add(QuantizationPoint.INPUT);
        }
        Layer last = plain.getLast();
        for (Layer layer : plain) {
            placeAround(layer, layer == last, placed);
        }
        if (this != OPERANDS) {
            placed.add(QuantizationPoint.LOGITS);
        }
        return PointNames.give(placed);
    }

    private void placeAround(Layer layer, boolean last, List<Layer> placed) {
        switch (layer) {
            case Residual residual -> {
                boolean atSum = this == OUTPUTS || this == PAPER;
                if (this == OUTPUTS) {
                    placed.add(QuantizationPoint.ERROR);
                }
                placed.add(new Residual(branch(residual.body()), branch(residual.shortcut())));
                if (atSum) {
                    placed.add(QuantizationPoint.ACTIVATION);
                }
            }
            case Linear linear when this == OPERANDS -> operand(linear, placed);
            case Convolution convolution when this == OPERANDS -> operand(convolution, placed);
            default -> {
                placed.add(layer);
                if (!last && pointAfter(layer)) {
                    placed.add(QuantizationPoint.BOTH);
                }
            }
        }
    }

    private List<Layer> branch(List<Layer> layers) {
        List<Layer> placed = new ArrayList<>();
        if (this == PAPER) {
            placed.add(QuantizationPoint.ERROR);
        }
        for (Layer layer : layers) {
            placeAround(layer, false, placed);
        }
        return placed;
    }

    private static void operand(Layer layer, List<Layer> placed) {
        placed.add(QuantizationPoint.ACTIVATION);
        placed.add(layer);
        placed.add(QuantizationPoint.ERROR);
    }

    private boolean pointAfter(Layer layer) {
        return switch (this) {
            case ACTIVATIONS -> layer instanceof Relu;
            case OUTPUTS, PAPER -> layer instanceof Convolution
                    || layer instanceof Linear
                    || layer instanceof BatchNorm
                    || layer instanceof AveragePool;
            case OPERANDS -> false;
        };
    }
}
