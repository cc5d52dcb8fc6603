package binade.simulator.graph;

import binade.simulator.network.QuantizationPoint;
import java.util.List;

/**
 * An operator in its place.
 *
 * @param operands for each input the point where it is rounded on entering, or null
 * @param errors for each output the point where the error is rounded that arrives there, or null
 */
record Step(
        String name, Operator operator, List<Value> inputs, List<Value> outputs, QuantizationPoint[] operands,
        QuantizationPoint[] errors) {

    /** Whether it depends on the input of the network; if not, it is computed once. */
    boolean isActive() {
        return outputs.getFirst().isActive();
    }

    /** Whether a gradient goes from its outputs to this input. */
    boolean passes(int input) {
        Value v = inputs.get(input);
        return v != null && v.isDifferentiable() && operator.isDifferentiable(input);
    }
}
