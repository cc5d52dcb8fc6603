package binade.experiments.study;

import binade.simulator.network.Network;
import binade.simulator.network.PointRounding;
import binade.simulator.training.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The gradient angle of many formats on one trained network (paper-method 10, in evaluation mode, without updates).
 *
 * <p>For each mini-batch one full-precision pass gives the reference gradient; it serves every format. Per format: the
 * error angle is a backward pass over the <em>reference</em> activations with errors rounded; activation and both share
 * one forward pass with activations rounded. Work is cut into (mini-batch, group of formats); every angle has its own
 * place in the result, and sums are taken in the order of the mini-batches, so the threads leave no trace in the bits.
 */
public final class AngleStudy {
    /** Formats per unit of work: enough to pay for the reference pass, few enough to keep all threads busy to the end. */
    private static final int GROUP = 64;

    private final AngleSubject subject;
    private final int batchCount;
    private final List<AngleCase> jobs;
    private final Set<Variant> variants;

    /** Angle and cosine by variant, batch, job; NaN where a mini-batch had no reference gradient. */
    private final Map<Variant, double[][]> degrees = new EnumMap<>(Variant.class);

    private final Map<Variant, double[][]> cosines = new EnumMap<>(Variant.class);
    /** |G' - G| / |G|, the same way. */
    private final Map<Variant, double[][]> noise = new EnumMap<>(Variant.class);
    private final double[] losses;

    /** Of a network of layers, see {@link NetworkSubject}. */
    public AngleStudy(
            Network network, BatchSource batches, int batchCount, List<? extends AngleCase> jobs, Set<Variant> variants) {
        this(new NetworkSubject(network, batches), batchCount, jobs, variants);
    }

    /**
     * @param subject network and mini-batches, of which 0 to batchCount - 1 are used
     * @param jobs what to measure
     * @param variants at least one
     */
    public AngleStudy(AngleSubject subject, int batchCount, List<? extends AngleCase> jobs, Set<Variant> variants) {
        if (batchCount < 1) {
            throw new IllegalArgumentException("batches " + batchCount + "; at least 1 is needed");
        }
        this.subject = subject;
        this.batchCount = batchCount;
        this.jobs = List.copyOf(jobs);
        this.variants = EnumSet.copyOf(variants);
        for (Variant v : variants) {
            degrees.put(v, unmeasured());
            cosines.put(v, unmeasured());
            noise.put(v, unmeasured());
        }
        losses = new double[batchCount];
    }

    private double[][] unmeasured() {
        double[][] all = new double[batchCount][jobs.size()];
        for (double[] batch : all) {
            Arrays.fill(batch, Double.NaN);
        }
        return all;
    }

    /** Number of (format, mini-batch) pairs: what {@code progress} counts. */
    public long work() {
        return (long) batchCount * jobs.size();
    }

    /**
     * Measures everything.
     *
     * @param threads worker threads, at least 1
     * @param progress told the number of finished (format, mini-batch) pairs now and then
     * @throws CancellationException if the calling thread is interrupted
     */
    public void run(int threads, LongConsumer progress) {
        run(threads, (Look) null, progress);
    }

    /**
     * Measures everything but what cannot be among the first: after 8, 16, 32 ... mini-batches jobs that are surely behind the
     * {@code first}-th are left out of the rest, see {@link EarlyStopping}. The others have the same numbers as without.
     *
     * @param groups a number for each job: jobs with the same number are compared (a room, say)
     * @param orderedBy one of the variants
     * @return pairs of job and mini-batch that were measured
     */
    public long runStoppingEarly(int threads, int first, List<Integer> groups, Variant orderedBy, LongConsumer progress) {
        EarlyStopping stopping = new EarlyStopping(degrees.get(orderedBy), groups, first);
        return run(threads, stopping::look, progress);
    }

    /** Told the number of mini-batches done; changes which jobs go on. */
    @FunctionalInterface
    private interface Look {
        void after(int batches, boolean[] active);
    }

