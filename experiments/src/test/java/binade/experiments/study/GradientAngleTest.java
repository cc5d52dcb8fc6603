package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.simulator.network.Gradients;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** paper-method 10.1 and 13.8. */
@Tag("kernel")
class GradientAngleTest {
    private final Network network = new Network(
            Shape.vector(9), List.of(new Linear("a", 9, 7), new Linear("b", 7, 3)));
    private final GradientAngle angle = new GradientAngle();

    private Gradients of(double... firstWeights) {
        Gradients g = new Gradients(network);
        float[] w = g.of(network.parameters().getFirst());
        for (int i = 0; i < firstWeights.length; i++) {
            w[i] = (float) firstWeights[i];
        }
        return g;
    }

    private Gradients random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Gradients g = new Gradients(network);
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                g.of(p)[i] = (float) random.nextDouble(-1, 1);
            }
        }
        return g;
    }

    private Gradients times(Gradients g, float factor) {
        Gradients scaled = new Gradients(network);
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.size(); i++) {
                scaled.of(p)[i] = factor * g.of(p)[i];
            }
        }
        return scaled;
    }

    private GradientAngle.Measurement between(Gradients reference, Gradients g) {
        angle.setReference(reference.weights());
        return angle.measure(g.weights());
    }

    @Test
    void theExampleOfTheDocumentHolds() {
        GradientAngle.Measurement m = between(of(3, 4), of(3, 4.5));
        assertThat(m.cosine()).isCloseTo(0.9984603532054124, within(1e-15));
        assertThat(m.degrees()).isCloseTo(3.179830119864, within(5e-13));
    }

    @Test
    void identicalOppositeAndOrthogonalVectorsAreAtExactAngles() {
        Gradients g = random(1);
        assertThat(between(g, g).degrees()).isZero();
        assertThat(between(g, times(g, -1)).degrees()).isEqualTo(180);
        assertThat(between(of(1, 0), of(0, 5)).degrees()).isEqualTo(90);
        assertThat(between(of(1, 1), of(-1, 1)).cosine()).isZero();
    }

    @ParameterizedTest
    @ValueSource(floats = {0x1p-20f, 0.5f, 2f, 0x1p30f})
    void aPowerOfTwoChangesNothing(float factor) {
        Gradients g = random(1);
        double degrees = between(g, random(2)).degrees();
        assertThat(between(g, times(random(2), factor)).degrees()).isCloseTo(degrees, within(1e-12));
        assertThat(between(times(g, factor), random(2)).degrees()).isCloseTo(degrees, within(1e-12));
        assertThat(between(g, times(g, factor)).degrees()).isZero();
    }

    /** arccos of a binary64 cosine could not tell 1e-8 rad from 0. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-7, 3e-6, 0.9e-3, 1.1e-3, 0.01, 1.0, 3.0})
    void smallAnglesKeepTheirDigits(double radians) {
        float x = (float) Math.cos(radians);
        float y = (float) Math.sin(radians);
        double exact = Math.toDegrees(Math.atan2(y, x)); // of the binary32 numbers
        assertThat(between(of(1, 0), of(x, y)).degrees() / exact).isCloseTo(1, within(1e-9));
    }

    @Test
    void biasesDoNotCount() {
        Gradients g = random(1);
        Gradients other = random(1);
        for (Parameter p : network.parameters()) {
            if (p.rank() == 1) {
                other.of(p)[0] = 1000;
            }
        }
        assertThat(network.parameters()).anyMatch(p -> p.rank() == 1);
        assertThat(between(g, other).degrees()).isZero();
    }

    @Test
    void allTensorsAreOneVector() {
        Gradients a = of(1);
        Gradients b = of(1);
        Parameter second = network.parameters().stream().filter(Parameter::isWeight).toList().get(1);
        b.of(second)[20] = 1;
        assertThat(between(a, b).degrees()).isCloseTo(45, within(1e-12));
    }

    @Test
    void aZeroGradientIsAtARightAngleAndAZeroReferenceHasNoDirection() {
        Gradients zero = new Gradients(network);
        assertThat(between(random(1), zero)).isEqualTo(new GradientAngle.Measurement(0, 90, 1));
        angle.setReference(zero.weights());
        assertThat(angle.hasReference()).isFalse();
        angle.setReference(random(1).weights());
        assertThat(angle.hasReference()).isTrue();
    }
}
