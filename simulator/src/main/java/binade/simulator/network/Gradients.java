package binade.simulator.network;

import java.util.List;

/** One gradient array per parameter of a network, in the order of {@link Network#parameters}. */
public final class Gradients {
    private final List<Parameter> parameters;
    private final float[][] values;

    public Gradients(Network network) {
        parameters = network.parameters();
        values = new float[parameters.size()][];
        for (Parameter p : parameters) {
            values[p.index()] = new float[p.size()];
        }
    }

    /** The gradient of a parameter, not a copy. */
    public float[] of(Parameter p) {
        return values[p.index()];
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /** The gradients of the weight tensors, those of rank 2 or more, in the order of the parameters; not copies. */
    public float[][] weights() {
        return parameters.stream().filter(Parameter::isWeight).map(this::of).toArray(float[][]::new);
    }
}
