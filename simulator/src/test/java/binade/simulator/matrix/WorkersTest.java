package binade.simulator.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyPartIsDoneOnceAndBeforeTheJobEnds(int threads) {
        try (Workers workers = new Workers(threads)) {
            assertThat(workers.threads()).isEqualTo(threads);
            for (int job = 0; job < 3_000; job++) {
                int parts = job % 9;
                AtomicIntegerArray done = new AtomicIntegerArray(9);
                workers.run(parts, done::incrementAndGet);
                for (int i = 0; i < 9; i++) {
                    assertThat(done.get(i)).isEqualTo(i < parts ? 1 : 0);
                }
            }
        }
    }

    @Test
    void sleepingHelpersAreWoken() throws InterruptedException {
        try (Workers workers = new Workers(2)) {
            for (int job = 0; job < 5; job++) {
                Thread.sleep(5);
                AtomicIntegerArray done = new AtomicIntegerArray(2);
                workers.run(2, done::incrementAndGet);
                assertThat(done.get(0) + done.get(1)).isEqualTo(2);
            }
        }
    }

    @Test
    void aFailureReachesTheCallerAfterAllPartsAreDone() {
        try (Workers workers = new Workers(3)) {
            AtomicIntegerArray done = new AtomicIntegerArray(4);
            assertThatThrownBy(() -> workers.run(4, i -> {
                done.incrementAndGet(i);
                if (i == 2) {
                    throw new IllegalStateException("part 2");
                }
            })).hasMessage("part 2");
            assertThat(done.toString()).isEqualTo("[1, 1, 1, 1]");
            workers.run(4, done::incrementAndGet);
            assertThat(done.toString()).isEqualTo("[2, 2, 2, 2]");
        }
    }

    @Test
    void noThreadsAreRefused() {
        assertThatThrownBy(() -> new Workers(0)).hasMessage("threads 0; at least 1 is needed");
    }
}
