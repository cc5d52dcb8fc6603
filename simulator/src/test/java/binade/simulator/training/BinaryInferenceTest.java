package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.matrix.MatrixProduct;
import binade.simulator.matrix.MatrixProducts;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Layer;
import binade.simulator.network.Linear;
import binade.simulator.network.Network;
import binade.simulator.network.Products;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Shape;
import binade.simulator.tensorcore.PopcountProduct;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks trained with binary weights and activations, evaluated with population counts. */
class BinaryInferenceTest {
    private static final int BATCH = 32;

    /** Images of one bright row; which one is the label. */
    private static final BatchSource ROWS = new BatchSource() {
        @Override
        public int batchSize() {
            return BATCH;
        }

        @Override
        public int batchesPerEpoch() {
            return 20;
        }

        @Override
        public void fill(int index, float[] x, int[] labels) {
            RandomStream random = new RandomStream(9, Purpose.NOISE, index);
            for (int s = 0; s < BATCH; s++) {
                labels[s] = random.nextInt(6);
                for (int i = 0; i < 36; i++) {
                    x[s * 36 + i] = (float) (0.5 * random.nextGaussian() + (i / 6 == labels[s] ? 1 : 0));
                }
            }
        }
    };

    /** @param hidden whether there is a binary linear layer, with a bias, before the last one */
    private static Network trained(Recipe recipe, boolean hidden) {
        List<Layer> layers = new ArrayList<>(List.of(
                new Convolution("a", 1, 8, 3, 1, 1), new BatchNorm("a.batchnorm", 8),
                QuantizationPoint.BOTH.named("a.batchnorm"), new Relu(),
                new Convolution("b", 8, 8, 3, 1, 1), new BatchNorm("b.batchnorm", 8),
                QuantizationPoint.BOTH.named("b.batchnorm"), new Relu()));
        if (hidden) {
            layers.addAll(List.of(
                    new Linear("c", 288, 24), new BatchNorm("c.batchnorm", 24), QuantizationPoint.BOTH.named("c.batchnorm")));
        }
        layers.add(new Linear("d", hidden ? 24 : 288, 6));
        Network network = new Network(new Shape(6, 6, 1), layers);
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, 4);
        RecipeTrainer t = new RecipeTrainer(
                network, ROWS, recipe, new RecipeTrainer.Settings(100, 0.02, Schedule.COSINE, 0.9, 0), 3);
        t.start();
        RecipeTrainer.Step last = null;
        for (RecipeTrainer.Step s = t.step(); s != null; s = t.step()) {
            last = s;
        }
        assertThat(last.accuracy()).as("it has learned").isGreaterThan(0.6);
        trainer = t;
        return network;
    }

    /** Of the last network. */
    private static RecipeTrainer trainer;

    private static float[] logits(Network network, MatrixProduct product) {
        float[] x = new float[BATCH * 36];
        ROWS.fill(1000, x, new int[BATCH]);
        return trainer.evaluate(pass -> network.bind(BATCH, Products.ORDINARY.withForward(product)).forward(x, BATCH, pass).clone());
    }

    /** Counts how often it is asked. */
    private static final class Counting implements MatrixProduct {
        private int calls;

        @Override
        public void multiply(
                int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
                float[] c, int cOffset, int cRow, boolean accumulate) {
            calls++;
            MatrixProducts.product().multiply(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, accumulate);
        }
    }

    /** The float path with the scale taken out of binary layers: multiplied on once, at the end. */
    private static void scaleLast(
            int m, int n, int k, float[] a, int aOffset, int aRow, int aColumn, float[] b, int bOffset, int bRow,
            float[] c, int cOffset, int cRow, boolean accumulate) {
        boolean binary = true;
        float[] signs = new float[k * n];
        for (int p = 0; p < k; p++) {
            for (int j = 0; j < n; j++) {
                signs[p * n + j] = Math.signum(b[bOffset + p * bRow + j]);
                binary &= Math.abs(b[bOffset + p * bRow + j]) == Math.abs(b[bOffset + j]);
            }
        }
        for (int i = 0; i < m * k; i++) {
            float v = a[aOffset + i / k * aRow + i % k * aColumn];
            binary &= v == 0 || Math.abs(v) == 1;
        }
        if (!binary) {
            MatrixProducts.product().multiply(m, n, k, a, aOffset, aRow, aColumn, b, bOffset, bRow, c, cOffset, cRow, accumulate);
            return;
        }
        float[] sums = new float[m * n];
        MatrixProducts.product().multiply(m, n, k, a, aOffset, aRow, aColumn, signs, 0, n, sums, 0, n, false);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                float scaled = Math.abs(b[bOffset + j]) * sums[i * n + j];
                c[cOffset + i * cRow + j] = accumulate ? c[cOffset + i * cRow + j] + scaled : scaled;
            }
        }
    }

    @Test
    void anXnorNetworkGivesTheLogitsOfTheFloatPath() {
        Network network = trained(Recipes.parse("xnor-net-binary"), true);
        Counting ordinary = new Counting();
        float[] counted = logits(network, new PopcountProduct(ordinary));
        assertThat(ordinary.calls).as("the first and the last layer are not binary").isEqualTo(2);
        assertThat(counted).isEqualTo(logits(network, BinaryInferenceTest::scaleLast));
        float[] chain = logits(network, MatrixProducts.product());
        for (int i = 0; i < chain.length; i++) {
            // the chain scales every term and rounds every sum: no sign is so near to zero that it turns here
            assertThat(counted[i]).isCloseTo(chain[i], within(1e-4f));
        }
    }

    /** Signs without scale, no bias: the chain of the float path rounds nothing in the binary layer. */
    @Test
    void aNetworkOfUnitSignsGivesTheBitsOfTheBinary32Chain() {
        String unit = Recipes.write(Recipes.parse("bnn")).replace("\"glorot\"", "\"unit\"");
        Network network = trained(Recipes.read("unit", unit), false);
        Counting ordinary = new Counting();
        float[] counted = logits(network, new PopcountProduct(ordinary));
        assertThat(ordinary.calls).isEqualTo(2);
        assertThat(counted).isEqualTo(logits(network, MatrixProducts.product()));
    }
}
