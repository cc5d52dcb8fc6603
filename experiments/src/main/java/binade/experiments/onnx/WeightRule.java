package binade.experiments.onnx;

import binade.experiments.onnx.OnnxModel.Graph;
import binade.experiments.onnx.OnnxModel.Node;
import binade.experiments.onnx.OnnxModel.Tensor;
import binade.simulator.graph.Value;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Which initializers are weights: floating-point tensors of rank 2 or more that a gradient reaches and that a user of PyTorch would
 * count among the parameters. The exporter's own word (PARAMETER, BUFFER, CONSTANT_TENSOR) decides where it gives one. Else these
 * are none: the bias of an LSTM and of a Gemm; scale and offset of a GroupNorm (vectors that the exporter gave more dimensions); an
 * initial state of zeros; a mask (it holds an infinity, a number below -10,000, or only zeros and ones, both of them); a table of
 * sines and cosines.
 */
final class WeightRule {
    private static final double MASKED = -1e4;
    private static final double TOLERANCE = 1e-3;

    private final Set<String> biases = new HashSet<>();
    private final Set<String> states = new HashSet<>();
    /** Vectors that the exporter laid along the channels of an image: scale and offset of a GroupNorm. */
    private final Set<String> factors = new HashSet<>();

    WeightRule(Graph graph) {
        for (Node n : graph.nodes()) {
            for (int i = 0; i < n.inputs().size(); i++) {
                if (n.type().equals("LSTM") && i == 3 || n.type().equals("Gemm") && i == 2) {
                    biases.add(n.inputs().get(i));
                } else if (n.type().equals("LSTM") && i > 3) {
                    states.add(n.inputs().get(i));
                } else if ((n.type().equals("Mul") || n.type().equals("Add")) && n.inputs().get(i).startsWith(SharedWeights.MADE_UP)) {
                    factors.add(n.inputs().get(i));
                }
            }
        }
    }

    boolean isWeight(Tensor t) {
        if (t.type() != Value.Kind.FLOAT || t.shape().length < 2 || t.floats().length == 0) {
            return false;
        }
        if (!t.kind().isEmpty()) {
            return t.kind().equals("PARAMETER");
        }
        return !biases.contains(t.name()) && !(factors.contains(t.name()) && isVector(t.shape())) && !(states.contains(t.name()) && isConstant(t.floats()))
                && !isMask(t.floats()) && !isSinusoidal(t);
    }

    private static boolean isVector(int[] shape) {
        return Arrays.stream(shape).filter(d -> d != 1).count() <= 1;
    }

    private static boolean isConstant(float[] f) {
        for (float v : f) {
            if (v != f[0]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMask(float[] f) {
        boolean zero = false;
        boolean one = false;
        boolean other = false;
        for (float v : f) {
            if (!(v > MASKED) || v == Float.POSITIVE_INFINITY) {
                return true;
            }
            zero |= v == 0;
            one |= v == 1;
            other |= v != 0 && v != 1;
        }
        return zero && one && !other;
    }

    /** Whether squares of neighbours, or of the two halves, add to 1 in every row: no trained table does that. */
    private static boolean isSinusoidal(Tensor t) {
        int width = t.shape()[t.shape().length - 1];
        int rows = t.floats().length / Math.max(1, width);
        if (width < 4 || width % 2 != 0 || rows < 2) {
            return false;
        }
        return addsToOne(t.floats(), rows, width, 1, 2) || addsToOne(t.floats(), rows, width, width / 2, 1);
    }

    private static boolean addsToOne(float[] f, int rows, int width, int partner, int step) {
        for (int r = 0; r < rows; r++) {
            for (int k = 0; k < width / 2; k++) {
                double a = f[r * width + k * step];
                double b = f[r * width + k * step + partner];
                if (Math.abs(a * a + b * b - 1) > TOLERANCE) {
                    return false;
                }
            }
        }
        return true;
    }
}
