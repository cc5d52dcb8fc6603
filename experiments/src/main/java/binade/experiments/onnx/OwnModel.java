package binade.experiments.onnx;

import binade.experiments.data.DataArray;
import binade.experiments.data.DataException;
import binade.experiments.data.DataFile;
import binade.experiments.onnx.OnnxModel.Input;
import binade.experiments.study.GraphSubject;
import binade.simulator.graph.Graph;
import binade.simulator.graph.OutputLoss;
import binade.simulator.graph.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A user's network with a user's data. The archive holds {@code x} for the first input of the model, for each further one an array with
 * its name, and {@code y}: class labels, one for each sample or for each position, or numbers for the squared error.
 */
public final class OwnModel {
    private final Path modelFile;
    private final Path dataFile;
    private final OnnxModel model;
    private final Map<String, DataArray> arrays;

    private OwnModel(Path modelFile, Path dataFile) throws IOException {
        this.modelFile = modelFile;
        this.dataFile = dataFile;
        model = OnnxReader.read(modelFile);
        arrays = DataFile.read(dataFile);
    }

    /**
     * Reads model and data.
     *
     * @throws OnnxException for the model, {@link DataException} for the data
     */
    public static OwnModel read(Path model, Path data) throws IOException {
        return new OwnModel(model, data);
    }

    private DataArray array(String name) throws DataException {
        DataArray a = arrays.get(name);
        if (a == null || a.shape().length == 0) {
            throw new DataException(dataFile + " holds " + (a == null ? "no array '" : "a single number as '") + name + "'; it has "
                    + String.join(", ", arrays.keySet())
                    + " (x: the input, y: labels or numbers, and an array for each further input of the model, by its name)");
        }
        return a;
    }

    /** How many samples there are. */
    public int samples() throws DataException {
        return array("x").samples();
    }

    /**
     * The network on its data, in mini-batches of this size.
     *
     * @param squared squared error instead of cross-entropy
     */
    public GraphSubject subject(int batchSize, boolean squared) throws IOException {
        List<float[]> data = new ArrayList<>();
        List<int[]> shapes = new ArrayList<>();
        DataArray y = array("y");
        if (samples() == 0) {
            throw new DataException(dataFile + ": x has no samples");
        }
        if (y.samples() != samples()) {
            throw new DataException(dataFile + ": x has " + samples() + " samples and y has " + y.samples());
        }
        for (int i = 0; i < model.graph().inputs().size(); i++) {
            Input input = model.graph().inputs().get(i);
            String name = i == 0 ? "x" : input.name();
            DataArray a = array(name);
            if (a.samples() != samples()) {
                throw new DataException(dataFile + ": '" + name + "' has " + a.samples() + " samples, x has " + samples());
            }
            if (!input.takes(a.shape())) {
                throw new DataException(dataFile + ": '" + name + "' is " + a + "; input '" + input.name() + "' of " + modelFile
                        + " takes " + input.shape());
            }
            requireFinite(name, a);
            int[] shape = a.shape().clone();
            shape[0] = batchSize;
            shapes.add(shape);
            data.add(a.values());
        }
        try {
            Graph graph = Translator.translate(model, shapes);
            if (graph.weights().isEmpty()) {
                throw new OnnxException("no weight of rank 2 or more has a gradient");
            }
            OutputLoss loss = squared ? squared(graph.output(), y) : labels(classes(graph.output(), y, batchSize), y);
            return new GraphSubject(graph, loss, batchSize, data, y.values(), y.each());
        } catch (OnnxException | IllegalArgumentException e) {
            throw new OnnxException(modelFile + ": " + e.getMessage(), e);
        }
    }

    private void requireFinite(String name, DataArray a) throws DataException {
        for (int i = 0; i < a.values().length; i++) {
            if (!Float.isFinite(a.values()[i])) {
                throw new DataException(dataFile + ": '" + name + "' holds " + a.values()[i] + " in sample " + i / a.each()
                        + " (counted from 0); allowed: numbers that are finite in binary32");
            }
        }
    }

    private OutputLoss labels(OutputLoss.CrossEntropy loss, DataArray y) throws DataException {
        for (int i = 0; i < y.values().length; i++) {
            float label = y.values()[i];
            if (label != OutputLoss.CrossEntropy.IGNORED && !loss.isClass(label)) {
                throw new DataException(dataFile + ": label " + (label == (long) label ? Long.toString((long) label) : Float.toString(label))
                        + " of sample " + i / y.each() + " (counted from 0); allowed: 0 to " + (loss.classes() - 1) + ", the classes of "
                        + modelFile.getFileName() + ", and " + OutputLoss.CrossEntropy.IGNORED + " for what does not count");
            }
        }
        return loss;
    }

    private OutputLoss squared(Value output, DataArray y) throws DataException {
        requireFinite("y", y);
        if (output.size() != output.dimension(0) * y.each()) {
            throw new DataException(dataFile + ": y " + y + " does not fit the output " + output);
        }
        return new OutputLoss.SquaredError();
    }

    /** Labels [N] of [N,C]; labels [N,...] of [N,...,C], [N,C,...] or the same with all positions in one dimension. */
    private OutputLoss.CrossEntropy classes(Value output, DataArray y, int batchSize) throws DataException {
        int[] positions = y.shape().clone();
        positions[0] = batchSize;
        int[] shape = output.shape();
        int count = batchSize * y.each();
        int rank = shape.length;
        boolean last = rank >= 2 && (Arrays.equals(Arrays.copyOf(shape, rank - 1), positions)
                || rank == 2 && shape[0] == count);
        if (last) {
            return new OutputLoss.CrossEntropy(count, shape[rank - 1], 1);
        }
        boolean second = rank == positions.length + 1 && rank > 2 && shape[0] == batchSize
                && Arrays.equals(Arrays.copyOfRange(shape, 2, rank), Arrays.copyOfRange(positions, 1, positions.length));
        if (second) {
            return new OutputLoss.CrossEntropy(batchSize, shape[1], y.each());
        }
        throw new DataException(dataFile + ": labels " + y + " do not fit the output " + output + " of a mini-batch of " + batchSize
                + "; y has one label for each sample [N], or for each position [N,T] of an output [N,T,C] or [N,C,T]"
                + (shape.length > 0 && shape[0] != batchSize ? " (was the model exported for a fixed batch? use --batch-size or"
                        + " export with a dynamic batch)" : ""));
    }
}
