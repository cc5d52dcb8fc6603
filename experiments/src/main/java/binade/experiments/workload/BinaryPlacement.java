package binade.experiments.workload;

import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Dropout;
import binade.simulator.network.Gelu;
import binade.simulator.network.Layer;
import binade.simulator.network.LayerNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.MaxPool;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import java.util.ArrayList;
import java.util.List;

/** {@link Placement#BINARY}: points in place of activation functions, before every inner convolution and linear layer. */
final class BinaryPlacement {
    private final Layer first;
    private final Layer last;

    private BinaryPlacement(List<Layer> plain) {
        List<Layer> products = new ArrayList<>();
        collect(plain, products);
        first = products.isEmpty() ? null : products.getFirst();
        last = products.isEmpty() ? null : products.getLast();
    }

    /** The layers with nameless points between them. */
    static List<Layer> place(List<Layer> plain) {
        return new BinaryPlacement(plain).placed(plain);
    }

    private static void collect(List<Layer> layers, List<Layer> products) {
        for (Layer layer : layers) {
            if (layer instanceof Residual residual) {
                collect(residual.body(), products);
                collect(residual.shortcut(), products);
            } else if (layer instanceof Linear || layer instanceof Convolution) {
                products.add(layer);
            }
        }
    }

    private List<Layer> placed(List<Layer> layers) {
        List<Layer> placed = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean signed = meetsSign(layers, i + 1);
            switch (layer) {
                case Residual residual -> placed.add(new Residual(placed(residual.body()), placed(residual.shortcut())));
                case Relu _, Gelu _ when signed -> { } // the sign is the activation function
                case Linear _, Convolution _ when inner(layer) -> {
                    placed.add(QuantizationPoint.BOTH);
                    placed.add(layer);
                }
                default -> placed.add(layer);
            }
        }
        return placed;
    }

    private boolean inner(Layer layer) {
        return layer != first && layer != last;
    }

    /** Whether values from layer i on reach a point, or the fork of branches with one, before another activation function. */
    private boolean meetsSign(List<Layer> layers, int i) {
        for (Layer layer : layers.subList(i, layers.size())) {
            switch (layer) {
                case Linear _, Convolution _ -> {
                    return inner(layer);
                }
                case Residual _ -> {
                    return true;
                }
                case MaxPool _, AveragePool _, Dropout _, BatchNorm _, LayerNorm _ -> { }
                default -> {
                    return false;
                }
            }
        }
        return false;
    }
}
