package binade.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final int SIZE = 5_000;

    private static Dropout dropout(String name, double rate, long seed) {
        Dropout layer = new Dropout(name, rate);
        layer.setSeed(seed);
        return layer;
    }

    /** A batch of ones in training. */
    private static float[] pass(Dropout layer) {
        float[] x = new float[SIZE];
        Arrays.fill(x, 1);
        return layer.bind(Shape.vector(SIZE), 1, Products.ORDINARY).forward(x, 1, Pass.TRAINING).clone();
    }

    @Test
    void theShareOfZerosIsTheRateAndTheMeanStays() {
        float[] y = pass(dropout("a", 0.25, 1));
        int zeros = 0;
        for (float v : y) {
            assertThat(v).isIn(0f, (float) (1 / 0.75));
            zeros += v == 0 ? 1 : 0;
        }
        // standard error sqrt(0.25 0.75 / 5000) = 0.006; four of them
        assertThat((double) zeros / SIZE).isCloseTo(0.25, within(0.025));
    }

    @Test
    void errorsPassWhereValuesDid() {
        Layer.Run run = dropout("a", 0.5, 1).bind(Shape.vector(8), 1, Products.ORDINARY);
        float[] ones = {1, 1, 1, 1, 1, 1, 1, 1};
        float[] y = run.forward(ones, 1, Pass.TRAINING);
        assertThat(run.backward(ones, 1, Pass.TRAINING, null, true)).isEqualTo(y);
    }

    @Test
    void evaluationIsAWireAndCountsNoPass() {
        Dropout layer = dropout("a", 0.5, 1);
        float[] first = pass(dropout("a", 0.5, 1));
        float[] x = new float[SIZE];
        Layer.Run run = layer.bind(Shape.vector(SIZE), 1, Products.ORDINARY);
        assertThat(run.forward(x, 1, Pass.EVALUATION)).isSameAs(x);
        assertThat(run.backward(x, 1, Pass.EVALUATION, null, true)).isSameAs(x);
        assertThat(pass(layer)).isEqualTo(first);
    }

    @Test
    void numbersDependOnPassSeedAndName() {
        Dropout layer = dropout("a", 0.5, -7);
        float[] first = pass(layer);
        float[] second = pass(layer);
        assertThat(second).isNotEqualTo(first);
        assertThat(pass(dropout("a", 0.5, -7))).isEqualTo(first);
        assertThat(pass(dropout("b", 0.5, -7))).isNotEqualTo(first);
        assertThat(pass(dropout("a", 0.5, -8))).isNotEqualTo(first);
    }

    @Test
    void theStateGoesOnWhereItStopped() {
        Dropout layer = dropout("a", 0.5, 0x1234_5678_9abc_def0L);
        pass(layer);
        Dropout resumed = new Dropout("a", 0.5);
        System.arraycopy(layer.state().getFirst().values(), 0, resumed.state().getFirst().values(), 0, 5);
        assertThat(pass(resumed)).isEqualTo(pass(layer));
    }

    @Test
    void aRateOfOneIsRefused() {
        assertThatThrownBy(() -> new Dropout("a", 1)).hasMessage("dropout 1.0; allowed: 0 to below 1");
    }
}
