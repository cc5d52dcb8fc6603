package binade.experiments.study.correlation;

import binade.experiments.study.AngleJob;
import binade.experiments.study.AngleStudy;
import binade.experiments.study.Parallel;
import binade.experiments.study.TrainingData;
import binade.experiments.study.TrainingResult;
import binade.experiments.study.TrainingRun;
import binade.experiments.study.Variant;
import binade.experiments.workload.NoisyBatches;
import binade.formats.Format;
import binade.formats.GridFormat;
import binade.simulator.matrix.Workers;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Layer;
import binade.simulator.network.LayerNorm;
import binade.simulator.network.Network;
import binade.simulator.network.Residual;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Trains from scratch with every format and measures the angles of all formats on the binary32 networks of the same seeds. The
 * numbers do not depend on the number of threads, nor on whether the study was interrupted and went on.
 */
public final class CorrelationStudy {
    /** The network of a seed, trained in binary32. */
    @FunctionalInterface
    public interface Networks {
        Network of(long seed) throws IOException;
    }

    private final CorrelationPlan plan;
    private final TrainingData data;
    private final FinishedTrainings finished;

    public CorrelationStudy(CorrelationPlan plan, TrainingData data, FinishedTrainings finished) {
        this.plan = plan;
        this.data = data;
        this.finished = finished;
    }

    /** What the progress of {@link #angles} counts to. */
    public long angleWork() {
        return (long) plan.seeds().size() * plan.formats().size() * plan.batches();
    }

    /** What the progress of {@link #train} counts to. */
    public long trainingWork() {
        return (long) plan.jobs().size() * steps();
    }

    private long steps() {
        return plan.training(plan.jobs().getFirst()).steps(data);
    }

    /** Measured angles: by seed, variant and format. */
    public static final class Angles {
        private final List<Map<Variant, double[]>> degrees = new ArrayList<>();
        private final List<Map<Variant, double[]>> noise = new ArrayList<>();
        private int classes;
        private boolean normalised;
        private boolean batchNorm;
    }

    /**
     * Measures the angles of all formats on the network of each seed.
     *
     * @throws CancellationException if the thread is interrupted
     */
    public Angles angles(Networks networks, int threads, LongConsumer progress) throws IOException {
        Angles all = new Angles();
        List<AngleJob> jobs = plan.formats().stream().map(f -> new AngleJob(f, plan.room())).toList();
        for (int s = 0; s < plan.seeds().size(); s++) {
            Network network = networks.of(plan.seeds().get(s));
            all.classes = network.classes();
            all.normalised = contains(network.layers(), l -> l instanceof BatchNorm || l instanceof LayerNorm);
            all.batchNorm = contains(network.layers(), l -> l instanceof BatchNorm);
            NoisyBatches batches = new NoisyBatches(
                    data.training(), plan.batchSize(), plan.workload().noise(), plan.seeds().get(s), NoisyBatches.Use.MEASUREMENT);
            AngleStudy study = new AngleStudy(network, batches, plan.batches(), jobs, plan.variants());
            long before = s * study.work();
            study.run(threads, done -> progress.accept(before + done));
            Map<Variant, double[]> degrees = new EnumMap<>(Variant.class);
            Map<Variant, double[]> noise = new EnumMap<>(Variant.class);
            for (Variant v : plan.variants()) {
                degrees.put(v, new double[jobs.size()]);
                noise.put(v, new double[jobs.size()]);
                for (int j = 0; j < jobs.size(); j++) {
                    degrees.get(v)[j] = study.statistics(j).get(v).meanDeg();
                    noise.get(v)[j] = study.meanNoise(v, j);
                }
            }
            all.degrees.add(degrees);
            all.noise.add(noise);
        }
        return all;
    }

    private static boolean contains(List<Layer> layers, Predicate<Layer> kind) {
        return layers.stream().anyMatch(l -> kind.test(l)
                || l instanceof Residual r && (contains(r.body(), kind) || contains(r.shortcut(), kind)));
    }

    /**
     * Does the trainings that are not finished yet, each on one thread.
     *
     * @throws IOException if a finished one cannot be kept
     * @throws CancellationException if the thread is interrupted
     */
    public void train(int threads, LongConsumer progress) throws IOException {
        AtomicLong done = new AtomicLong();
        List<Callable<Training>> pieces = new ArrayList<>();
        for (CorrelationPlan.Job job : plan.jobs()) {
            if (finished.get(job.key()).isPresent()) {
                done.addAndGet(steps());
            } else {
                pieces.add(() -> {
                    Training t = train(job, () -> progress.accept(done.incrementAndGet()));
                    finished.finish(t);
                    return t;
                });
            }
        }
        Parallel.run(pieces, threads);
    }

    private Training train(CorrelationPlan.Job job, Runnable step) throws IOException {
        TrainingRun run = new TrainingRun(
                plan.training(job), data, Integer.MAX_VALUE, TrainingRun.Keeping.NOTHING, Workers.ONE);
        TrainingResult r = run.run(_ -> step.run());
        boolean diverged = r.divergedAt() >= 0 || !Double.isFinite(r.training().loss());
        return new Training(
                job.key(), diverged ? Double.POSITIVE_INFINITY : r.training().loss(), r.training().accuracy(), r.test().loss(),
                r.test().accuracy(), r.seconds());
    }

    /**
     * Angles and trainings side by side, when all trainings are finished.
     *
     * @param repetitions random orders and drawings behind p and interval
     */
    public Correlation result(Angles angles, int repetitions) {
        List<CorrelationRow> rows = new ArrayList<>();
        for (int f = 0; f < plan.formats().size(); f++) {
            Format format = plan.formats().get(f);
            Map<Variant, CorrelationRow.Outcome> outcomes = new EnumMap<>(Variant.class);
            for (Variant v : plan.variants()) {
                List<Double> degrees = new ArrayList<>();
                List<Double> noise = new ArrayList<>();
                List<Double> losses = new ArrayList<>();
                for (int s = 0; s < plan.seeds().size(); s++) {
                    Training t = finished(plan.job(format, v, plan.seeds().get(s)));
                    degrees.add(angles.degrees.get(s).get(v)[f]);
                    noise.add(angles.noise.get(s).get(v)[f]);
                    losses.add(t.loss());
                }
                outcomes.put(v, new CorrelationRow.Outcome(degrees, noise, losses));
            }
            rows.add(new CorrelationRow(format.id(), format.width(), format instanceof GridFormat g ? g.list() : "", outcomes));
        }
        double seconds = plan.jobs().stream().filter(j -> j.format() != null).mapToDouble(j -> finished(j).seconds()).sum();
        List<Double> reference = plan.seeds().stream()
                .map(s -> finished(new CorrelationPlan.Job(null, null, s)).loss()).toList();
        return new Correlation(
                plan, data.training().count(), angles.classes, angles.normalised, angles.batchNorm, reference, rows,
                Correlation.entries(plan, rows, repetitions), seconds);
    }

    private Training finished(CorrelationPlan.Job job) {
        return finished.get(job.key()).orElseThrow(() -> new IllegalStateException(job.key() + " is not trained"));
    }
}
