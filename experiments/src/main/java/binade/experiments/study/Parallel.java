package binade.experiments.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Pieces of work that do not depend on each other, on several threads. */
public final class Parallel {
    private Parallel() {}

    /**
     * Carries out all pieces, each on one thread, in their order as threads become free.
     *
     * @param threads at least 1
     * @return the results in the order of the pieces, whatever the number of threads
     * @throws IOException of the first piece that has one; pieces not yet begun are left out then
     * @throws CancellationException if the calling thread is interrupted
     */
    public static <T> List<T> run(List<? extends Callable<T>> pieces, int threads) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> pending = new ArrayList<>();
            for (Callable<T> piece : pieces) {
                pending.add(pool.submit(piece));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> f : pending) {
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
