package binade.simulator.graph;

/** Tensors one behind the other along an axis. */
public final class Concatenate implements Operator {
    private final int[] shape;
    private final int outer;
    private final int[] pieces;

    /** @throws IllegalArgumentException if the shapes differ elsewhere than along the axis */
    public Concatenate(int[][] shapes, int axis) {
        shape = shapes[0].clone();
        shape[axis] = 0;
        pieces = new int[shapes.length];
        for (int k = 0; k < shapes.length; k++) {
            int[] s = shapes[k];
            for (int d = 0; d < shape.length; d++) {
                if (s.length != shape.length || d != axis && s[d] != shape[d]) {
                    throw new IllegalArgumentException("tensors to be joined along axis " + axis + " differ elsewhere");
                }
            }
            shape[axis] += s[axis];
            pieces[k] = Shapes.size(s, axis, s.length);
        }
        outer = Shapes.size(shape, 0, axis);
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public Kernel bind() {
        return new Kernel() {
            @Override
            public void forward(float[][] in, float[][] out) {
                int at = 0;
                for (int o = 0; o < outer; o++) {
                    for (int k = 0; k < pieces.length; k++) {
                        System.arraycopy(in[k], o * pieces[k], out[0], at, pieces[k]);
                        at += pieces[k];
                    }
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                int at = 0;
                for (int o = 0; o < outer; o++) {
                    for (int k = 0; k < pieces.length; k++) {
                        for (int j = 0; din[k] != null && j < pieces[k]; j++) {
                            din[k][o * pieces[k] + j] += dout[0][at + j];
                        }
                        at += pieces[k];
                    }
                }
            }
        };
    }
}
