package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Relu;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrainerTest {
    /** Images of one bright quadrant; which one is the label. */
    private static final BatchSource QUADRANTS = new BatchSource() {
        @Override
        public int batchSize() {
            return 16;
        }

        @Override
        public int batchesPerEpoch() {
            return 20;
        }

        @Override
        public void fill(int index, float[] x, int[] labels) {
            RandomStream random = new RandomStream(9, Purpose.NOISE, index);
            for (int s = 0; s < 16; s++) {
                labels[s] = random.nextInt(4);
                for (int i = 0; i < 36; i++) {
                    int quadrant = (i / 6 / 3) * 2 + i % 6 / 3;
                    x[s * 36 + i] = (float) (0.5 * random.nextGaussian() + (quadrant == labels[s] ? 1 : 0));
                }
            }
        }
    };

    private static Network network() {
        Network network = new Network(
                new Shape(6, 6, 1),
                List.of(new Convolution("a", 1, 6, 3, 1, 1), new BatchNorm("n", 6), new Relu(),
                        new AveragePool(3, 3), new Linear("b", 24, 4)));
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, 4);
        return network;
    }

    private static final Trainer TRAINER = new Trainer(3, 0.1, Schedule.COSINE, 0.9, 1e-4);

    @Test
    void trainingLearns() {
        double loss = TRAINER.train(network(), QUADRANTS, step -> { });
        assertThat(loss).isLessThan(0.1); // guessing gives ln 4 = 1.39
    }

    /**
     * The trained bits themselves: the same with wide vectors, narrow ones and none (this class runs once with each),
     * today and on the next machine.
     */
    @Test
    @Tag("kernel")
    void trainingGivesTheSameBitsWithEveryKernel() {
        Network network = network();
        TRAINER.train(network, QUADRANTS, step -> { });
        CRC32C crc = new CRC32C();
        for (Parameter p : network.parameters()) {
            for (float v : p.values()) {
                int bits = Float.floatToRawIntBits(v);
                for (int shift = 0; shift < 32; shift += 8) {
                    crc.update(bits >>> shift);
                }
            }
        }
        assertThat(Long.toHexString(crc.getValue())).isEqualTo("7c10c53e");
    }

    @Test
    void theRateRisesOverFivePercentAndFallsAlongACosine() {
        assertThat(Schedule.COSINE.factor(0, 100)).isEqualTo(0.2, within(1e-3));
        assertThat(Schedule.COSINE.factor(4, 100)).isEqualTo(1 * 0.5 * (1 + Math.cos(Math.PI * 0.04)), within(1e-12));
        assertThat(Schedule.COSINE.factor(50, 100)).isEqualTo(0.5, within(1e-12));
        assertThat(Schedule.COSINE.factor(99, 100)).isLessThan(1e-3);
        assertThat(Schedule.CONSTANT.factor(99, 100)).isEqualTo(1);
    }

    @Test
    void momentumAndWeightDecayFollowTheFormula() {
        Network network = new Network(Shape.vector(1), List.of(new Linear("a", 1, 1)));
        Parameter w = network.parameters().get(0);
        Parameter b = network.parameters().get(1);
        w.values()[0] = 2;
        b.values()[0] = 2;
        binade.simulator.network.Gradients g = new binade.simulator.network.Gradients(network);
        g.of(w)[0] = 1;
        g.of(b)[0] = 1;
        Sgd sgd = new Sgd(network, 0.5, 0.25);
        sgd.step(g, 0.1);
        assertThat(w.values()[0]).isEqualTo(2 - 0.1f * 1.5f); // v = 1 + 0.25 * 2
        assertThat(b.values()[0]).isEqualTo(2 - 0.1f); // no decay on a bias
        sgd.step(g, 0.1);
        assertThat(b.values()[0]).isEqualTo(1.9f - 0.1f * 1.5f); // v = 1 + 0.5 * 1
    }
}
