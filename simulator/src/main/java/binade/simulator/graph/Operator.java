package binade.simulator.graph;

/** An operator with all shapes known; immutable, shared by threads. */
public interface Operator {
    /** Shapes of the outputs. */
    int[][] outputs();

    /** What the numbers of the outputs stand for. */
    default Value.Kind kind() {
        return Value.Kind.FLOAT;
    }

    /** Whether a gradient passes from an output to this input. */
    default boolean isDifferentiable(int input) {
        return true;
    }

    /**
     * Whether it multiplies matrices: activations are rounded where they enter, errors at its outputs.
     */
    default boolean isMatrixOperator() {
        return false;
    }

    /** Forward and backward of one thread. */
    Kernel bind();

    /** What it computes with. */
    interface Kernel {
        /** Writes all elements of the outputs. An input that is left out is null. */
        void forward(float[][] in, float[][] out);

        /**
         * Adds to the gradients of the inputs, after the {@link #forward} of the same arrays.
         *
         * @param dout gradients of the outputs, null where none has arrived
         * @param din gradients of the inputs, null where none is wanted
         */
        void backward(float[][] in, float[][] out, float[][] dout, float[][] din);
    }
}
