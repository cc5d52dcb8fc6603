package binade.experiments.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import binade.simulator.tensorcore.GemmOptions;
import binade.simulator.tensorcore.UnitMatrixProduct;
import binade.simulator.tensorcore.UnitName;
import binade.simulator.training.BatchSource;
import binade.simulator.training.Initializer;
import binade.simulator.training.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The digits network trained on simulated matrix units. */
class UnitTrainingTest {
    private static final Workload DIGITS = Workloads.parse("digits-mlp");

    private static UnitMatrixProduct on(String unit, GemmOptions options) {
        return new UnitMatrixProduct(UnitName.parse(unit).orElse(null, "fp32").unit(), options);
    }

    private static UnitMatrixProduct on(String unit) {
        return on(unit, GemmOptions.PLAIN);
    }

    /** Activations and weights in E4M3, errors in E5M2: the recipe of Micikevicius et al. (arXiv 2209.05433), without scales. */
    private static Products fp8(String path, GemmOptions options) {
        return new Products(on(path + "/e4m3", options), on(path + "/e5m2,e4m3", options), on(path + "/e4m3,e5m2", options));
    }

    /**
     * A network after some steps.
     *
     * @param losses before each step, nats
     * @param weights hash of the bits of all parameters
     */
    private record Trained(List<Double> losses, int weights) {}

