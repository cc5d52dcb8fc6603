package binade.simulator.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.random.RandomStream;
import binade.formats.random.RandomStream.Purpose;
import binade.simulator.matrix.Workers;
import binade.simulator.network.AveragePool;
import binade.simulator.network.BatchNorm;
import binade.simulator.network.Convolution;
import binade.simulator.network.Layer;
import binade.simulator.network.Linear;
import binade.simulator.network.Lstm;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.QuantizationPoint;
import binade.simulator.network.Relu;
import binade.simulator.network.Residual;
import binade.simulator.network.Shape;
import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTrainerTest {
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

    private static final int STEPS = 30;

    private static Network network() {
        List<Layer> layers = List.of(
                QuantizationPoint.INPUT.named("input"), new Convolution("a", 1, 6, 3, 1, 1),
                QuantizationPoint.BOTH.named("a"), new BatchNorm("a.batchnorm", 6), QuantizationPoint.BOTH.named("a.batchnorm"),
                new Relu(),
                new Residual(
                        List.of(QuantizationPoint.ERROR.named("fork"), new Convolution("b", 6, 6, 3, 1, 1),
                                QuantizationPoint.BOTH.named("b")),
                        List.of()),
                QuantizationPoint.ACTIVATION.named("sum"), new Relu(), new AveragePool(3, 3),
                QuantizationPoint.BOTH.named("pool"), new Linear("c", 24, 4), QuantizationPoint.LOGITS.named("logits"));
        Network network = new Network(new Shape(6, 6, 1), layers);
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, 4);
        return network;
    }

    /** The network with the points the recipe asks for: behind ReLUs, or signs before inner layers in place of them. */
    private static Network network(Recipe recipe) {
        if (recipe.points().equals("activations")) {
            List<Layer> layers = List.of(
                    QuantizationPoint.INPUT.named("input"), new Convolution("a", 1, 6, 3, 1, 1), new BatchNorm("a.batchnorm", 6),
                    new Relu(), QuantizationPoint.BOTH.named("a.relu"),
                    new Residual(List.of(new Convolution("b", 6, 6, 3, 1, 1)), List.of()), new Relu(),
                    QuantizationPoint.BOTH.named("b.relu"), new AveragePool(3, 3), new Linear("c", 24, 4),
                    QuantizationPoint.LOGITS.named("logits"));
            Network network = new Network(new Shape(6, 6, 1), layers);
            Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, 4);
            return network;
        }
        if (!recipe.points().equals("binary")) {
            return network();
        }
        List<Layer> layers = List.of(
                new Convolution("a", 1, 6, 3, 1, 1), new BatchNorm("a.batchnorm", 6),
                new Residual(List.of(QuantizationPoint.BOTH.named("b.input"), new Convolution("b", 6, 6, 3, 1, 1)), List.of()),
                new Relu(), new AveragePool(3, 3), new Linear("c", 24, 4));
        Network network = new Network(new Shape(6, 6, 1), layers);
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, 4);
        return network;
    }

    private static RecipeTrainer trainer(Network network, Recipe recipe, int steps) {
        return new RecipeTrainer(
                network, QUADRANTS, recipe, new RecipeTrainer.Settings(steps, 0.05, Schedule.COSINE, 0.9, 1e-4), 3);
    }

    private static int hash(Network network) {
        CRC32C crc = new CRC32C();
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.addAll(network.state());
        for (Parameter p : all) {
            for (float v : p.values()) {
                crc.update(Float.floatToRawIntBits(v));
                crc.update(Float.floatToRawIntBits(v) >>> 8);
                crc.update(Float.floatToRawIntBits(v) >>> 16);
                crc.update(Float.floatToRawIntBits(v) >>> 24);
            }
        }
        return (int) crc.getValue();
    }

    /** The losses of all steps and the hash of what is left. */
    private record Outcome(List<Double> losses, int bits) {}

    private static Outcome run(Recipe recipe, int steps) {
        Network network = network(recipe);
        RecipeTrainer t = trainer(network, recipe, steps);
        t.start();
        List<Double> losses = new ArrayList<>();
        RecipeTrainer.Step step;
        while ((step = t.step()) != null) {
            losses.add(step.loss());
        }
        return new Outcome(losses, hash(network));
    }

    private static double last(Outcome outcome) {
        List<Double> l = outcome.losses;
        return l.subList(l.size() - 20, l.size()).stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    @Test
    void theRecipeWithoutRulesGivesTheBitsOfTheOrdinaryTrainer() {
        Network ordinary = network();
        new Trainer(3, 0.05, Schedule.COSINE, 0.9, 1e-4).train(ordinary, QUADRANTS, _ -> { });
        assertThat(run(Recipes.parse("fp32"), 60).bits()).isEqualTo(hash(ordinary));
    }

    @Test
    void theRecipeWithoutRulesGivesTheBitsOfAdamWithClippedGradients() {
        Network ordinary = network();
        new Trainer(3, 0.01, Schedule.COSINE, n -> new Adam(n, 0.9, 0.99, 1e-8, 1e-3), 0.5).train(ordinary, QUADRANTS, _ -> { });
        Network network = network();
        RecipeTrainer t = new RecipeTrainer(
                network, QUADRANTS, Recipes.parse("fp32"),
                new RecipeTrainer.Settings(60, 0.01, Schedule.COSINE, 0.9, 1e-3, 0.99, 0.5), 0);
        t.start();
        while (t.step() != null) {
            if (t.done() == 23) { // Adam's state survives as well
                TrainingState state = new TrainingState("x");
                t.exchange(state.saving());
                network = network();
                t = new RecipeTrainer(
                        network, QUADRANTS, Recipes.parse("fp32"),
                        new RecipeTrainer.Settings(60, 0.01, Schedule.COSINE, 0.9, 1e-3, 0.99, 0.5), 0);
                t.exchange(state.loading());
            }
        }
        assertThat(hash(network)).isEqualTo(hash(ordinary));
    }

    static List<Recipe> shipped() {
        return Recipes.all();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void everyShippedRecipeLearnsTheQuadrants(Recipe recipe) {
        Outcome outcome = run(recipe, 120);
        assertThat(outcome.losses.getFirst()).isGreaterThan(1.0);
        assertThat(last(outcome)).as(recipe.id()).isLessThan(0.9);
    }

    /** Interrupted without warning after any step, taken up in a new process' worth of objects. */
    @ParameterizedTest
    @MethodSource("shipped")
    void anInterruptedRunEndsInTheSameBits(Recipe recipe, @TempDir Path folder) throws IOException {
        SplittableRandom random = new SplittableRandom(recipe.id().hashCode());
        Outcome whole = run(recipe, STEPS);
        Path file = folder.resolve("run.state");
        List<Double> losses = new ArrayList<>();
        Network network = network(recipe);
        RecipeTrainer t = trainer(network, recipe, STEPS);
        t.start();
        RecipeTrainer.Step step;
        int interruptions = 0;
        while ((step = t.step()) != null) {
            losses.add(step.loss());
            if (random.nextInt(4) == 0) {
                TrainingState kept = new TrainingState("run");
                t.exchange(kept.saving());
                kept.save(file);
                for (int lost = random.nextInt(3); lost > 0 && t.step() != null; lost--) { } // done, and never saved
                network = network(recipe);
                t = trainer(network, recipe, STEPS);
                t.exchange(TrainingState.load(file, "run").loading());
                interruptions++;
            }
        }
        assertThat(losses).isEqualTo(whole.losses);
        assertThat(hash(network)).isEqualTo(whole.bits);
        assertThat(interruptions).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper-log4", "fp16-mixed", "int8"})
    void runsThatShareTheProcessDoNotDisturbEachOther(String id) {
        Recipe recipe = Recipes.parse(id);
        Outcome alone = run(recipe, STEPS);
        CompletableFuture<Outcome> other = CompletableFuture.supplyAsync(() -> run(recipe, STEPS));
        assertThat(run(recipe, STEPS)).isEqualTo(alone);
        assertThat(other.join()).isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fp32", "paper-log4", "fp16-mixed", "binaryconnect-stochastic", "one-bit-sgd", "terngrad"})
    void severalThreadsShareAStepWithoutATrace(String id) {
        Recipe recipe = Recipes.parse(id);
        Outcome alone = run(recipe, STEPS);
        for (int threads = 2; threads <= 3; threads++) {
            try (Workers workers = new Workers(threads)) {
                Network network = network(recipe);
                RecipeTrainer t = new RecipeTrainer(
                        network, QUADRANTS, recipe, new RecipeTrainer.Settings(STEPS, 0.05, Schedule.COSINE, 0.9, 1e-4), 3,
                        workers);
                t.start();
                List<Double> losses = new ArrayList<>();
                for (RecipeTrainer.Step s = t.step(); s != null; s = t.step()) {
                    losses.add(s.loss());
                }
                assertThat(new Outcome(losses, hash(network))).isEqualTo(alone);
            }
        }
    }

    @Test
    void anotherSeedDrawsOtherRoundings() {
        Network a = network();
        Network b = network();
        Recipe paper = Recipes.parse("paper");
        RecipeTrainer.Settings settings = new RecipeTrainer.Settings(STEPS, 0.05, Schedule.CONSTANT, 0.9, 0);
        for (int i = 0; i < 2; i++) {
            RecipeTrainer t = new RecipeTrainer(i == 0 ? a : b, QUADRANTS, paper, settings, i);
            t.start();
            while (t.step() != null) { }
        }
        assertThat(hash(a)).isNotEqualTo(hash(b));
    }

    @Test
    void calibrationMovesScalesAndNothingElse() {
        Network network = network();
        List<float[]> statistics = network.state().stream().map(p -> p.values().clone()).toList();
        float[] bias = network.parameters().getLast().values().clone();
        RecipeTrainer t = trainer(network, Recipes.parse("paper"), STEPS);
        t.start();
        for (int i = 0; i < statistics.size(); i++) {
            assertThat(network.state().get(i).values()).isEqualTo(statistics.get(i));
        }
        assertThat(network.parameters().getLast().values()).isEqualTo(bias);
        TrainingState state = new TrainingState("x");
        t.exchange(state.saving());
        int[] scale = new int[1];
        state.loading().integers("a error", scale);
        assertThat(scale[0]).as("errors of this network are far below 1").isBetween(-14, -2);
        state.loading().integers("input activation", scale);
        assertThat(scale[0]).as("inputs reach 2 to 3, room 1").isBetween(1, 3);
    }

    /** paper-method 11.2: only what is not known to lie within 1 has a scale to keep. */
    @Test
    void thePapersSchemeTracksTheCellOfAnLstmAndNotItsGates() {
        Network network = new Network(new Shape(6, 6, 1), List.of(
                QuantizationPoint.INPUT.named("input"), new Lstm("l", 1, 5).quantized(), new Linear("c", 180, 4),
                QuantizationPoint.LOGITS.named("logits")));
        Initializer.initialize(network, Initializer.LinearRule.HE_NORMAL, 4);
        RecipeTrainer t = trainer(network, Recipes.parse("paper"), 2);
        t.start();
        assertThat(t.step().loss()).isFinite();
        TrainingState state = new TrainingState("x");
        t.exchange(state.saving());
        for (String point : List.of("gates activation", "cell-tanh activation", "hidden activation")) {
            assertThat(state.length("l." + point)).as(point).isEqualTo(-1);
        }
        for (String point : List.of("cell activation", "cell error", "hidden error", "gate-input error")) {
            assertThat(state.length("l." + point)).as(point).isEqualTo(1);
        }
    }

    @Test
    void evaluationLeavesTheScalesAlone() {
        Network network = network();
        RecipeTrainer t = trainer(network, Recipes.parse("paper"), STEPS);
        t.start();
        t.step();
        TrainingState before = new TrainingState("x");
        t.exchange(before.saving());
        float[] x = new float[16 * 36];
        Arrays.fill(x, 100f);
        t.evaluate(pass -> network.bind(16).loss(x, new int[16], 16, pass));
        t.step();
        double loss = t.step().loss();

        Network other = network();
        RecipeTrainer u = trainer(other, Recipes.parse("paper"), STEPS);
        u.exchange(before.loading());
        u.step();
        assertThat(u.step().loss()).isEqualTo(loss);
    }

    /** With a scale of 2^30 FP16 overflows for certain; the scale must fall until it does not, and no step may be lost twice. */
    @Test
    void theLossScalerLeavesOutStepsThatOverflowAndGrowsAgain() {
        String json = Recipes.write(Recipes.parse("fp16-mixed"))
                .replaceAll("\"initial\" : [^,]*,", "\"initial\" : 1.073741824E9,")
                .replaceAll("\"interval\" : \\d+", "\"interval\" : 4");
        Network network = network();
        RecipeTrainer t = trainer(network, Recipes.read("test", json), STEPS);
        t.start();
        float[] start = network.parameters().getLast().values().clone();
        RecipeTrainer.Step first = t.step();
        assertThat(first.skipped()).isTrue();
        assertThat(first.lossScale()).isEqualTo(0x1p30);
        assertThat(network.parameters().getLast().values()).as("a step left out").isEqualTo(start);
        double scale = first.lossScale();
        int grown = 0;
        boolean skipped = true;
        RecipeTrainer.Step s;
        while ((s = t.step()) != null) {
            assertThat(s.lossScale()).isEqualTo(skipped ? scale / 2 : s.lossScale() > scale ? 2 * scale : scale);
            grown += s.lossScale() > scale ? 1 : 0;
            scale = s.lossScale();
            skipped = s.skipped();
        }
        assertThat(t.skipped()).isBetween(5, 25);
        assertThat(grown).isPositive();
    }

    /** What is counted is what the two tensors differ in, and counting changes no bit. */
    @Test
    void flushedNumbersAreThoseThatRoundingMadeZero() {
        Recipe recipe = Recipes.parse("fp16-unscaled");
        Outcome plain = run(recipe, STEPS);
        Network network = network(recipe);
        RecipeTrainer t = trainer(network, recipe, STEPS);
        t.countFlushed();
        t.start();
        for (RecipeTrainer.Step s = t.step(); s != null; s = t.step()) {
            assertThat(s.flushedErrors()).isBetween(0.0, 0.5);
            assertThat(s.flushedGradients()).isBetween(0.0, 0.5);
        }
        assertThat(hash(network)).isEqualTo(plain.bits);
        assertThat(trainer(network(), recipe, 1).step().flushedErrors()).as("not counted").isNaN();
        FlushCount count = new FlushCount();
        assertThat(count.share()).isZero();
        count.before(new float[] {-1, -0f, 1e-40f, Float.NaN, 7}, 4);
        count.after(new float[] {-1, 0, -0f, 0, 7}, 4);
        assertThat(count.share()).isEqualTo(2 / 3.0);
        assertThat(count.exponents()[127]).as("1 = 2^0").isOne();
        assertThat(count.exponents()[0]).as("subnormal").isOne();
        assertThat(count.exponents()[255]).as("NaN").isOne();
        assertThat(Arrays.stream(count.exponents()).sum()).isEqualTo(3);
    }

    /** Gradients below 2^-25 are zero in FP16 (smallest positive 2^-24); multiplied by 2^16 they are not. */
    @Test
    void lossScalingRecoversGradientsThatFp16Flushes() {
        BatchSource faint = new BatchSource() {
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
                QUADRANTS.fill(index, x, labels);
                for (int i = 0; i < x.length; i++) {
                    x[i] *= 0x1p-27f;
                }
            }
        };
        double[] moved = new double[3];
        double[] flushed = new double[3];
        String[] ids = {"fp32", "fp16-unscaled", "fp16-mixed"};
        for (int i = 0; i < 3; i++) {
            Network network = new Network(
                    Shape.vector(36), List.of(new Linear("c", 36, 4), QuantizationPoint.LOGITS.named("logits")));
            RecipeTrainer t = new RecipeTrainer(
                    network, faint, Recipes.parse(ids[i]), new RecipeTrainer.Settings(5, 1, Schedule.CONSTANT, 0, 0), 0);
            TrainingState state = new TrainingState("x");
            t.countFlushed();
            t.start();
            for (RecipeTrainer.Step s = t.step(); s != null; s = t.step()) {
                flushed[i] = Math.max(flushed[i], s.flushedGradients());
            }
            t.exchange(state.saving());
            float[] w = new float[36 * 4];
            state.loading().floats(i == 0 ? "c.weight" : "c.weight master", w);
            for (float v : w) {
                moved[i] += Math.abs(v);
            }
        }
        assertThat(moved[1]).as("without loss scaling").isLessThan(0.05 * moved[0]);
        assertThat(flushed[0]).as("nothing is rounded").isZero();
        assertThat(flushed[1]).as("flushed without loss scaling").isGreaterThan(0.9);
        assertThat(flushed[2]).as("flushed with loss scaling").isLessThan(0.05);
        assertThat(moved[2]).as("with loss scaling").isCloseTo(moved[0], within(0.01 * moved[0]));
    }

    /** The second gradient is one of the same step: equal with equal products, close with others, and it leaves no trace. */
    @ParameterizedTest
    @ValueSource(strings = {"fp8-h100", "paper-log4", "int8"})
    void comparedGradientsAreOfTheSameStep(String id) {
        Recipe recipe = Recipes.parse(id);
        Outcome alone = run(recipe, STEPS);
        for (String reference : List.of(id, "fp8-exact")) {
            Network network = network(recipe);
            RecipeTrainer t = trainer(network, recipe, STEPS);
            List<Double> distances = new ArrayList<>();
            t.compare(RecipeTrainer.products(Recipes.parse(reference).products()), (own, other) -> {
                double squares = 0;
                double norm = 0;
                for (int k = 0; k < own.weights().length; k++) {
                    float[] a = own.weights()[k];
                    float[] b = other.weights()[k];
                    for (int i = 0; i < a.length; i++) {
                        squares += Math.pow((double) a[i] - b[i], 2);
                        norm += (double) b[i] * b[i];
                    }
                }
                distances.add(Math.sqrt(squares / norm));
            });
            t.start();
            List<Double> losses = new ArrayList<>();
            RecipeTrainer.Step step;
            while ((step = t.step()) != null) {
                losses.add(step.loss());
            }
            assertThat(new Outcome(losses, hash(network))).isEqualTo(alone);
            assertThat(distances).hasSize(STEPS);
            if (reference.equals(id)) {
                assertThat(distances).containsOnly(0.0);
            } else {
                assertThat(distances).allMatch(d -> d > 0 && d < 0.5);
            }
        }
    }
}
