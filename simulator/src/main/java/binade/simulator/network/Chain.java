package binade.simulator.network;

import java.util.ArrayList;
import java.util.List;

/** The runs of consecutive layers: forward in order, backward in reverse. */
final class Chain {
    private final List<Layer.Run> runs = new ArrayList<>();
    private final int firstTrained;

    Chain(List<Layer> layers, Shape input, int batch, Products products) {
        Shape shape = input;
        int first = layers.size();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            runs.add(layer.bind(shape, batch, products));
            shape = layer.outputShape(shape);
            if (!layer.parameters().isEmpty() && first == layers.size()) {
                first = i;
            }
        }
        firstTrained = first;
    }

    static Shape outputShape(List<Layer> layers, Shape input) {
        Shape shape = input;
        for (Layer layer : layers) {
            shape = layer.outputShape(shape);
        }
        return shape;
    }

    float[] forward(float[] x, int count, Pass pass) {
        float[] y = x;
        for (Layer.Run run : runs) {
            y = run.forward(y, count, pass);
        }
        return y;
    }

    /** Stops below the first layer with parameters unless the input's gradient is wanted. */
    float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
        float[] dx = dy;
        for (int i = runs.size() - 1; i >= (needInput ? 0 : firstTrained); i--) {
            dx = runs.get(i).backward(dx, count, pass, gradients, needInput || i > firstTrained);
        }
        return needInput ? dx : null;
    }
}
