package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.simulator.network.Gradients;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdamTest {
    private static Network network() {
        Network network = new Network(Shape.vector(4), List.of(new Linear("a", 4, 3)));
        Random random = new Random(1);
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                p.values()[i] = (float) random.nextGaussian();
            }
        }
        return network;
    }

    private static Gradients gradients(Network network, int step) {
        Gradients g = new Gradients(network);
        Random random = new Random(step);
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                g.of(p)[i] = (float) random.nextGaussian();
            }
        }
        return g;
    }

    /** The algorithm of the paper in binary64, its means divided by 1 - beta^t before they are used. */
    @Test
    void stepsFollowThePaper() {
        Network network = network();
        Adam adam = new Adam(network, 0.9, 0.99, 1e-8, 0.01);
        Parameter weight = network.parameters().getFirst();
        Parameter bias = network.parameters().getLast();
        double[][] m = new double[2][12];
        double[][] v = new double[2][12];
        double[][] w = {doubles(weight), doubles(bias)};
        for (int t = 1; t <= 20; t++) {
            Gradients g = gradients(network, t);
            adam.step(g, 0.1);
            for (Parameter p : network.parameters()) {
                int k = p.index();
                for (int i = 0; i < p.size(); i++) {
                    double d = g.of(p)[i] + (p.isWeight() ? 0.01 * w[k][i] : 0);
                    m[k][i] = 0.9 * m[k][i] + 0.1 * d;
                    v[k][i] = 0.99 * v[k][i] + 0.01 * d * d;
                    w[k][i] -= 0.1 * (m[k][i] / (1 - Math.pow(0.9, t))) / (Math.sqrt(v[k][i] / (1 - Math.pow(0.99, t))) + 1e-8);
                    assertThat((double) p.values()[i]).as("step %d", t).isCloseTo(w[k][i], within(1e-5));
                }
            }
        }
        assertThat(adam.steps()).isEqualTo(20);
    }

    private static double[] doubles(Parameter p) {
        double[] d = new double[p.size()];
        for (int i = 0; i < d.length; i++) {
            d[i] = p.values()[i];
        }
        return d;
    }

    @Test
    void theFirstStepIsTheRateInTheDirectionOfTheSign() {
        Network network = network();
        float[] before = network.parameters().getFirst().values().clone();
        Gradients g = gradients(network, 5);
        new Adam(network, 0.9, 0.999, 1e-8, 0).step(g, 0.25);
        for (int i = 0; i < before.length; i++) {
            float expected = before[i] - 0.25f * Math.signum(g.of(network.parameters().getFirst())[i]);
            assertThat(network.parameters().getFirst().values()[i]).isCloseTo(expected, within(1e-5f));
        }
    }

    @Test
    void aRestoredStateGoesOnWithTheSameBits() {
        Network a = network();
        Network b = network();
        Adam one = new Adam(a, 0.9, 0.99, 1e-8, 0);
        one.step(gradients(a, 1), 0.1);
        Adam two = new Adam(b, 0.9, 0.99, 1e-8, 0);
        for (Parameter p : a.parameters()) {
            Parameter q = b.parameters().get(p.index());
            System.arraycopy(p.values(), 0, q.values(), 0, p.size());
            System.arraycopy(one.first(p), 0, two.first(q), 0, p.size());
            System.arraycopy(one.second(p), 0, two.second(q), 0, p.size());
        }
        two.setSteps(one.steps());
        one.step(gradients(a, 2), 0.1);
        two.step(gradients(b, 2), 0.1);
        a.parameters().forEach(p -> assertThat(b.parameters().get(p.index()).values()).isEqualTo(p.values()));
    }

    @Test
    void aLongGradientIsShortenedAndAShortOneLeftAlone() {
        Network network = network();
        Gradients g = gradients(network, 3);
        double norm = norm(g);
        assertThat(new GradientClip(norm / 4).apply(g)).isCloseTo(norm, within(1e-6));
        assertThat(norm(g)).isCloseTo(norm / 4, within(1e-5));
        float[] before = g.of(network.parameters().getFirst()).clone();
        assertThat(new GradientClip(norm).apply(g)).isCloseTo(norm / 4, within(1e-5));
        assertThat(g.of(network.parameters().getFirst())).isEqualTo(before);
    }

    private static double norm(Gradients g) {
        double sum = 0;
        for (Parameter p : g.parameters()) {
            for (float v : g.of(p)) {
                sum += (double) v * v;
            }
        }
        return Math.sqrt(sum);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Adam(network(), 1, 0.9, 1e-8, 0)).hasMessageContaining("betas 1.0, 0.9 and epsilon 1.0E-8");
        assertThatThrownBy(() -> new GradientClip(0)).hasMessage("gradient norm 0.0; it must be above 0");
    }
}
