package binade.simulator.graph;

/**
 * How a small tensor repeats over a larger one. With {@code outer x n x inner} elements of the larger, element j repeats
 * (j / inner) mod n; where there is no such n, a table tells.
 */
final class Broadcast {
    private final int size;
    private final int n;
    private final int inner;
    private final int[] table;

    private Broadcast(int size, int n, int inner, int[] table) {
        this.size = size;
        this.n = n;
        this.inner = inner;
        this.table = table;
    }

    static Broadcast of(int[] from, int[] to) {
        int size = Shapes.size(to);
        int inner = 1;
        int n = 1;
        int part = 0; // 0 in the repeated dimensions on the right, 1 in the kept ones, 2 in those on the left
        for (int d = 1; d <= to.length; d++) {
            int t = to[to.length - d];
            int f = d <= from.length ? from[from.length - d] : 1;
            if (t == 1) {
                continue;
            }
            boolean kept = f == t;
            if (part == 0 && kept) {
                part = 1;
            } else if (part == 1 && !kept) {
                part = 2;
            } else if (part == 2 && kept) {
                return new Broadcast(size, Shapes.size(from), 0, Shapes.repeats(from, to));
            }
            if (part == 0) {
                inner *= t;
            } else if (part == 1) {
                n *= t;
            }
        }
        return new Broadcast(size, n, inner, null);
    }

    /** Elements of the larger tensor. */
    int size() {
        return size;
    }

    /** Elements of the smaller one. */
    int count() {
        return n;
    }

    boolean isWhole() {
        return table == null && n == size;
    }

    /** After how many elements of the larger tensor everything comes again. */
    int period() {
        return table != null ? size : n == 1 ? 1 : n * inner;
    }

    int at(int j) {
        return table != null ? table[j] : j / inner % n;
    }

    /** y[j] = x[at(j)] for the first elements. */
    void expand(float[] x, float[] y, int count) {
        if (table != null) {
            for (int j = 0; j < count; j++) {
                y[j] = x[table[j]];
            }
            return;
        }
        for (int j = 0, i = 0; j < count; j += inner, i = i + 1 == n ? 0 : i + 1) {
            java.util.Arrays.fill(y, j, Math.min(count, j + inner), x[i]);
        }
    }

    /** sum[at(j)] += x[j], in the order of j. */
    void sum(float[] x, double[] sum) {
        if (table != null) {
            for (int j = 0; j < size; j++) {
                sum[table[j]] += x[j];
            }
            return;
        }
        for (int j = 0, i = 0; j < size; j += inner, i = i + 1 == n ? 0 : i + 1) {
            double s = sum[i];
            for (int k = j; k < j + inner; k++) {
                s += x[k];
            }
            sum[i] = s;
        }
    }
}