    private long run(int threads, Look look, LongConsumer progress) {
        AtomicLong done = new AtomicLong();
        long measured = 0;
        ThreadLocal<Worker> worker = ThreadLocal.withInitial(Worker::new);
        boolean[] active = new boolean[jobs.size()];
        Arrays.fill(active, true);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            int to = 0;
            for (int from = 0; from < batchCount; from = to) {
                to = look == null ? batchCount : Math.min(batchCount, Math.max(EarlyStopping.FIRST_LOOK, 2 * from));
                int[] some = IntStream.range(0, active.length).filter(j -> active[j]).toArray();
                List<Future<?>> pending = new ArrayList<>();
                for (int b = from; b < to; b++) {
                    for (int first = 0; first < some.length; first += GROUP) {
                        int batch = b;
                        int[] group = Arrays.copyOfRange(some, first, Math.min(some.length, first + GROUP));
                        pending.add(pool.submit(() -> {
                            worker.get().measure(batch, group);
                            progress.accept(done.addAndGet(group.length));
                        }));
                    }
                }
                for (Future<?> f : pending) {
                    f.get();
                }
                measured += (long) some.length * (to - from);
                if (look != null && to < batchCount) {
                    look.after(to, active);
                    progress.accept(done.addAndGet((long) (some.length - count(active)) * (batchCount - to)));
                }
            }
            return measured;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static int count(boolean[] active) {
        int n = 0;
        for (boolean a : active) {
            n += a ? 1 : 0;
        }
        return n;
    }

    /** Mean full-precision loss over the mini-batches, nats. */
    public double loss() {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum / batchCount;
    }

    /** The statistics of one job over the mini-batches that had a reference gradient. */
    public Map<Variant, AngleStatistic> statistics(int job) {
        Map<Variant, AngleStatistic> all = new EnumMap<>(Variant.class);
        for (Variant v : variants) {
            all.put(v, statistic(degrees.get(v), cosines.get(v), job, batchCount));
        }
        return all;
    }

    /** The mean angle of one job over the first {@code batches} mini-batches: how the order settles. */
    public double meanOfFirst(Variant variant, int job, int batches) {
        return statistic(degrees.get(variant), cosines.get(variant), job, batches).meanDeg();
    }

    /** Mean of |G' - G| / |G| over the mini-batches: the magnitude of the noise, whatever its direction. */
    public double meanNoise(Variant variant, int job) {
        return statistic(noise.get(variant), cosines.get(variant), job, batchCount).meanDeg();
    }

    /** How far a job's angle lies behind another's, over the mini-batches both were measured on. */
    public Gap gap(Variant variant, int job, int best) {
        if (job == best) {
            return Gap.NONE;
        }
        double[][] angles = degrees.get(variant);
        double sum = 0;
        int n = 0;
        for (double[] batch : angles) {
            if (!Double.isNaN(batch[job] - batch[best])) {
                sum += batch[job] - batch[best];
                n++;
            }
        }
        double mean = sum / n;
        double squares = 0;
        for (double[] batch : angles) {
            if (!Double.isNaN(batch[job] - batch[best])) {
                double d = batch[job] - batch[best] - mean;
                squares += d * d;
            }
        }
        return new Gap(mean, standardError(squares, n));
    }

    private static double standardError(double squares, int n) {
        return n > 1 ? Math.sqrt(squares / (n - 1) / n) : Double.NaN;
    }

    private static AngleStatistic statistic(double[][] degrees, double[][] cosines, int job, int batches) {
        int[] measured = IntStream.range(0, batches).filter(b -> !Double.isNaN(degrees[b][job])).toArray();
        return AngleStatistic.of(
                IntStream.of(measured).mapToDouble(b -> degrees[b][job]).toArray(),
                IntStream.of(measured).mapToDouble(b -> cosines[b][job]).toArray());
    }

    /** One thread. */
    private final class Worker {
        private final AngleSubject.Session session = subject.session();
        private final GradientAngle angle = new GradientAngle();
        private final Map<AngleCase, PointRounding> roundings = new HashMap<>();
        private int loaded = -1;

        void measure(int batch, int[] group) {
            if (loaded != batch) {
                losses[batch] = session.reference(batch);
                angle.setReference(session.referenceGradient());
                loaded = batch;
            }
            for (int job : group) {
                PointRounding rounding = roundings.computeIfAbsent(jobs.get(job), AngleCase::rounding);
                if (variants.contains(Variant.ERROR)) {
                    record(Variant.ERROR, batch, job, session.referenceErrors(rounding));
                }
                if (variants.contains(Variant.ACTIVATION) || variants.contains(Variant.BOTH)) {
                    session.forward(rounding);
                }
                if (variants.contains(Variant.ACTIVATION)) {
                    record(Variant.ACTIVATION, batch, job, session.backward(null));
                }
                if (variants.contains(Variant.BOTH)) {
                    record(Variant.BOTH, batch, job, session.backward(rounding));
                }
            }
        }

        private void record(Variant variant, int batch, int job, float[][] gradient) {
            double cosine = Double.NaN;
            double deg = Double.NaN;
            double distance = Double.NaN;
            if (angle.hasReference()) {
                GradientAngle.Measurement m = angle.measure(gradient);
                cosine = m.cosine();
                deg = m.degrees();
                distance = m.noise();
            }
            degrees.get(variant)[batch][job] = deg;
            cosines.get(variant)[batch][job] = cosine;
            noise.get(variant)[batch][job] = distance;
        }
    }
}
