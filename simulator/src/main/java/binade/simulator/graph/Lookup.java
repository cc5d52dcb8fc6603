package binade.simulator.graph;

/**
 * y[outer, i, inner] = x[outer, place[i], inner] with places that are known only at run time, such as tokens; negative ones count
 * from the end. dx[outer, place[i], inner] += dy, in the order of i.
 */
public final class Lookup implements Operator {
    private final int[] shape;
    private final int outer;
    private final int rows;
    private final int inner;
    private final int places;

    /** @param axis that the places count along */
    public Lookup(int[] x, int axis, int[] places) {
        outer = Shapes.size(x, 0, axis);
        rows = x[axis];
        inner = Shapes.size(x, axis + 1, x.length);
        this.places = Shapes.size(places);
        shape = new int[x.length - 1 + places.length];
        System.arraycopy(x, 0, shape, 0, axis);
        System.arraycopy(places, 0, shape, axis, places.length);
        System.arraycopy(x, axis + 1, shape, axis + places.length, x.length - axis - 1);
    }

    @Override
    public int[][] outputs() {
        return new int[][] {shape};
    }

    @Override
    public boolean isDifferentiable(int input) {
        return input == 0;
    }

    @Override
    public Kernel bind() {
        return new Kernel() {
            private final int[] row = new int[places];

            /** @throws IllegalArgumentException for a number that is no place */
            @Override
            public void forward(float[][] in, float[][] out) {
                for (int i = 0; i < places; i++) {
                    float p = in[1][i];
                    row[i] = p < 0 ? (int) p + rows : (int) p;
                    if ((int) p != p || row[i] < 0 || row[i] >= rows) {
                        throw new IllegalArgumentException("token " + p + " in the data; there are 0 to " + (rows - 1));
                    }
                }
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < places; i++) {
                        System.arraycopy(in[0], (o * rows + row[i]) * inner, out[0], (o * places + i) * inner, inner);
                    }
                }
            }

            @Override
            public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < places; i++) {
                        int from = (o * places + i) * inner;
                        int to = (o * rows + row[i]) * inner;
                        for (int j = 0; j < inner; j++) {
                            din[0][to + j] += dout[0][from + j];
                        }
                    }
                }
            }
        };
    }
}
