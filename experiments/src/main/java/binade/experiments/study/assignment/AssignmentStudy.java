package binade.experiments.study.assignment;

import binade.experiments.study.AngleCase;
import binade.experiments.study.AngleStatistic;
import binade.experiments.study.AngleStudy;
import binade.experiments.study.Gap;
import binade.experiments.study.LaterBatches;
import binade.experiments.study.NetworkSubject;
import binade.experiments.study.PointChoice;
import binade.experiments.study.Variant;
import binade.formats.Format;
import binade.simulator.network.Network;
import binade.simulator.training.BatchSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Chooses a format for each layer within a budget. The angle of the whole gradient with one layer rounded, for every layer and
 * candidate, gives an {@link AdditiveModel}; its greedy choice, the best candidate used everywhere, and their neighbours are then
 * measured as they are, with all layers rounded at once, until no neighbour turns the gradient less. The outcome is compared with
 * every candidate used everywhere on mini-batches that the choice has not seen.
 */
public final class AssignmentStudy {
    /** Neighbours measured in a round: those of least predicted angle. */
    static final int NEIGHBOURS = 24;

    /** Assignments that are all measured on request. */
    public static final int MOST_EXHAUSTIVE = 20_000;

    /**
     * What is asked.
     *
     * @param candidates formats, at least two
     * @param room empty top binades of the exact scales
     * @param budget mean over the layers
     * @param batches mini-batches of the choice
     * @param heldOut mini-batches of the comparison, those after the ones of the choice
     * @param rounds of exchanges at most
     * @param exhaustive whether all assignments are measured too
     */
    public record Settings(
            List<Format> candidates, int room, Variant variant, CostKind cost, double budget, int batches, int heldOut, int rounds,
            boolean exhaustive) {
        public Settings {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * Formats for all layers.
     *
     * @param formats in the order of the layers
     * @param predictedDeg by the additive model
     * @param measuredDeg on the mini-batches of the choice
     */
    public record Assigned(List<Format> formats, double cost, double predictedDeg, double measuredDeg) {}

    /**
     * All assignments within the budget, measured.
     *
     * @param place of the outcome among them, 1 is best
     */
    public record Exhaustive(int count, Assigned best, int place) {}

    /**
     * On the held-out mini-batches.
     *
     * @param format null for the assignment
     * @param behind the assignment, mini-batch by mini-batch; negative where this is better
     */
    public record Compared(Format format, double cost, boolean withinBudget, AngleStatistic angle, Gap behind) {}

    /**
     * The outcome.
     *
     * @param layers what is assigned to
     * @param alone angle with one layer rounded, by layer and candidate
     * @param greedy choice of the additive model
     * @param chosen after exchanges
     * @param measured assignments
     * @param exhaustive if asked for
     * @param assignment on held-out mini-batches
     * @param uniform candidates used everywhere, likewise, best first
     */
    public record Found(
            Settings settings, List<LayerLoad> layers, List<List<AngleStatistic>> alone, Assigned greedy, Assigned chosen, int measured,
            Optional<Exhaustive> exhaustive, Compared assignment, List<Compared> uniform) {
        /** The best candidate used everywhere that the budget allows. */
        public Optional<Compared> bestUniform() {
            return uniform.stream().filter(Compared::withinBudget).findFirst();
        }
    }

    private final Network network;
    private final BatchSource source;
    private final Settings settings;
    private final int threads;
    private final List<LayerLoad> layers;
    private final Map<List<Integer>, Double> known = new HashMap<>();
    private long pairs;

    /** @throws IllegalArgumentException if a candidate has no cost */
    public AssignmentStudy(Network network, BatchSource source, Settings settings, int threads) {
        this.network = network;
        this.source = source;
        this.settings = settings;
        this.threads = threads;
        layers = LayerLoad.of(new NetworkSubject(network, source), settings.variant);
    }

    /**
     * @param progress told the pairs of case and mini-batch measured so far
     * @throws IllegalArgumentException if the cheapest assignment exceeds the budget, or there are too many to measure all
     */
    public Found run(LongConsumer progress) {
        double[][] costs = costs();
        AdditiveModel limits = new AdditiveModel(costs, costs, settings.budget);
        if (limits.leastCost() > settings.budget) {
            throw new IllegalArgumentException("budget %s; the cheapest assignment of these formats costs %.4g %s".formatted(
                    settings.budget, limits.leastCost(), settings.cost.unit()));
        }
        if (settings.exhaustive && limits.count() > MOST_EXHAUSTIVE) {
            throw new IllegalArgumentException("%d formats in %d layers are %.3g assignments; at most %d are all measured".formatted(
                    limits.formats(), limits.layers(), limits.count(), MOST_EXHAUSTIVE));
        }
        List<List<AngleStatistic>> alone = alone(progress);
        AdditiveModel model = new AdditiveModel(
                alone.stream().map(l -> l.stream().mapToDouble(a -> a.meanDeg() * a.meanDeg()).toArray()).toArray(double[][]::new),
                costs, settings.budget);
        List<Integer> greedy = model.greedy();
        List<Integer> chosen = exchanged(model, greedy, progress);
        int measured = known.size();
        Optional<Exhaustive> exhaustive = settings.exhaustive ? Optional.of(exhaustive(model, chosen, progress)) : Optional.empty();
        List<Compared> compared = compare(model, chosen, progress);
        return new Found(
                settings, layers, alone, assigned(model, greedy), assigned(model, chosen), measured, exhaustive, compared.getFirst(),
                compared.stream().skip(1).sorted(Comparator.comparingDouble(c -> c.angle.meanDeg())).toList());
    }

    private double[][] costs() {
        double[] each = settings.candidates.stream().mapToDouble(settings.cost::of).toArray();
        double all = layers.stream().mapToDouble(settings.cost::load).sum();
        return layers.stream().map(l -> IntStream.range(0, each.length)
                .mapToDouble(f -> settings.cost.load(l) / all * each[f]).toArray()).toArray(double[][]::new);
    }

    private List<List<AngleStatistic>> alone(LongConsumer progress) {
        List<AngleCase> cases = new ArrayList<>();
        for (LayerLoad l : layers) {
            settings.candidates.forEach(f -> cases.add(new PointChoice(points(l, f), settings.room)));
        }
        AngleStudy study = measure(source, settings.batches, cases, progress);
        int n = settings.candidates.size();
        return IntStream.range(0, layers.size()).mapToObj(l -> IntStream.range(0, n)
                .mapToObj(f -> study.statistics(l * n + f).get(settings.variant)).toList()).toList();
    }

    private static Map<Integer, Format> points(LayerLoad layer, Format format) {
        Map<Integer, Format> points = new HashMap<>();
        layer.layer().points().forEach(p -> points.put(p, format));
        return points;
    }

    private AngleStudy measure(BatchSource batches, int count, List<AngleCase> cases, LongConsumer progress) {
        AngleStudy study = new AngleStudy(network, batches, count, cases, EnumSet.of(settings.variant));
        long before = pairs;
        study.run(threads, done -> progress.accept(before + done));
        pairs += study.work();
        return study;
    }

    /** The best of a start and all that exchanges lead to, measured as they are. */
    private List<Integer> exchanged(AdditiveModel model, List<Integer> greedy, LongConsumer progress) {
        List<List<Integer>> starts = new ArrayList<>(List.of(greedy));
        IntStream.range(0, model.formats()).mapToObj(model::uniform).filter(model::isWithinBudget).forEach(starts::add);
        List<Integer> best = best(starts, progress);
        for (int r = 0; r < settings.rounds; r++) {
            List<List<Integer>> round = new ArrayList<>(List.of(best));
            round.addAll(model.neighbours(best, NEIGHBOURS));
            List<Integer> next = best(round, progress);
            if (next.equals(best)) {
                break;
            }
            best = next;
        }
        return best;
    }

    /** The choice of least measured angle; of equal ones the first. */
    private List<Integer> best(List<List<Integer>> choices, LongConsumer progress) {
        List<List<Integer>> fresh = new LinkedHashSet<>(choices).stream().filter(c -> !known.containsKey(c)).toList();
        if (!fresh.isEmpty()) {
            AngleStudy study = measure(source, settings.batches, fresh.stream().map(this::everywhere).toList(), progress);
            for (int i = 0; i < fresh.size(); i++) {
                known.put(fresh.get(i), study.statistics(i).get(settings.variant).meanDeg());
            }
        }
        return choices.stream().min(Comparator.comparingDouble(known::get)).orElseThrow();
    }

    private AngleCase everywhere(List<Integer> choice) {
        Map<Integer, Format> points = new HashMap<>();
        for (int l = 0; l < layers.size(); l++) {
            points.putAll(points(layers.get(l), settings.candidates.get(choice.get(l))));
        }
        return new PointChoice(points, settings.room);
    }

    private Exhaustive exhaustive(AdditiveModel model, List<Integer> chosen, LongConsumer progress) {
        List<List<Integer>> all = model.all();
        List<Integer> best = best(all, progress);
        long better = all.stream().filter(c -> known.get(c) < known.get(chosen)).count();
        return new Exhaustive(all.size(), assigned(model, best), (int) better + 1);
    }

    private Assigned assigned(AdditiveModel model, List<Integer> choice) {
        return new Assigned(
                choice.stream().map(settings.candidates::get).toList(), model.cost(choice), model.degrees(choice), known.get(choice));
    }

    private List<Compared> compare(AdditiveModel model, List<Integer> chosen, LongConsumer progress) {
        List<List<Integer>> choices = new ArrayList<>(List.of(chosen));
        IntStream.range(0, model.formats()).mapToObj(model::uniform).forEach(choices::add);
        AngleStudy study = measure(
                new LaterBatches(source, settings.batches), settings.heldOut, choices.stream().map(this::everywhere).toList(), progress);
        return IntStream.range(0, choices.size()).mapToObj(i -> new Compared(
                i == 0 ? null : settings.candidates.get(i - 1), model.cost(choices.get(i)), model.isWithinBudget(choices.get(i)),
                study.statistics(i).get(settings.variant), study.gap(settings.variant, i, 0))).toList();
    }
}
