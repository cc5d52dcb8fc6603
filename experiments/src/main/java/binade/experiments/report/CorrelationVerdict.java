package binade.experiments.report;

import binade.experiments.study.Variant;
import binade.experiments.study.correlation.Correlation;
import binade.experiments.study.correlation.Correlation.Entry;
import binade.experiments.study.correlation.Correlation.Indicator;
import binade.experiments.study.correlation.Correlation.Subset;
import binade.experiments.study.correlation.CorrelationRow;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a {@link Correlation} says, in sentences, the cases in which it says nothing among them. */
final class CorrelationVerdict {
    /** Losses whose order agrees less than this from seed to seed are no evidence. */
    private static final double AGREEMENT = 0.3;

    /** Losses of all formats closer together than this share of the binary32 loss are no evidence where seeds cannot be compared. */
    private static final double CLOSE = 0.01;

    /** Degrees from which on little of the direction is left. */
    private static final double SATURATED = 45;

    private static final int SEVERAL = 3;

    private CorrelationVerdict() {}

    static List<String> sentences(Correlation c) {
        List<String> all = new ArrayList<>();
        for (Variant v : c.plan().variants()) {
            whole(c, v).ifPresent(all::add);
        }
        all.addAll(degenerate(c));
        for (Variant v : c.plan().variants()) {
            if (losses(c).contains(v)) {
                failed(c, v).ifPresent(all::add);
            }
            saturated(c, v).ifPresent(all::add);
        }
        all.add(cost(c));
        return all;
    }

    private static Optional<Entry> entry(Correlation c, Variant v, Subset s, Indicator i) {
        return c.entries().stream().filter(e -> e.variant() == v && e.subset() == s && e.indicator() == i).findFirst();
    }

    /** Variants whose losses are not those of one before: all if each has trainings of its own. */
    private static Set<Variant> losses(Correlation c) {
        return c.plan().trained() == null ? c.plan().variants() : EnumSet.of(c.plan().variants().iterator().next());
    }

    private static Variant inTraining(Correlation c, Variant v) {
        return c.plan().trained() == null ? v : c.plan().trained();
    }

    private static String trained(Correlation c) {
        return c.plan().trained() == null ? "" : " with " + RankingView.rounded(c.plan().trained()) + " rounded";
    }

    private static Optional<String> whole(Correlation c, Variant v) {
        return entry(c, v, Subset.ALL, Indicator.ANGLE).filter(e -> Double.isFinite(e.spearman().value())).map(e -> {
            double noise = entry(c, v, Subset.ALL, Indicator.NOISE).orElseThrow().spearman().value();
            String inner = entry(c, v, Subset.WIDE, Indicator.ANGLE)
                    .map(w -> ", %s among the %d of 8, 7 and 6 bits".formatted(Numbers.fixed(w.spearman().value(), 2), w.count()))
                    .orElse("");
            return "The angle with %s rounded orders %d formats as training%s does with a Spearman correlation of %s (%s to %s)%s; the"
                    .formatted(RankingView.rounded(v), e.count(), trained(c), Numbers.fixed(e.spearman().value(), 3),
                            Numbers.fixed(e.spearman().low(), 2), Numbers.fixed(e.spearman().high(), 2), inner)
                    + " magnitude of the noise does so with " + Numbers.fixed(noise, 3) + ".";
        });
    }

    private static List<String> degenerate(Correlation c) {
        List<String> all = new ArrayList<>();
        double reference = CorrelationText.mean(c.reference());
        for (Entry e : c.entries()) {
            if (e.indicator() != Indicator.ANGLE || !losses(c).contains(e.variant())) {
                continue;
            }
            String which = "%s, %s".formatted(e.subset().title(), RankingView.rounded(inTraining(c, e.variant())) + " rounded in training");
            if (e.agreement() < AGREEMENT) {
                all.add(("No evidence: %s. The losses lie within %s nats and hardly repeat from seed to seed (correlation %s, a"
                        + " format's own deviation %s): their order is chance, and a correlation with it says little of the indicator.").formatted(
                        which, Numbers.twoDigits(e.lossRange()), Numbers.fixed(e.agreement(), 2), Numbers.twoDigits(e.seedDeviation())));
            } else if (c.plan().seeds().size() == 1 && e.lossRange() < CLOSE * Math.max(reference, 0.1)) {
                all.add("No evidence: %s. All losses lie within %s nats, and one seed does not tell whether that is chance."
                        .formatted(which, Numbers.twoDigits(e.lossRange())));
            }
        }
        return all;
    }

    /** Formats that end above the loss of a guess although formats of greater angle train. */
    private static Optional<String> failed(Correlation c, Variant v) {
        double guess = Math.log(c.classes());
        List<CorrelationRow> failed = c.rows().stream().filter(r -> {
            CorrelationRow.Outcome o = r.outcomes().get(v);
            return o.meanLoss() > guess && c.rows().stream().map(other -> other.outcomes().get(v))
                    .anyMatch(other -> other.meanLoss() < guess && other.meanDegrees() > o.meanDegrees());
        }).toList();
        if (failed.isEmpty()) {
            return Optional.empty();
        }
        boolean logarithmic = failed.stream().allMatch(CorrelationRow::isLogarithmic);
        return Optional.of("Missed: with %s rounded %s %s to train (loss above %s, that of a guess), although formats of greater angle train.%s"
                .formatted(RankingView.rounded(inTraining(c, v)), names(failed), failed.size() == 1 ? "fails" : "fail", Numbers.fixed(guess, 2),
                        logarithmic && !c.normalised()
                                ? " They hold powers of two only; where no layer normalises activations the angle of a trained network does"
                                        + " not see that training with them goes astray."
                                : ""));
    }

    private static Optional<String> saturated(Correlation c, Variant v) {
        List<CorrelationRow> beyond = c.rows().stream()
                .filter(r -> r.outcomes().get(v).meanDegrees() > SATURATED).toList();
        if (v == Variant.ERROR || beyond.size() < SEVERAL) {
            return Optional.empty();
        }
        double least = beyond.stream().mapToDouble(r -> r.outcomes().get(v).meanDegrees()).min().orElseThrow();
        double most = beyond.stream().mapToDouble(r -> r.outcomes().get(v).meanDegrees()).max().orElseThrow();
        return Optional.of("Saturated: with %s rounded %d formats lie between %s and %s degrees, where little of the direction is left and"
                .formatted(RankingView.rounded(v), beyond.size(), Numbers.fixed(least, 0), Numbers.fixed(most, 0))
                + " their order says little." + (c.batchNorm()
                        ? " The statistics of the normalisation are frozen in this measurement but follow the rounded activations in"
                                + " training; rank such a network by the error angle."
                        : ""));
    }

    private static String names(List<CorrelationRow> rows) {
        return rows.stream().map(CorrelationRow::format).collect(Collectors.joining(", "));
    }

    private static String cost(Correlation c) {
        return ("An angle takes %d mini-batches of %d, a training %,d samples: predicting saves %s %% of the work"
                + " of trying, per format and seed.").formatted(
                c.plan().batches(), c.plan().batchSize(), c.plan().trainedSamples(c.trainingSamples()),
                Numbers.fixed(100 * c.plan().saved(c.trainingSamples()), 1));
    }
}