    private static Trained train(Products products, int steps) {
        Network network = network();
        BatchSource batches = DIGITS.trainingBatches(0);
        Step step = new Step(network, products);
        Sgd sgd = new Sgd(network, DIGITS.momentum(), DIGITS.weightDecay());
        List<Double> losses = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            losses.add(step.of(batches, i));
            sgd.step(step.gradients, DIGITS.learningRate());
        }
        return new Trained(losses, hash(network));
    }

    private static Network network() {
        Network network = DIGITS.network(null);
        Initializer.initialize(network, DIGITS.linearStart(), 0);
        return network;
    }

    private static int hash(Network network) {
        return Arrays.deepHashCode(network.parameters().stream().map(p -> bits(p.values())).toArray());
    }

    private static int[] bits(float[] x) {
        int[] bits = new int[x.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(x[i]));
        return bits;
    }

    /** Loss and gradients of one mini-batch. */
    private static final class Step {
        private final Network.Run run;
        private final Gradients gradients;
        private final float[] x;
        private final int[] labels = new int[DIGITS.batchSize()];

        Step(Network network, Products products) {
            run = network.bind(labels.length, products);
            gradients = new Gradients(network);
            x = new float[labels.length * network.input().size()];
        }

        double of(BatchSource batches, int index) {
            batches.fill(index, x, labels);
            double loss = run.loss(x, labels, labels.length, Pass.TRAINING);
            run.backward(labels.length, Pass.TRAINING, gradients);
            return loss;
        }
    }

    @Test
    void aUnitOfBinary32MultiplyAddsTrainsToTheBitsOfTheOrdinaryProduct() {
        assertThat(train(Products.of(on("sequential-fma//fp32")), 3)).isEqualTo(train(Products.ORDINARY, 3));
        assertThat(train(Products.of(on("exact//fp32")), 1)).isNotEqualTo(train(Products.ORDINARY, 1));
    }

    @Test
    void fp8TrainsOnReducedAndOnWideAccumulatorsToOtherBits() {
        int steps = 44;
        Trained hopper = train(fp8("h100/wgmma", GemmOptions.PLAIN), steps);
        Trained blackwell = train(fp8("b200/tcgen05", GemmOptions.PLAIN), steps);
        assertThat(hopper).isNotEqualTo(blackwell);
        assertThat(hopper.losses().getFirst()).as("guessing gives ln 10 = 2.30").isBetween(2.0, 3.5);
        assertThat(hopper.losses().getLast()).isLessThan(0.4 * hopper.losses().getFirst());
        assertThat(blackwell.losses().getLast()).isLessThan(0.4 * blackwell.losses().getFirst());
    }

    /** This class's one test that runs with wide vectors, narrow ones and none. */
    @Test
    @Tag("kernel")
    void theBitsDependNeitherOnThreadsNorOnTheRunNorOnTheKernel() {
        Trained one = train(fp8("h100/wgmma", GemmOptions.PLAIN), 6);
        assertThat(Integer.toHexString(one.weights())).isEqualTo("fa23b8f");
        assertThat(train(fp8("h100/wgmma", GemmOptions.PLAIN), 6)).isEqualTo(one);
        assertThat(train(fp8("h100/wgmma", GemmOptions.PLAIN.withThreads(2)), 6)).isEqualTo(one);
    }

    /**
     * One step with a coarse unit in one role. The loss depends on the forward products only; errors pass down through the input
     * gradients, whose effect shows in the gradients of all biases but the last; weight gradients end where they are.
     */
    @ParameterizedTest
    @CsvSource({"forward, true, true", "input gradient, false, true", "weight gradient, false, false"})
    void aRoleChangesWhatFollowsFromItOnly(String role, boolean loss, boolean hiddenBiases) {
        UnitMatrixProduct coarse = on("h100/wgmma/e4m3");
        Products products = switch (role) {
            case "forward" -> Products.ORDINARY.withForward(coarse);
            case "input gradient" -> Products.ORDINARY.withInputGradient(coarse);
            default -> Products.ORDINARY.withWeightGradient(coarse);
        };
        Network network = network();
        Step ordinary = new Step(network, Products.ORDINARY);
        Step simulated = new Step(network, products);
        BatchSource batches = DIGITS.trainingBatches(0);
        assertThat(simulated.of(batches, 0) != ordinary.of(batches, 0)).as("loss").isEqualTo(loss);
        Parameter last = network.parameters().getLast();
        Parameter lastWeight = network.parameters().get(last.index() - 1);
        for (Parameter p : network.parameters()) {
            boolean changes = p == last ? loss // the sum of the errors of the logits
                    : p.isWeight() ? p != lastWeight || !role.equals("input gradient")
                    : hiddenBiases;
            boolean changed = !Arrays.equals(bits(simulated.gradients.of(p)), bits(ordinary.gradients.of(p)));
            assertThat(changed).as("gradient of %s", p.name()).isEqualTo(changes);
        }
    }

    /** Mean loss of the last of three epochs. */
    private static double threeEpochs(Products products, long seed, String title) {
        Workload w = DIGITS.withEpochs(3);
        Network network = w.network(null);
        double loss = w.train(network, seed, products, step -> { });
        Evaluation test = Evaluation.clean(network, w.test(), Pass.EVALUATION);
        System.out.printf("%s, seed %d: loss %.8f, test loss %.4f, test accuracy %.2f %%, weights %08x%n", title, seed, loss,
                test.loss(), 100 * test.accuracy(), hash(network));
        return loss;
    }

    /** Sums here have at most 128 products, too few for thirteen bits to do harm. */
    @Test
    void threeEpochsInFp8EndNearThoseInFullPrecision() {
        double ordinary = threeEpochs(Products.ORDINARY, 0, "binary32");
        assertThat(threeEpochs(fp8("h100/wgmma", GemmOptions.PLAIN), 0, "FP8 on h100/wgmma")).isCloseTo(ordinary, withinPercentage(10));
        assertThat(threeEpochs(fp8("b200/tcgen05", GemmOptions.PLAIN), 0, "FP8 on b200/tcgen05"))
                .isCloseTo(ordinary, withinPercentage(10));
    }

    /** The figures of results/tensorcore.md. */
    @ParameterizedTest
    @ValueSource(strings = {"h100/wgmma", "h100/mma-fp8-as-hmma", "ada/mma", "b200/tcgen05", "sequential-fma/any", "exact/any"})
    @Tag("exhaustive")
    void threeEpochsOnEveryAccumulator(String path) {
        for (int seed = 0; seed < 3; seed++) {
            double loss = threeEpochs(fp8(path, GemmOptions.PLAIN), seed, "FP8 on " + path);
            assertThat(loss).isCloseTo(threeEpochs(Products.ORDINARY, seed, "binary32"), withinPercentage(10));
        }
        if (path.equals("h100/wgmma")) {
            threeEpochs(fp8(path, new GemmOptions(1, 32, 1)), 0, "FP8 on " + path + ", promoted every 32");
        }
    }
}
