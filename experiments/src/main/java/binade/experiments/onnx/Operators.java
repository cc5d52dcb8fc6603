package binade.experiments.onnx;

import binade.simulator.graph.Value;
import java.util.List;
import java.util.Set;

/** The operators that are known, by family. */
final class Operators {
    /** All names; the table of docs/own-models.md. */
    static final Set<String> NAMES = Set.of(
            "Conv", "Gemm", "MatMul", "LSTM",
            "BatchNormalization", "LayerNormalization", "RMSNormalization", "InstanceNormalization", "GroupNormalization",
            "Softmax", "LogSoftmax", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool",
            "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceSumSquare", "ReduceL1", "ReduceL2",
            "Add", "Sum", "Sub", "Mul", "Div", "Mod", "Pow", "Min", "Max", "Mean", "PRelu",
            "Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual", "And", "Or", "Xor", "Not", "IsNaN", "IsInf",
            "Relu", "LeakyRelu", "Clip", "HardSwish", "HardSigmoid", "Sigmoid", "Tanh", "Elu", "Selu", "Celu", "Swish", "Mish",
            "Gelu", "Softplus", "Softsign", "Exp", "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Erf", "Sin", "Cos",
            "Floor", "Ceil", "Round", "Sign",
            "Identity", "Dropout", "Where", "Cast", "CastLike", "If",
            "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Concat", "Slice", "Split", "Gather", "GatherElements",
            "Expand", "Tile", "Pad", "Trilu", "DepthToSpace", "SpaceToDepth",
            "Constant", "ConstantOfShape", "Shape", "Size", "Range", "NonZero", "CumSum", "ScatterND", "EyeLike");

    private Operators() {}

    /** The outputs, or null for an operator that is not known. */
    static List<Value> translate(NodeContext n) {
        List<Value> out = MatrixNodes.translate(n);
        out = out == null ? LayoutNodes.translate(n) : out;
        out = out == null ? StatisticNodes.translate(n) : out;
        out = out == null ? ConstantNodes.translate(n) : out;
        return out == null ? ElementwiseNodes.translate(n) : out;
    }
}
