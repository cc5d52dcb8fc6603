package binade.experiments.study;

import binade.formats.FormatSet;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.simulator.network.Network;
import binade.simulator.training.BatchSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which list of a width turns this network's gradient least? A beam search from the systematic set by {@link ListMoves}, the mean
 * angle over some mini-batches as the objective, hopeless candidates stopped early; then the winner against every member of the
 * set on mini-batches that the search has not seen.
 */
public final class FormatSearch {
    /**
     * What is searched, and how hard.
     *
     * @param width bits, 3 to 8
     * @param room empty top binades of the exact scales
     * @param anyOrder whether significant bits may rise towards smaller magnitudes
     * @param batches mini-batches of the search
     * @param heldOut mini-batches of the comparison, those after the ones of the search
     * @param beam lists whose neighbours are tried in a round
     * @param rounds at most
     */
    public record Settings(
            int width, int room, Variant variant, boolean anyOrder, int batches, int heldOut, int beam, int rounds) {}

    /**
     * A round.
     *
     * @param tried new lists
     * @param best so far
     * @param angleDeg its mean over the mini-batches of the search
     */
    public record Round(int tried, GridFormat best, double angleDeg) {}

    /**
     * A list on the held-out mini-batches.
     *
     * @param behind the winner, taken mini-batch by mini-batch; negative if the list is better
     */
    public record Compared(GridFormat format, AngleStatistic angle, Gap behind) {}

    /**
     * The outcome.
     *
     * @param rounds the first is the systematic set itself
     * @param measured pairs of list and mini-batch in the search
     * @param possible the same without stopping early
     * @param winner on held-out mini-batches
     * @param members of the systematic set, likewise, best first
     */
    public record Found(Settings settings, List<Round> rounds, long measured, long possible, Compared winner, List<Compared> members) {
        /** Whether two standard errors separate the winner from every other member. */
        public boolean beatsAll() {
            return members.stream().allMatch(m -> m.behind().meanDeg() > 2 * m.behind().standardErrorDeg());
        }
    }

    private final Network network;
    private final BatchSource source;
    private final Settings settings;
    private final int threads;
    private long measured;
    private long possible;

    public FormatSearch(Network network, BatchSource source, Settings settings, int threads) {
        this.network = network;
        this.source = source;
        this.settings = settings;
        this.threads = threads;
    }

    private record Candidate(GridFormat format, double angleDeg) {}

    /** Searches and compares. @param progress told the pairs measured so far */
    public Found run(LongConsumer progress) {
        List<GridFormat> set = FormatSet.ofWidth(settings.width);
        Set<String> seen = set.stream().map(GridFormat::list).collect(Collectors.toCollection(HashSet::new));
        List<Candidate> beam = best(set, progress);
        List<Round> rounds = new ArrayList<>();
        rounds.add(new Round(set.size(), beam.getFirst().format, beam.getFirst().angleDeg));
        for (int r = 0; r < settings.rounds; r++) {
            List<GridFormat> fresh = new ArrayList<>();
            for (Candidate c : beam) {
                for (int[] list : ListMoves.of(c.format.significantBits(), settings.anyOrder)) {
                    String text = IntStream.of(list).mapToObj(String::valueOf).collect(Collectors.joining(","));
                    if (seen.add(text) && isUsable(text)) {
                        fresh.add(Formats.parse("list:" + text));
                    }
                }
            }
            if (fresh.isEmpty()) {
                break;
            }
            int tried = fresh.size();
            beam.forEach(c -> fresh.add(c.format));
            Set<String> before = beam.stream().map(c -> c.format.list()).collect(Collectors.toSet());
            beam = best(fresh, progress);
            rounds.add(new Round(tried, beam.getFirst().format, beam.getFirst().angleDeg));
            if (before.equals(beam.stream().map(c -> c.format.list()).collect(Collectors.toSet()))) {
                break; // all neighbours of the beam are known
            }
        }
        return compare(rounds, beam.getFirst().format, set, progress);
    }

    /** Beyond some length no shared scale brings all values into binary32. */
    private static boolean isUsable(String list) {
        try {
            Formats.parse("list:" + list);
            return true;
        } catch (IllegalArgumentException tooLong) {
            return false;
        }
    }

    private List<Candidate> best(List<GridFormat> formats, LongConsumer progress) {
        AngleStudy study = study(source, settings.batches, formats);
        measured += study.runStoppingEarly(
                threads, settings.beam, formats.stream().map(_ -> 0).toList(), settings.variant, _ -> progress.accept(measured));
        possible += study.work();
        return IntStream.range(0, formats.size())
                .filter(j -> study.statistics(j).get(settings.variant).count() == most(study, formats.size()))
                .mapToObj(j -> new Candidate(formats.get(j), study.statistics(j).get(settings.variant).meanDeg()))
                .sorted(Comparator.comparingDouble(Candidate::angleDeg)).limit(settings.beam).toList();
    }

    private int most(AngleStudy study, int jobs) {
        return IntStream.range(0, jobs).map(j -> study.statistics(j).get(settings.variant).count()).max().orElse(0);
    }

    private AngleStudy study(BatchSource batches, int count, List<GridFormat> formats) {
        return new AngleStudy(
                network, batches, count, formats.stream().map(f -> new AngleJob(f, settings.room)).toList(),
                EnumSet.of(settings.variant));
    }

    private Found compare(List<Round> rounds, GridFormat winner, List<GridFormat> set, LongConsumer progress) {
        List<GridFormat> all = new ArrayList<>(List.of(winner));
        set.stream().filter(f -> !f.list().equals(winner.list())).forEach(all::add);
        AngleStudy study = study(new LaterBatches(source, settings.batches), settings.heldOut, all);
        study.run(threads, _ -> progress.accept(measured));
        List<Compared> members = IntStream.range(1, all.size())
                .mapToObj(j -> new Compared(
                        all.get(j), study.statistics(j).get(settings.variant), study.gap(settings.variant, j, 0)))
                .sorted(Comparator.comparingDouble(c -> c.angle.meanDeg())).toList();
        return new Found(
                settings, rounds, measured, possible,
                new Compared(winner, study.statistics(0).get(settings.variant), Gap.NONE), members);
    }
}
