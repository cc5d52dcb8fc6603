package binade.experiments.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Several training runs, each on one thread; their results in the order of the runs, whatever the number of threads. */
public final class TrainingStudy {
    private TrainingStudy() {}

    /** Told after every step of every run, by several threads. */
    @FunctionalInterface
    public interface Progress {
        void step(double loss, double accuracy);
    }

    /**
     * Carries out all runs, each set up when its turn comes.
     *
     * @param threads worker threads, at least 1
     * @throws IOException of the first run that has one
     * @throws CancellationException if the calling thread is interrupted
     */
    public static List<TrainingResult> run(List<? extends Supplier<TrainingRun>> runs, int threads, Progress progress) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<TrainingResult>> pending = new ArrayList<>();
            for (Supplier<TrainingRun> run : runs) {
                pending.add(pool.submit(() -> run.get().run(s -> progress.step(s.loss(), s.accuracy()))));
            }
            List<TrainingResult> results = new ArrayList<>();
            for (Future<TrainingResult> f : pending) {
                results.add(f.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case UncheckedIOException io -> throw io.getCause();
                case RuntimeException r -> throw r;
                default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
