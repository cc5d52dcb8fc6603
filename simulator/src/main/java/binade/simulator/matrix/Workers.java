package binade.simulator.matrix;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * Threads that share the work of one caller, part by part. Which thread does which part is left open, so the parts of a
 * job must not depend on each other; how a job is cut must not depend on the number of threads, and then neither do its
 * bits. Jobs are short (tens of microseconds), so helpers spin for a while before they sleep.
 *
 * <p>One caller at a time. Helpers are daemons and end with {@link #close}.
 */
public final class Workers implements AutoCloseable {
    /** The calling thread alone. */
    public static final Workers ONE = new Workers(1);

    /** How often a helper looks for work before it sleeps: some 50 microseconds. */
    private static final int SPINS = 2_000;

    private static final Job NONE = new Job(0, _ -> { });

    private final Thread[] helpers;
    private volatile Job job = NONE;
    private volatile boolean closed;

    /** @param threads in all, the caller among them; at least 1 */
    public Workers(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + "; at least 1 is needed");
        }
        helpers = new Thread[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = Thread.ofPlatform().daemon().name("binade-worker-" + i).start(this::help);
        }
    }

    public int threads() {
        return helpers.length + 1;
    }

    /**
     * Runs part 0 .. parts - 1, each once, and returns when all are done.
     *
     * @throws RuntimeException what a part threw, one of them if several did
     */
    public void run(int parts, IntConsumer part) {
        if (helpers.length == 0 || parts < 2) {
            for (int i = 0; i < parts; i++) {
                part.accept(i);
            }
            return;
        }
        Job mine = new Job(parts, part);
        job = mine;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
        mine.work();
        mine.await();
        job = NONE;
    }

    private void help() {
        Job done = NONE;
        int idle = 0;
        while (!closed) {
            Job next = job;
            if (next != done && next != NONE) {
                next.work();
                done = next;
                idle = 0;
            } else if (idle++ < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                idle = 0;
            }
        }
    }

    /** Ends the helpers; not during a {@link #run}. */
    @Override
    public void close() {
        closed = true;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    /** Parts are taken by counting up; done when as many have been finished. */
    private static final class Job {
        private final int parts;
        private final IntConsumer part;
        private final AtomicInteger taken = new AtomicInteger();
        private final AtomicInteger finished = new AtomicInteger();
        private volatile Throwable failure;

        Job(int parts, IntConsumer part) {
            this.parts = parts;
            this.part = part;
        }

        void work() {
            for (int i = taken.getAndIncrement(); i < parts; i = taken.getAndIncrement()) {
                try {
                    part.accept(i);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    finished.incrementAndGet();
                }
            }
        }

        void await() {
            for (int spins = 0; finished.get() < parts; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
            switch (failure) {
                case null -> { }
                case Error e -> throw e;
                default -> throw (RuntimeException) failure;
            }
        }
    }
}
