package binade.formats;

/** The next value of a grid format in either direction; behind {@link GridFormat#nextUp} and its counterpart. */
final class GridNeighbours {
    private GridNeighbours() {}

    static double up(double x, Grid grid, Encoding encoding) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (x >= grid.max()) {
            return encoding.hasInfinity() ? Double.POSITIVE_INFINITY : grid.max();
        }
        double lowest = lowest(grid, encoding);
        if (x < lowest) {
            return lowest;
        }
        double r = ScalarRounding.toGrid(x, grid, Rounding.UP, 0, 1, 0);
        if (r > x) {
            return r == 0 ? negativeZero(encoding) : r;
        }
        long rank = grid.rank(Math.abs(x));
        return x >= 0
                ? grid.magnitude(rank + 1)
                : rank == 1 ? negativeZero(encoding) : -grid.magnitude(rank - 1);
    }

    static double down(double x, Grid grid, Encoding encoding) {
        if (Double.isNaN(x)) {
            return x;
        }
        double lowest = lowest(grid, encoding);
        if (x <= lowest) {
            return encoding.hasInfinity() && encoding.signed() ? Double.NEGATIVE_INFINITY : lowest;
        }
        if (x > grid.max()) {
            return grid.max();
        }
        double r = ScalarRounding.toGrid(x, grid, Rounding.DOWN, 0, 1, 0);
        if (r < x) {
            return r == 0 ? 0.0 : r;
        }
        long rank = grid.rank(Math.abs(x));
        return x > 0 ? grid.magnitude(rank - 1) : -grid.magnitude(rank + 1);
    }

    private static double lowest(Grid grid, Encoding encoding) {
        return encoding.hasZero() ? grid.min() : grid.minPositive();
    }

    /** What follows the largest negative value: -0 where there is one. */
    private static double negativeZero(Encoding encoding) {
        return encoding.negativeZero() ? -0.0 : 0.0;
    }
}
