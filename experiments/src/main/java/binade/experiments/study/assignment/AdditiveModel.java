package binade.experiments.study.assignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Layers that disturb the gradient independently: the square of the whole angle is the sum of the squares that each layer causes
 * alone. With costs that add up too, choosing formats is a knapsack with one item of each layer.
 *
 * @param squares by layer and format, degrees squared
 * @param costs by layer and format, summing to the cost of an assignment
 * @param budget of the sum
 */
record AdditiveModel(double[][] squares, double[][] costs, double budget) {
    /** What sums of the same numbers in another order may differ by. */
    private static final double ROUNDING = 1e-9;

    int layers() {
        return squares.length;
    }

    int formats() {
        return squares[0].length;
    }

    /** @param choice a format for each layer */
    double cost(List<Integer> choice) {
        return IntStream.range(0, layers()).mapToDouble(l -> costs[l][choice.get(l)]).sum();
    }

    boolean isWithinBudget(List<Integer> choice) {
        return cost(choice) <= budget * (1 + ROUNDING);
    }

    /** Predicted angle, degrees. */
    double degrees(List<Integer> choice) {
        return Math.sqrt(IntStream.range(0, layers()).mapToDouble(l -> squares[l][choice.get(l)]).sum());
    }

    /** The same format in all layers. */
    List<Integer> uniform(int format) {
        return IntStream.range(0, layers()).map(_ -> format).boxed().toList();
    }

    /** The least that any assignment costs. */
    double leastCost() {
        return Arrays.stream(costs).mapToDouble(c -> Arrays.stream(c).min().orElseThrow()).sum();
    }

    /**
     * From the cheapest format in every layer, step by step the exchange in one layer that takes most off the sum of squares
     * per cost, as long as one fits the budget. Ties: the first layer and format.
     */
    List<Integer> greedy() {
        List<Integer> choice = new ArrayList<>();
        for (int l = 0; l < layers(); l++) {
            int layer = l;
            choice.add(IntStream.range(0, formats()).boxed().min(Comparator.<Integer>comparingDouble(f -> costs[layer][f])
                    .thenComparingDouble(f -> squares[layer][f])).orElseThrow());
        }
        while (true) {
            Optional<List<Integer>> next = singleExchanges(choice).stream()
                    .filter(c -> degrees(c) < degrees(choice)).filter(this::isWithinBudget)
                    .max(Comparator.comparingDouble(c -> gain(choice, c)));
            if (next.isEmpty()) {
                return List.copyOf(choice);
            }
            choice.clear();
            choice.addAll(next.get());
        }
    }

    private double gain(List<Integer> from, List<Integer> to) {
        double less = degrees(from) * degrees(from) - degrees(to) * degrees(to);
        double more = cost(to) - cost(from);
        return more <= 0 ? Double.MAX_VALUE : less / more;
    }

    private List<List<Integer>> singleExchanges(List<Integer> choice) {
        List<List<Integer>> all = new ArrayList<>();
        for (int l = 0; l < layers(); l++) {
            for (int f = 0; f < formats(); f++) {
                if (f != choice.get(l)) {
                    all.add(with(choice, l, f));
                }
            }
        }
        return all;
    }

    private static List<Integer> with(List<Integer> choice, int layer, int format) {
        List<Integer> changed = new ArrayList<>(choice);
        changed.set(layer, format);
        return List.copyOf(changed);
    }

    /**
     * The {@code most} assignments within the budget of least predicted angle that differ from a choice in one layer, or in two
     * where one gives what the other takes.
     */
    List<List<Integer>> neighbours(List<Integer> choice, int most) {
        List<List<Integer>> all = new ArrayList<>();
        for (List<Integer> once : singleExchanges(choice)) {
            if (isWithinBudget(once)) {
                all.add(once);
            }
            int changed = IntStream.range(0, layers()).filter(l -> !once.get(l).equals(choice.get(l))).findFirst().orElseThrow();
            for (int l = changed + 1; l < layers(); l++) {
                for (int f = 0; f < formats(); f++) {
                    List<Integer> twice = with(once, l, f);
                    if (f != choice.get(l) && isWithinBudget(twice)) {
                        all.add(twice);
                    }
                }
            }
        }
        all.sort(Comparator.comparingDouble(this::degrees));
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    /** Number of assignments, within the budget or not; {@link Double} because there are many. */
    double count() {
        return Math.pow(formats(), layers());
    }

    /** All assignments within the budget. Only for a {@link #count} that fits memory. */
    List<List<Integer>> all() {
        List<List<Integer>> begun = List.of(List.of());
        for (int l = 0; l < layers(); l++) {
            begun = begun.stream().flatMap(b -> IntStream.range(0, formats()).mapToObj(f -> {
                List<Integer> more = new ArrayList<>(b);
                more.add(f);
                return List.copyOf(more);
            })).toList();
        }
        return begun.stream().filter(this::isWithinBudget).toList();
    }
}
