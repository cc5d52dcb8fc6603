package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.simulator.network.BatchNorm;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    private static Network network(long seed) {
        Network network =
                new Network(Shape.vector(4), List.of(new Linear("a", 4, 3), new BatchNorm("n", 3), new Linear("b", 3, 2)));
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, seed);
        return network;
    }

    private static float[] values(Network network) {
        return network.parameters().getFirst().values().clone();
    }

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        Network saved = network(1);
        saved.state().getFirst().values()[1] = 0.25f;
        Path file = folder.resolve("sub/a.ckpt");
        Checkpoint.save(file, saved, "test 1");
        Network loaded = network(2);
        Checkpoint.load(file, loaded, "test 1");
        assertThat(values(loaded)).isEqualTo(values(saved));
        assertThat(loaded.state().getFirst().values()).isEqualTo(saved.state().getFirst().values());
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void everyDamagedByteIsNoticedAndLeavesTheNetworkAlone() throws IOException {
        Path file = folder.resolve("a.ckpt");
        Checkpoint.save(file, network(1), "test");
        byte[] good = Files.readAllBytes(file);
        Network network = network(2);
        float[] before = values(network);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x40;
            Files.write(file, bad);
            assertThatThrownBy(() -> Checkpoint.load(file, network, "test"))
                    .as("byte %d", i)
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThat(values(network)).isEqualTo(before);
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        Path file = folder.resolve("a.ckpt");
        Checkpoint.save(file, network(1), "test");
        byte[] good = Files.readAllBytes(file);
        for (int n = 0; n < good.length; n++) {
            Files.write(file, Arrays.copyOf(good, n));
            assertThatThrownBy(() -> Checkpoint.load(file, network(2), "test"))
                    .isInstanceOf(CorruptCheckpointException.class);
        }
    }

    @Test
    void aCheckpointOfSomethingElseIsRefusedWithBothDescriptions() throws IOException {
        Path file = folder.resolve("a.ckpt");
        Checkpoint.save(file, network(1), "seed 1");
        assertThatThrownBy(() -> Checkpoint.load(file, network(2), "seed 2"))
                .hasMessageContaining("it holds 'seed 1', wanted is 'seed 2'");
        Network other = new Network(Shape.vector(4), List.of(new Linear("a", 4, 2)));
        assertThatThrownBy(() -> Checkpoint.load(file, other, "seed 1")).hasMessageContaining("tensors");
    }

    @Test
    void aMissingFileIsAMissingFile() {
        assertThatThrownBy(() -> Checkpoint.load(folder.resolve("none"), network(1), ""))
                .isInstanceOf(NoSuchFileException.class);
    }
}
