package binade.simulator.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class SigmoidsTest {
    private static float[] inputs() {
        Random random = new Random(2);
        float[] x = new float[20_003];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(12) - 8));
        }
        float[] special = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, -Float.MAX_VALUE,
            39.99f, 40.01f, -40.01f, 0x1p-12f, -0x1.fffffep-13f};
        System.arraycopy(special, 0, x, 7, special.length);
        return x;
    }

    private static void assertWithinOneUlp(float[] x, float[] y, DoubleUnaryOperator exact) {
        for (int i = 0; i < x.length; i++) {
            double e = exact.applyAsDouble(x[i]);
            if (Double.isNaN(e)) {
                assertThat(y[i]).isNaN();
            } else {
                assertThat(Math.abs(y[i] - e)).as("at %s: %s, exactly %s", x[i], y[i], e)
                        .isLessThanOrEqualTo(Math.max(Math.ulp((float) e), 1e-17));
            }
        }
    }

    @Test
    void bothFunctionsAreWithinOneUlp() {
        float[] x = inputs();
        float[] y = new float[x.length];
        Sigmoids.get().logistic(x, y, 0, x.length);
        assertWithinOneUlp(x, y, v -> 1 / (1 + StrictMath.exp(-v)));
        Sigmoids.get().tanh(x, y, 0, x.length);
        assertWithinOneUlp(x, y, StrictMath::tanh);
        assertThat(Float.floatToRawIntBits(y[8])).as("tanh(-0)").isEqualTo(Float.floatToRawIntBits(-0f));
    }

    @Test
    void theBitsAreTheSameWithAndWithoutVectors() {
        float[] x = inputs();
        float[] fast = x.clone();
        float[] plain = x.clone();
        Sigmoids.get().logistic(fast, fast, 3, x.length - 2);
        new Sigmoids.Scalar().logistic(plain, plain, 3, x.length - 2);
        assertThat(fast).isEqualTo(plain);
        Sigmoids.get().tanh(x, fast, 1, x.length);
        new Sigmoids.Scalar().tanh(x, plain, 1, x.length);
        assertThat(fast).isEqualTo(plain);
    }

    @Test
    void theExponentialIsGoodToTwelveDigits() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            double x = 700 * (2 * random.nextDouble() - 1);
            assertThat(Sigmoids.exp(x) / StrictMath.exp(x) - 1).as("exp(%s)", x).isBetween(-3e-13, 3e-13);
        }
        assertThat(Sigmoids.exp(0)).isEqualTo(1);
    }
}
