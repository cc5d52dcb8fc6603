package binade.simulator.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.simulator.network.BatchNorm;
import binade.simulator.network.Gradients;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Shape;
import binade.simulator.training.BatchSource;
import binade.simulator.training.CorruptCheckpointException;
import binade.simulator.training.Initializer;
import binade.simulator.training.Schedule;
import binade.simulator.training.Sgd;
import binade.simulator.training.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pruned and shared weights, their files, and worked examples. */
class CompressedNetworkTest {
    @TempDir
    Path folder;

    private static Network network(long seed) {
        Network network =
                new Network(Shape.vector(8), List.of(new Linear("a", 8, 12), new BatchNorm("n", 12), new Linear("b", 12, 4)));
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, seed);
        return network;
    }

    private static Network shared(long seed) {
        Network network = network(seed);
        SharedWeights sharing = new SharedWeights(network, new Sgd(network, 0, 0), 0, 1);
        for (Parameter p : network.parameters().stream().filter(Parameter::isWeight).toList()) {
            PruningMask.largest(p.values(), 0.7).apply(p.values());
            sharing.share(p, 3, KMeans.Start.LINEAR, true, null);
        }
        return network;
    }

    private static byte[] sealed(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        for (int i = 0; i < 4; i++) {
            bytes[bytes.length - 4 + i] = (byte) (crc.getValue() >>> 8 * i);
        }
        return bytes;
    }

    /** The example of Deep Compression, figure 2, counted from position -1: a filler zero where a distance is beyond 8. */
    @Test
    void aLongWayTakesAFillerZero() {
        float[] w = new float[16];
        w[1] = 3.4f;
        w[4] = 0.9f;
        w[15] = 1.7f;
        SharedTensor t = SharedTensor.of(w, 3);
        assertThat(t.gaps()).containsExactly(1, 2, 7, 2);
        assertThat(t.values()).containsExactly(3.4f, 0.9f, 0f, 1.7f);
        assertThat(t.valueBits()).isEqualTo(2);
        assertThat(t.prunedBytes()).isEqualTo((4 * 35 + 7) / 8);
        assertThat(t.sharedBytes()).isEqualTo((4 * 5 + 7) / 8 + 16);
    }

    /** 45 13 12 16 9 5 times a to f: 1, 3, 3, 3, 4 and 4 bits, 224 in all (Cormen et al., Introduction to Algorithms, 16.3). */
    @Test
    void theTextbooksCodeTakes224Bits() {
        long[] counts = {45, 13, 12, 16, 9, 5};
        assertThat(HuffmanCode.of(counts).lengths()).containsExactly(1, 3, 3, 3, 4, 4);
        assertThat(HuffmanCode.of(counts).bits(counts)).isEqualTo(224);
    }

    @Test
    void incompleteAndOverfullCodesAreRefused() {
        for (int[] lengths : new int[][] {{1, 2}, {1, 1, 1}, {2}, {-1, 1}, {60, 1}}) {
            assertThatThrownBy(() -> new HuffmanCode(lengths)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** By hand: 0 1 | 9 10 11. */
    @Test
    void twoClustersOfFiveNumbers() {
        float[] x = {10, 0, 9, 1, 11};
        for (KMeans.Start start : new KMeans.Start[] {KMeans.Start.LINEAR, KMeans.Start.DENSITY}) {
            Clusters c = KMeans.lloyd(x, 2, start, null);
            assertThat(c.centroids()).containsExactly(0.5f, 10f);
            assertThat(c.assignment()).containsExactly(1, 0, 1, 0, 1);
            assertThat(c.squaredError()).isEqualTo(2.5);
        }
        assertThat(KMeans.exact(x, 2).centroids()).containsExactly(0.5f, 10f);
    }

    @Test
    void aCentroidMovesByTheSumOfTheGradientsOfItsWeights() {
        Network network = network(1);
        Parameter p = network.parameters().getFirst();
        float[] w = p.values();
        for (int i = 0; i < w.length; i++) {
            w[i] = i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : 2;
        }
        SharedWeights sharing = new SharedWeights(network, new Sgd(network, 0, 0), 0, 0.5);
        sharing.share(p, 2, KMeans.Start.LINEAR, true, null);
        Gradients g = new Gradients(network);
        g.of(p)[0] = 100; // of a zero that stays
        g.of(p)[1] = 3;
        g.of(p)[4] = 5;
        g.of(p)[2] = -2;
        sharing.step(g, 0.25);
        for (int i = 0; i < w.length; i++) {
            assertThat(w[i]).isEqualTo(i % 3 == 0 ? 0f : i % 3 == 1 ? 0f : 2.25f); // 1 - 0.125 8, 2 + 0.125 2
        }
    }

    @Test
    void prunedWeightsStayZeroAndTheSparsityGrowsAsStated() {
        assertThat(Pruning.grown(0, 8)).isZero();
        assertThat(Pruning.grown(4, 8)).isEqualTo(0.875);
        assertThat(Pruning.grown(8, 8)).isEqualTo(1);
        Network network = network(2);
        Parameter p = network.parameters().getFirst();
        Pruning pruning = new Pruning(network, new Sgd(network, 0.9, 0), Map.of(p, Pruning.Target.magnitude(0.75)), 4, 1);
        Gradients g = new Gradients(network);
        Arrays.fill(g.of(p), 1);
        for (int step = 1; step <= 6; step++) {
            pruning.step(g, 0.01);
            long zeros = Math.round(0.75 * Pruning.grown(step, 4) * p.size());
            assertThat(SharedTensor.of(p.values(), 8).values()).as("step " + step).hasSize((int) (p.size() - zeros));
        }
    }

    @Test
    void ofEveryFourWeightsAlongTheInputsTheTwoLargestStay() {
        float[] w = {1, -4, 2, 4, -3, 0, 1, 0}; // [4, 2]: columns 1 2 -3 1 and -4 4 0 0
        PruningMask.twoOfFour(w, 2).apply(w);
        assertThat(w).containsExactly(0, -4, 2, 4, -3, 0, 0, 0);
        float[] equal = {1, -1, 1, 1, 2, 2, -2}; // a column of four and three
        PruningMask.twoOfFour(equal, 1).apply(equal);
        assertThat(equal).containsExactly(1, -1, 0, 0, 2, 2, 0);
    }

    /** By hand: the columns 0 3.5 0 1 | -1 0 and -2 0 0 0 | 0 4; three values each of 32 bits, six places of two bits. */
    @Test
    void ofFourWeightsTwoValuesAndTheirPlacesAreKept() {
        float[] w = {0, -2, 3.5f, 0, 0, 0, 1, 0, -1, 0, 0, 4};
        TwoOfFourTensor t = TwoOfFourTensor.of(w, 2);
        assertThat(t.values()).containsExactly(3.5f, 1, -1, -2, 0, 4);
        assertThat(t.places()).containsExactly(1, 3, 0, 0, 1, 1);
        assertThat(t.packedPlaces()).containsExactly(0b01_11_00_00, 0b01_01_00_00);
        assertThat(t.codedBytes()).isEqualTo(6 * 4 + 2);
        assertThat(t.decode()).containsExactly(w);
        assertThatThrownBy(() -> TwoOfFourTensor.of(new float[] {1, 0, 2, 3}, 1)).hasMessage("3 of 4 weights are not zero; allowed: 2");
        byte[] falling = {0b01_00_00_00};
        assertThatThrownBy(() -> TwoOfFourTensor.read(4, 1, new float[2], falling)).hasMessage("place 0 behind place 1 of 4");
        byte[] behind = {(byte) 0b10_00_00_00};
        assertThatThrownBy(() -> TwoOfFourTensor.read(2, 1, new float[1], behind)).hasMessage("place 2 behind place -1 of 2");
    }

    /** Two batches of sixteen samples that no other has. */
    private record Ramps() implements BatchSource {
        @Override
        public int batchSize() {
            return 16;
        }

        @Override
        public int batchesPerEpoch() {
            return 2;
        }

        @Override
        public void fill(int index, float[] x, int[] labels) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (i * 7 + index * 5) % 11 - 5;
            }
            for (int i = 0; i < labels.length; i++) {
                labels[i] = i % 4;
            }
        }
    }

    @Test
    void theMaskOfTwoOfFourIsHeldWhileTheWeightsThatStayAreTrained() throws IOException {
        Network network = network(7);
        float[] before = network.parameters().getFirst().values().clone();
        boolean[] keep = PruningMask.twoOfFour(before, 12).keep();
        CompressionRecipe recipe = CompressionRecipes.parse("two-of-four");
        Trainer trainer = new Trainer(1, 0.1, Schedule.CONSTANT, 0.9, 0);
        CompressedNetwork file = new Compression(network, recipe, trainer, new Ramps()).run(step -> { });
        float[] after = network.parameters().getFirst().values();
        int moved = 0;
        for (int i = 0; i < after.length; i++) {
            if (!keep[i]) {
                assertThat(Float.floatToRawIntBits(after[i])).isZero();
            } else {
                moved += after[i] != before[i] ? 1 : 0;
            }
        }
        assertThat(moved).isGreaterThan(8 * 12 / 2 * 3 / 4);
        assertThat(file.tensors().getFirst().coded()).isInstanceOf(TwoOfFourTensor.class);
        Network read = network(9);
        CompressedNetwork.decode(Path.of("n"), file.encode()).restore(read);
        assertThat(read.parameters().getFirst().values()).isEqualTo(after);
    }

    @Test
    void aFileGivesTheNetworkBackAndIsAsLongAsItsPartsSay() throws IOException {
        Network network = shared(3);
        CompressedNetwork c = CompressedNetwork.of(network, "test", p -> SharedTensor.of(p.values(), 4));
        Path file = folder.resolve("n.binade");
        c.save(file);
        assertThat(Files.size(file)).isEqualTo(c.bytes());
        int values = c.tensors().stream().mapToInt(t -> t.coded().codedBytes()).sum();
        assertThat(c.bytes()).isEqualTo(c.frameBytes() + values);
        Network read = network(9);
        CompressedNetwork.load(file).restore(read);
        for (Parameter p : network.parameters()) {
            assertThat(read.parameters().get(p.index()).values()).isEqualTo(p.values());
        }
        assertThat(CompressedNetwork.load(file).encode()).isEqualTo(c.encode());
    }

    /** A tensor of either kind, and biases. */
    private static byte[] bothKinds(long seed) {
        Network network = shared(seed);
        Parameter last = network.parameters().get(4);
        PruningMask.twoOfFour(last.values(), 4).apply(last.values());
        return CompressedNetwork.of(network, "test",
                p -> p == last ? TwoOfFourTensor.of(p.values(), 4) : SharedTensor.of(p.values(), 3)).encode();
    }

    @Test
    void everyDamagedByteIsNoticed() throws IOException {
        byte[] good = bothKinds(4);
        Path file = folder.resolve("n.binade");
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x20;
            Files.write(file, bad);
            assertThatThrownBy(() -> CompressedNetwork.load(file)).isInstanceOf(CorruptCheckpointException.class);
        }
    }

    /** With a right checksum: what is read either is refused in words or is a network; nothing else is thrown. */
    @Test
    void hostileFilesAreRefusedInWords() throws IOException {
        byte[] good = bothKinds(5);
        Path file = folder.resolve("n.binade");
        int refused = 0;
        for (int i = 8; i < good.length - 4; i++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) flip;
                Files.write(file, sealed(bad));
                try {
                    CompressedNetwork.load(file).tensors().forEach(t -> t.coded().decode());
                } catch (CorruptCheckpointException e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(100);
        for (int cut = 0; cut < good.length - 5; cut += 7) {
            Files.write(file, sealed(Arrays.copyOf(good, Math.max(20, cut))));
            assertThatThrownBy(() -> CompressedNetwork.load(file)).isInstanceOf(CorruptCheckpointException.class);
        }
    }

    @Test
    void aNetworkOfAnotherStructureIsLeftAlone() {
        CompressedNetwork c = CompressedNetwork.of(shared(6), "test", p -> SharedTensor.of(p.values(), 4));
        Network other = new Network(Shape.vector(8), List.of(new Linear("a", 8, 12)));
        assertThatThrownBy(() -> c.restore(other)).hasMessageContaining("tensors, the network 2");
    }
}
