package binade.experiments.study;

import binade.formats.Format;
import binade.simulator.network.PointRounding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Where a format hurts: the whole gradient's angle with the points of one layer rounded and all others in full precision, and the
 * angle of each weight tensor's own gradient with all points rounded.
 */
public final class SensitivityStudy {
    private final AngleSubject subject;
    private final int batches;
    private final List<Format> formats;
    private final int room;
    private final Variant variant;
    private final List<LayerGroup> groups;

    /** @param room empty top binades of the exact scales */
    public SensitivityStudy(AngleSubject subject, int batches, List<? extends Format> formats, int room, Variant variant) {
        this.subject = subject;
        this.batches = batches;
        this.formats = List.copyOf(formats);
        this.room = room;
        this.variant = variant;
        groups = LayerGroup.of(subject);
    }

    /**
     * The outcome; angles are means over the mini-batches, degrees.
     *
     * @param layers names of the groups of points
     * @param tensors names of the weight tensors
     * @param rows a row per format
     */
    public record Sensitivity(Variant variant, List<LayerGroup> layers, List<String> tensors, List<Row> rows) {}

    /**
     * A format.
     *
     * @param whole whole gradient, all points rounded
     * @param byLayer whole gradient, the points of one layer rounded
     * @param byTensor one tensor's gradient, all points rounded
     */
    public record Row(Format format, AngleStatistic whole, List<AngleStatistic> byLayer, List<AngleStatistic> byTensor) {}

    /** Gradient passes, for {@code progress}. */
    public long work() {
        return (long) batches * formats.size() * (1 + groups.size());
    }

    /** Measures everything; the numbers do not depend on the threads. */
    public Sensitivity run(int threads, LongConsumer progress) throws IOException {
        AtomicLong done = new AtomicLong();
        ThreadLocal<Worker> worker = ThreadLocal.withInitial(Worker::new);
        List<Callable<GradientAngle.Measurement[][]>> pieces = IntStream.range(0, batches)
                .<Callable<GradientAngle.Measurement[][]>>mapToObj(b -> () -> worker.get().measure(
                        b, () -> progress.accept(done.incrementAndGet()))).toList();
        List<GradientAngle.Measurement[][]> all = Parallel.run(pieces, threads);
        List<String> tensors = subject.weights().stream().map(AngleSubject.Weight::name).toList();
        List<Row> rows = new ArrayList<>();
        for (int f = 0; f < formats.size(); f++) {
            int format = f;
            rows.add(new Row(
                    formats.get(f), statistic(all, format, 0),
                    IntStream.range(0, groups.size()).mapToObj(g -> statistic(all, format, 1 + g)).toList(),
                    IntStream.range(0, tensors.size()).mapToObj(t -> statistic(all, format, 1 + groups.size() + t)).toList()));
        }
        return new Sensitivity(variant, groups, tensors, rows);
    }

    private static AngleStatistic statistic(List<GradientAngle.Measurement[][]> all, int format, int column) {
        List<GradientAngle.Measurement> measured = all.stream()
                .filter(b -> b != null && b[format][column] != null).map(b -> b[format][column]).toList();
        return AngleStatistic.of(
                measured.stream().mapToDouble(GradientAngle.Measurement::degrees).toArray(),
                measured.stream().mapToDouble(GradientAngle.Measurement::cosine).toArray());
    }

    /** One thread. */
    private final class Worker {
        private final AngleSubject.Session session = subject.session();
        private final GradientAngle whole = new GradientAngle();
        private final Map<AngleCase, PointRounding> roundings = new HashMap<>();

        /** By format: whole, each layer, each tensor; null for a mini-batch without reference gradient. */
        GradientAngle.Measurement[][] measure(int batch, Runnable step) {
            session.reference(batch);
            float[][] g = session.referenceGradient();
            whole.setReference(g);
            if (!whole.hasReference()) {
                return null;
            }
            GradientAngle[] single = new GradientAngle[g.length];
            for (int t = 0; t < g.length; t++) {
                single[t] = new GradientAngle();
                single[t].setReference(new float[][] {g[t]});
            }
            GradientAngle.Measurement[][] result = new GradientAngle.Measurement[formats.size()][];
            for (int f = 0; f < formats.size(); f++) {
                result[f] = new GradientAngle.Measurement[1 + groups.size() + g.length];
                float[][] gradient = gradient(new AngleJob(formats.get(f), room));
                result[f][0] = whole.measure(gradient);
                for (int t = 0; t < g.length; t++) {
                    result[f][1 + groups.size() + t] =
                            single[t].hasReference() ? single[t].measure(new float[][] {gradient[t]}) : null;
                }
                step.run();
                for (int l = 0; l < groups.size(); l++) {
                    Map<Integer, Format> points = new HashMap<>();
                    for (int p : groups.get(l).points()) {
                        points.put(p, formats.get(f));
                    }
                    result[f][1 + l] = whole.measure(gradient(new PointChoice(points, room)));
                    step.run();
                }
            }
            return result;
        }

        private float[][] gradient(AngleCase what) {
            PointRounding rounding = roundings.computeIfAbsent(what, AngleCase::rounding);
            return switch (variant) {
                case ERROR -> session.referenceErrors(rounding);
                case ACTIVATION -> {
                    session.forward(rounding);
                    yield session.backward(null);
                }
                case BOTH -> {
                    session.forward(rounding);
                    yield session.backward(rounding);
                }
            };
        }
    }
}
