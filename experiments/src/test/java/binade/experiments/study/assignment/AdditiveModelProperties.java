package binade.experiments.study.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The greedy choice against all choices of small random models. */
class AdditiveModelProperties {
    /** Wider formats cost more and, but for one in five, turn the gradient less; layers weigh differently. */
    private static AdditiveModel model(long seed, int layers, int formats, double tightness) {
        Random random = new Random(seed);
        double[][] squares = new double[layers][formats];
        double[][] costs = new double[layers][formats];
        double least = 0;
        double most = 0;
        for (int l = 0; l < layers; l++) {
            double weight = random.nextDouble(0.1, 1);
            double size = random.nextDouble(0.1, 10);
            for (int f = 0; f < formats; f++) {
                costs[l][f] = weight * (f + 1);
                squares[l][f] = random.nextInt(5) == 0
                        ? size * random.nextDouble() : size * Math.pow(0.25, f) * random.nextDouble(0.8, 1.2);
            }
            least += costs[l][0];
            most += costs[l][formats - 1];
        }
        return new AdditiveModel(squares, costs, least + tightness * (most - least));
    }

    private static double squares(AdditiveModel m, List<Integer> choice) {
        return m.degrees(choice) * m.degrees(choice);
    }

    @Property
    void theGreedyChoiceKeepsTheBudgetAndNoSingleExchangeImprovesIt(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int layers, @ForAll @IntRange(min = 2, max = 5) int formats,
            @ForAll @IntRange(max = 10) int tenths) {
        AdditiveModel m = model(seed, layers, formats, tenths / 10.0);
        List<Integer> greedy = m.greedy();
        assertThat(m.isWithinBudget(greedy)).isTrue();
        assertThat(m.neighbours(greedy, Integer.MAX_VALUE)).doesNotContain(greedy).doesNotHaveDuplicates()
                .allMatch(m::isWithinBudget)
                .filteredOn(n -> IntStream.range(0, layers).filter(l -> !n.get(l).equals(greedy.get(l))).count() == 1)
                .allMatch(n -> m.degrees(n) >= m.degrees(greedy));
    }

    /** The classical bound of greedy knapsacks: what is missing to the optimum is at most what one exchange brings. */
    @Property
    void exchangesFromTheGreedyChoiceComeCloseToTheOptimum(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int layers, @ForAll @IntRange(min = 2, max = 5) int formats,
            @ForAll @IntRange(max = 10) int tenths) {
        AdditiveModel m = model(seed, layers, formats, tenths / 10.0);
        List<Integer> best = m.all().stream().min(Comparator.comparingDouble(m::degrees)).orElseThrow();
        List<Integer> greedy = m.greedy();
        List<Integer> found = greedy;
        while (true) {
            List<Integer> next = m.neighbours(found, 1).stream().findFirst().orElse(found);
            if (m.degrees(next) >= m.degrees(found)) {
                break;
            }
            found = next;
        }
        double worstLayer = IntStream.range(0, layers).mapToDouble(l -> Arrays.stream(m.squares()[l]).max().orElseThrow())
                .max().orElseThrow();
        assertThat(m.degrees(best)).isLessThanOrEqualTo(m.degrees(found));
        assertThat(squares(m, found)).isLessThanOrEqualTo(squares(m, best) + worstLayer);
        assertThat(squares(m, greedy)).isGreaterThanOrEqualTo(squares(m, found));
        if (layers <= 2) {
            assertThat(m.degrees(found)).as("two layers are one exchange apart").isEqualTo(m.degrees(best));
        }
    }

    @Property
    void allAssignmentsAreThere(@ForAll @IntRange(min = 1, max = 4) int layers, @ForAll @IntRange(min = 2, max = 4) int formats) {
        AdditiveModel m = model(1, layers, formats, 1);
        assertThat(m.all()).hasSize((int) m.count()).doesNotHaveDuplicates();
        assertThat(m.greedy()).as("with all the budget every layer has its best format")
                .isEqualTo(IntStream.range(0, layers).mapToObj(l -> IntStream.range(0, formats).boxed()
                        .min(Comparator.comparingDouble(f -> m.squares()[l][f])).orElseThrow()).toList());
    }
}
