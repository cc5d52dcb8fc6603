package binade.experiments.study;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
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
        return Parallel.run(
                runs.stream().<Callable<TrainingResult>>map(run -> () -> run.get().run(s -> progress.step(s.loss(), s.accuracy())))
                        .toList(),
                threads);
    }
}
