package binade.experiments.workload;

import binade.simulator.network.Attention;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.ChannelBias;
import binade.simulator.network.Convolution;
import binade.simulator.network.Dropout;
import binade.simulator.network.Embedding;
import binade.simulator.network.Gelu;
import binade.simulator.network.Layer;
import binade.simulator.network.LayerNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.Lstm;
import binade.simulator.network.MaxPool;
import binade.simulator.network.PositionalEmbedding;
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
     * After each layer with parameters (but the last), average pooling and GELU, and inside LSTM and attention; the sum of a
     * residual block forward, its input backward after the branches' errors were added; input (tokens are none) and last
     * error in two terms.
     */
    OUTPUTS,
    /** As {@code OUTPUTS}, but the two errors that return to a residual fork are quantized before they are added. */
    PAPER,
    /**
     * Activations where they enter a convolution, linear layer, LSTM or product of attention, errors at its output; one term
     * everywhere.
     */
    OPERANDS,
    /**
     * For activations of one bit: where they enter a convolution or linear layer that is neither the first nor the last of the
     * network, in place of the ReLU before it. Batch norm, sign, convolution is the order of binarized networks (Hubara et al.,
     * NeurIPS 2016; Rastegari et al., ECCV 2016): behind a ReLU every sign would be that of a number without sign. Pooling stays
     * before the sign; a residual shortcut carries what was not binarized (Liu et al., ECCV 2018). The ReLU before the last layer
     * stays. No point at the input and at the logits.
     */
    BINARY;

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
        if (this == BINARY) {
            return PointNames.give(BinaryPlacement.place(plain));
        }
        List<Layer> placed = new ArrayList<>();
        if (this != OPERANDS && !(plain.getFirst() instanceof Embedding)) {
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
                if (this == OUTPUTS) {
                    placed.add(QuantizationPoint.ERROR);
                }
                placed.add(new Residual(branch(residual.body()), branch(residual.shortcut())));
                if (pointsInside()) {
                    placed.add(QuantizationPoint.ACTIVATION);
                }
            }
            case Linear linear when this == OPERANDS -> operand(linear, placed);
            case Convolution convolution when this == OPERANDS -> operand(convolution, placed);
            case Lstm lstm when this == OPERANDS -> operand(lstm, placed);
            case Lstm lstm when pointsInside() -> placed.add(lstm.quantized());
            case Attention attention when this == OPERANDS -> operand(attention.quantized(), placed);
            case Attention attention when pointsInside() -> {
                placed.add(attention.quantized());
                placed.add(QuantizationPoint.BOTH);
            }
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

    private boolean pointsInside() {
        return this == OUTPUTS || this == PAPER;
    }

    private boolean pointAfter(Layer layer) {
        return switch (this) {
            case ACTIVATIONS -> layer instanceof Relu || layer instanceof Gelu;
            case OUTPUTS, PAPER -> switch (layer) {
                case Convolution _, ChannelBias _, Linear _, BatchNorm _, LayerNorm _, AveragePool _, Gelu _, Embedding _,
                        PositionalEmbedding _ -> true;
                case Relu _, MaxPool _, Dropout _, Lstm _, Attention _, Residual _, QuantizationPoint _ -> false;
            };
            case OPERANDS, BINARY -> false;
        };
    }
}
