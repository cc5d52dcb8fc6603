package binade.experiments.onnx;

import binade.simulator.graph.Value;

/** Element types by their code, where a wrong one is an error of a node. */
final class ElementTypes {
    private ElementTypes() {}

    /** @throws IllegalArgumentException for a code that stands for no number */
    static Value.Kind kind(long code) {
        try {
            return ElementType.of(code, "the result").kind;
        } catch (OnnxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
