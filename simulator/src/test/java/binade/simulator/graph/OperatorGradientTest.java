package binade.simulator.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.simulator.graph.Definitions.Definition;
import binade.simulator.graph.LongShortTermMemory.Direction;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operator alone: outputs against its definition in binary64, gradients of a weighted sum of all outputs against central
 * differences of that definition.
 *
 * <p>Bounds: binary32 with chains of at most a hundred terms, 1e-5 of the largest magnitude; differences with step 1e-5 are good to
 * about 1e-9.
 */
class OperatorGradientTest {
    private static final double BOUND = 1e-5;
    private static final double STEP = 1e-5;
    /** What stands in the gradients before: operators add. */
    private static final float BEFORE = 0.25f;

    /** An operator, the sizes of its inputs (0: left out), and where they lie. */
    record Case(String name, Operator operator, int[] sizes, Definition definition, Domain domain, Map<Integer, float[]> given) {
        Case(String name, Operator operator, int[] sizes, Definition definition) {
            this(name, operator, sizes, definition, Domain.ANY, Map.of());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Numbers that are at least 0.05 in magnitude, so that no difference steps over the corner at 0. */
    enum Domain {
        ANY, POSITIVE;

        float draw(Random random) {
            double g = random.nextGaussian();
            double away = g + Math.copySign(0.05, g);
            return (float) (this == POSITIVE ? Math.abs(away) : away);
        }
    }

    static List<Case> cases() {
        List<Case> all = new ArrayList<>();
        unary(all);
        binary(all);
        reductions(all);
        layout(all);
        products(all);
        pools(all);
        memories(all);
        for (boolean logarithm : new boolean[] {false, true}) {
            all.add(new Case("softmax of the middle, logarithm " + logarithm, new Softmax(new int[] {2, 5, 3}, 1, logarithm),
                    new int[] {30}, Definitions.softmax(2, 5, 3, logarithm)));
            all.add(new Case("softmax of the last, logarithm " + logarithm, new Softmax(new int[] {4, 7}, 1, logarithm), new int[] {28},
                    Definitions.softmax(4, 7, 1, logarithm)));
        }
        for (boolean centred : new boolean[] {false, true}) {
            all.add(new Case("normalisation, centred " + centred, new Normalization(new int[] {3, 4, 6}, 6, 1e-3, centred),
                    new int[] {72}, Definitions.normalization(6, 1e-3, centred)));
            all.add(new Case("normalisation of two dimensions, centred " + centred,
                    new Normalization(new int[] {3, 4, 6}, 24, 1e-5, centred), new int[] {72},
                    Definitions.normalization(24, 1e-5, centred)));
        }
        all.add(new Case("channels scaled and shifted", new ChannelAffine(new int[] {2, 3, 4, 2}), new int[] {48, 3, 3},
                in -> {
                    double[] y = new double[48];
                    for (int i = 0; i < y.length; i++) {
                        y[i] = in[0][i] * in[1][i / 8 % 3] + in[2][i / 8 % 3];
                    }
                    return new double[][] {y};
                }));
        return all;
    }

    private static void unary(List<Case> all) {
        Map<String, DoubleUnaryOperator> named = Map.ofEntries(
                Map.entry("Relu", x -> Math.max(x, 0)), Map.entry("Sigmoid", Definitions::logistic), Map.entry("Tanh", Math::tanh),
                Map.entry("HardSwish", x -> x * Math.clamp(x + 3, 0, 6) / 6),
                Map.entry("Mish", x -> x * Math.tanh(Math.log(1 + Math.exp(x)))), Map.entry("Exp", Math::exp),
                Map.entry("Log", Math::log), Map.entry("Sqrt", Math::sqrt), Map.entry("Reciprocal", x -> 1 / x),
                Map.entry("Neg", x -> -x), Map.entry("Abs", Math::abs), Map.entry("Erf", Definitions::erf), Map.entry("Sin", Math::sin),
                Map.entry("Cos", Math::cos), Map.entry("Softplus", x -> Math.log(1 + Math.exp(x))),
                Map.entry("Softsign", x -> x / (1 + Math.abs(x))), Map.entry("Floor", Math::floor), Map.entry("Ceil", Math::ceil),
                Map.entry("Round", Math::rint), Map.entry("Sign", Math::signum));
        Set<String> positive = Set.of("Log", "Sqrt", "Reciprocal");
        named.forEach((name, f) -> all.add(new Case(name, new Unary(Functions.named(name), new int[] {40}), new int[] {40},
                Definitions.unary(f), positive.contains(name) ? Domain.POSITIVE : Domain.ANY, Map.of())));
        record Named(String name, Unary.Function function, DoubleUnaryOperator f) {}
        double root = Math.sqrt(2 / Math.PI);
        Stream.of(
                new Named("LeakyRelu", new Functions.LeakyRelu(0.1), x -> x > 0 ? x : 0.1 * x),
                new Named("Clip", new Functions.Clip(-0.7, 1.2), x -> Math.clamp(x, -0.7, 1.2)),
                new Named("HardSigmoid", new Functions.HardSigmoid(0.2, 0.5), x -> Math.clamp(0.2 * x + 0.5, 0, 1)),
                new Named("Swish", new Functions.Swish(1.3), x -> x * Definitions.logistic(1.3 * x)),
                new Named("Gelu", new Functions.Gelu(false), x -> 0.5 * x * (1 + Definitions.erf(x / Math.sqrt(2)))),
                new Named("Gelu by tanh", new Functions.Gelu(true), x -> 0.5 * x * (1 + Math.tanh(root * (x + 0.044715 * x * x * x)))),
                new Named("Elu", new Functions.Elu(1.5, 1.1, 0.8), x -> 1.1 * (x > 0 ? x : 1.5 * (Math.exp(x / 0.8) - 1))))
                .forEach(n -> all.add(new Case(n.name(), new Unary(n.function(), new int[] {40}), new int[] {40}, Definitions.unary(n.f()))));
    }

    private static void binary(List<Case> all) {
        Map<Binary.Rule, DoubleBinaryOperator> rules = Map.of(
                Binary.Rule.ADD, (a, b) -> a + b, Binary.Rule.SUBTRACT, (a, b) -> a - b, Binary.Rule.MULTIPLY, (a, b) -> a * b,
                Binary.Rule.DIVIDE, (a, b) -> a / b, Binary.Rule.POWER, Math::pow, Binary.Rule.MINIMUM, Math::min,
                Binary.Rule.MAXIMUM, Math::max, Binary.Rule.PARAMETRIC_RELU, (a, b) -> a < 0 ? a * b : a);
        assertThat(rules.keySet()).containsExactlyInAnyOrderElementsOf(
                Stream.of(Binary.Rule.values()).filter(Binary.Rule::isSmooth).toList());
        int[][][] shapes = {
            {{2, 3, 4}, {2, 3, 4}}, {{2, 3, 4}, {4}}, {{4}, {2, 3, 4}}, {{2, 3, 4}, {3, 1}}, {{2, 1, 4}, {1, 3, 1}}, {{2, 3}, {}},
            {{3, 70}, {70}}, {{3, 70}, {3, 1}}, {{2, 3, 2}, {2, 1, 2}}
        };
        rules.forEach((rule, f) -> {
            for (int[][] s : shapes) {
                int[] shape = Shapes.broadcast(s[0], s[1]);
                all.add(new Case(rule + " " + Arrays.deepToString(s), new Binary(rule, Value.Kind.FLOAT, s[0], s[1], false, false),
                        new int[] {Shapes.size(s[0]), Shapes.size(s[1])}, Definitions.binary(f, s[0], s[1], shape),
                        rule == Binary.Rule.POWER || rule == Binary.Rule.DIVIDE ? Domain.POSITIVE : Domain.ANY, Map.of()));
            }
        });
    }

    private static void reductions(List<Case> all) {
        int[] from = {3, 4, 5};
        for (int[] kept : new int[][] {{3, 1, 5}, {1, 4, 1}, {3, 4, 1}, {1, 1, 1}}) {
            for (Reduction.Rule rule : Reduction.Rule.values()) {
                DoubleBinaryOperator f = switch (rule) {
                    case SUM, MEAN -> Double::sum;
                    case MAX -> Math::max;
                    case MIN -> Math::min;
                    case PRODUCT -> (a, b) -> a * b;
                };
                double first = switch (rule) {
                    case SUM, MEAN -> 0;
                    case MAX -> Double.NEGATIVE_INFINITY;
                    case MIN -> Double.POSITIVE_INFINITY;
                    case PRODUCT -> 1;
                };
                all.add(new Case(rule + " to " + Arrays.toString(kept), new Reduction(rule, from, kept, kept), new int[] {60},
                        Definitions.reduction(f, first, rule == Reduction.Rule.MEAN, from, kept)));
            }
        }
        int[] rows = {3, 4};
        all.add(new Case("PRODUCT with zeros", new Reduction(Reduction.Rule.PRODUCT, rows, new int[] {3, 1}, new int[] {3}),
                new int[] {12}, Definitions.reduction((a, b) -> a * b, 1, false, rows, new int[] {3, 1}), Domain.ANY,
                Map.of(0, new float[] {2, 0, 3, -1, 0, 4, 0, 1, 1.5f, 2, 3, 4})));
    }

    private static void layout(List<Case> all) {
        int[][] shapes = {{2, 3, 4}, {2, 1, 4}, {2, 5, 4}};
        all.add(new Case("concatenation", new Concatenate(shapes, 1), new int[] {24, 8, 40},
                Definitions.concatenation(shapes, 1, new int[] {2, 9, 4})));
        int[] from = {2, 3, 4};
        all.add(new Case("transposition", Rearrange.transpose(from, new int[] {2, 0, 1}), new int[] {24},
                Definitions.transposition(from, new int[] {2, 0, 1}, new int[] {4, 2, 3})));
        all.add(new Case("transposition of blocks", Rearrange.transpose(from, new int[] {1, 0, 2}), new int[] {24},
                Definitions.transposition(from, new int[] {1, 0, 2}, new int[] {3, 2, 4})));
        all.add(new Case("expansion", Rearrange.expand(new int[] {2, 1, 4}, new int[] {3, 2, 5, 4}), new int[] {8}, in -> {
            double[] y = new double[120];
            for (int i = 0; i < y.length; i++) {
                y[i] = in[0][i / 20 % 2 * 4 + i % 4];
            }
            return new double[][] {y};
        }));
        all.add(new Case("elements at places", Rearrange.select(from, 1, new int[] {2, 0, 2, 2}), new int[] {24},
                Definitions.selection(from, 1, new int[] {2, 0, 2, 2}, new int[] {2, 4, 4})));
        all.add(new Case("padding", new Rearrange(new int[] {7}, new int[] {-1, -1, 0, 1, 2, -1, 1}, 0.5f), new int[] {3},
                in -> new double[][] {{0.5, 0.5, in[0][0], in[0][1], in[0][2], 0.5, in[0][1]}}));
        all.add(new Case("rows looked up", new Lookup(from, 1, new int[] {4}), new int[] {24, 4},
                Definitions.selection(from, 1, new int[] {2, 0, -1, 1}, new int[] {2, 4, 4}), Domain.ANY,
                Map.of(1, new float[] {2, 0, -1, 1})));
        all.add(new Case("one of two", new Select(new int[] {4}), new int[] {4, 4, 4},
                in -> new double[][] {{in[1][0], in[2][1], in[2][2], in[1][3]}}, Domain.ANY, Map.of(0, new float[] {1, 0, 0, 2})));
    }

    private static void products(List<Case> all) {
        for (boolean transposed : new boolean[] {false, true}) {
            String which = transposed ? ", second stored transposed" : "";
            int[][] b = transposed ? new int[][] {{6, 5}, {2, 3, 6, 5}, {6, 5}} : new int[][] {{5, 6}, {2, 3, 5, 6}, {5, 6}};
            all.add(new Case("matrix product" + which, new MatMul(new int[] {4, 5}, b[0], transposed, 1, false, false), new int[] {20, 30},
                    Definitions.product(1, 1, 1, 4, 6, 5, transposed, 1)));
            all.add(new Case("matrix products" + which, new MatMul(new int[] {2, 3, 4, 5}, b[1], transposed, -0.5f, false, false),
                    new int[] {120, 180}, Definitions.product(6, 6, 6, 4, 6, 5, transposed, -0.5)));
            all.add(new Case("many by one" + which, new MatMul(new int[] {3, 4, 5}, b[2], transposed, 1, false, false), new int[] {60, 30},
                    Definitions.product(3, 3, 1, 4, 6, 5, transposed, 1)));
            int[] many = transposed ? new int[] {3, 6, 5} : new int[] {3, 5, 6};
            all.add(new Case("one by many" + which, new MatMul(new int[] {4, 5}, many, transposed, 1, false, false), new int[] {20, 90},
                    Definitions.product(3, 1, 3, 4, 6, 5, transposed, 1)));
        }
        Window plain = new Window(5, 4, 5, 4, 3, 3, 1, 1, 1, 1, 1, 1);
        Window wide = new Window(7, 6, 3, 5, 3, 2, 2, 1, 1, 1, 2, 2);
        IntFunction<int[]> shape = cout -> new int[] {2, cout, 5, 4};
        for (boolean bias : new boolean[] {false, true}) {
            String which = bias ? " with bias" : "";
            all.add(convolution("convolution" + which, 2, 3, 4, 1, plain, shape.apply(4), bias));
            all.add(convolution("convolution in groups" + which, 2, 4, 6, 2, plain, shape.apply(6), bias));
            all.add(convolution("depthwise convolution" + which, 2, 3, 3, 3, plain, shape.apply(3), bias));
            all.add(convolution("depthwise convolution of two each" + which, 2, 3, 6, 3, wide, new int[] {2, 6, 3, 5}, bias));
            all.add(convolution("dilated convolution, strides" + which, 2, 4, 2, 2, wide, new int[] {2, 2, 3, 5}, bias));
        }
    }

    private static Case convolution(String name, int samples, int cin, int cout, int groups, Window w, int[] shape, boolean bias) {
        int weights = cout * cin / groups * w.taps();
        int[] sizes = bias ? new int[] {samples * cin * w.inputs(), weights, cout} : new int[] {samples * cin * w.inputs(), weights};
        return new Case(name, new Convolution(samples, cin, cout, groups, w, shape), sizes,
                Definitions.convolution(samples, cin, cout, groups, w));
    }

    private static void pools(List<Case> all) {
        Window w = new Window(5, 6, 3, 3, 3, 2, 2, 2, 1, 0, 1, 1);
        Window dilated = new Window(5, 6, 3, 4, 2, 2, 1, 1, 0, 0, 2, 2);
        for (Pooling.Rule rule : Pooling.Rule.values()) {
            all.add(new Case(rule + " pool", new Pooling(rule, 4, w, 1, 0, new int[] {2, 2, 3, 3}), new int[] {120},
                    Definitions.pooling(rule, 4, w, 1, 0)));
            all.add(new Case(rule + " pool, dilated", new Pooling(rule, 4, dilated, 0, 0, new int[] {2, 2, 3, 4}), new int[] {120},
                    Definitions.pooling(rule, 4, dilated, 0, 0)));
        }
    }

    private static void memories(List<Case> all) {
        for (Direction direction : Direction.values()) {
            int d = direction == Direction.BIDIRECTIONAL ? 2 : 1;
            for (boolean states : new boolean[] {false, true}) {
                int[] sizes = {4 * 2 * 3, d * 4 * 5 * 3, d * 4 * 5 * 5, states ? d * 8 * 5 : 0, states ? d * 2 * 5 : 0, states ? d * 2 * 5 : 0};
                all.add(new Case("LSTM " + direction + (states ? " with bias and states" : ""),
                        new LongShortTermMemory(4, 2, 3, 5, direction), sizes, Definitions.lstm(4, 2, 3, 5, direction)));
            }
        }
    }

    private static float[][] inputs(Case c) {
        Random random = new Random(c.name().hashCode());
        float[][] in = new float[c.sizes().length][];
        for (int i = 0; i < in.length; i++) {
            if (c.given().containsKey(i)) {
                in[i] = c.given().get(i);
            } else if (c.sizes()[i] > 0) {
                in[i] = new float[c.sizes()[i]];
                for (int j = 0; j < in[i].length; j++) {
                    in[i][j] = c.domain().draw(random);
                }
            }
        }
        return in;
    }

    private static double[][] wide(float[][] in) {
        double[][] d = new double[in.length][];
        for (int i = 0; i < in.length; i++) {
            if (in[i] != null) {
                d[i] = new double[in[i].length];
                for (int j = 0; j < d[i].length; j++) {
                    d[i][j] = in[i][j];
                }
            }
        }
        return d;
    }

    private static float[][] outputs(Case c) {
        return Arrays.stream(c.operator().outputs()).map(s -> new float[Shapes.size(s)]).toArray(float[][]::new);
    }

    private static double largest(double[] x) {
        return Arrays.stream(x).map(Math::abs).max().orElse(0);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputsAreThoseOfTheDefinition(Case c) {
        float[][] in = inputs(c);
        float[][] out = outputs(c);
        c.operator().bind().forward(in, out);
        double[][] expected = c.definition().of(wide(in));
        assertThat(out).hasNumberOfRows(expected.length);
        for (int o = 0; o < out.length; o++) {
            assertThat(out[o]).hasSameSizeAs(expected[o]);
            for (int i = 0; i < out[o].length; i++) {
                assertThat((double) out[o][i]).as("output %d, element %d", o, i)
                        .isCloseTo(expected[o][i], within(BOUND * largest(expected[o])));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreCentralDifferences(Case c) {
        float[][] in = inputs(c);
        float[][] out = outputs(c);
        Random random = new Random(1);
        float[][] dout = outputs(c);
        for (float[] d : dout) {
            for (int i = 0; i < d.length; i++) {
                d[i] = (float) random.nextGaussian();
            }
        }
        Operator.Kernel kernel = c.operator().bind();
        kernel.forward(in, out);
        float[][] all = gradients(c, in, -1);
        kernel.backward(in, out, dout, all);
        for (int i = 0; i < in.length; i++) {
            if (all[i] == null) {
                continue;
            }
            double[] expected = differences(c, wide(in), wide(dout), i);
            float[][] alone = gradients(c, in, i);
            kernel.backward(in, out, dout, alone);
            assertThat(alone[i]).as("input %d alone", i).isEqualTo(all[i]);
            for (int j = 0; j < expected.length; j++) {
                assertThat(all[i][j] - (double) BEFORE).as("input %d, element %d", i, j)
                        .isCloseTo(expected[j], within(BOUND * (largest(expected) + BEFORE)));
            }
        }
    }

    /** Gradients to be added to, of all inputs that have one, or of one of them. */
    private static float[][] gradients(Case c, float[][] in, int only) {
        float[][] g = new float[in.length][];
        for (int i = 0; i < in.length; i++) {
            if (in[i] != null && c.operator().isDifferentiable(i) && (only < 0 || only == i)) {
                g[i] = new float[in[i].length];
                Arrays.fill(g[i], BEFORE);
            }
        }
        return g;
    }

    private static double[] differences(Case c, double[][] in, double[][] dout, int input) {
        double[] g = new double[in[input].length];
        for (int j = 0; j < g.length; j++) {
            double x = in[input][j];
            in[input][j] = x + STEP;
            double above = sum(c.definition().of(in), dout);
            in[input][j] = x - STEP;
            g[j] = (above - sum(c.definition().of(in), dout)) / (2 * STEP);
            in[input][j] = x;
        }
        return g;
    }

    private static double sum(double[][] y, double[][] weights) {
        double sum = 0;
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < y[o].length; i++) {
                sum += y[o][i] * weights[o][i];
            }
        }
        return sum;
    }

    /** So that an operator without a case does not go unnoticed. */
    @Test
    void everyOperatorHasACase() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(Operator.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve("binade/simulator/graph");
        Set<String> operators;
        try (Stream<Path> files = Files.list(classes)) {
            operators = files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".class") && !f.startsWith("package"))
                    .map(f -> "binade.simulator.graph." + f.substring(0, f.length() - 6)).filter(OperatorGradientTest::isOperator)
                    .collect(Collectors.toSet());
        }
        assertThat(operators).hasSizeGreaterThan(10);
        assertThat(cases().stream().map(c -> c.operator().getClass().getName()).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(operators);
    }

    private static boolean isOperator(String name) {
        try {
            Class<?> type = Class.forName(name);
            return Operator.class.isAssignableFrom(type) && !type.isInterface();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Map.Entry<OutputLoss, float[]>> losses() {
        return List.of(
                Map.entry(new OutputLoss.CrossEntropy(4, 5, 1), new float[] {0, 4, 2, 2}),
                Map.entry(new OutputLoss.CrossEntropy(2, 5, 3), new float[] {0, 4, OutputLoss.CrossEntropy.IGNORED, 2, 1, 3}),
                Map.entry(new OutputLoss.SquaredError(), new float[] {0.5f, -1, 2}));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradientsOfLossesAreCentralDifferences(Map.Entry<OutputLoss, float[]> loss) {
        int size = loss.getKey() instanceof OutputLoss.CrossEntropy c ? c.outer() * c.classes() * c.inner() : loss.getValue().length;
        Random random = new Random(3);
        float[] y = new float[size];
        for (int i = 0; i < size; i++) {
            y[i] = (float) random.nextGaussian();
        }
        float[] dy = new float[size];
        assertThat(loss.getKey().of(y, loss.getValue(), dy)).isCloseTo(defined(loss, wide(new float[][] {y})[0]), within(1e-12));
        for (int i = 0; i < size; i++) {
            double[] x = wide(new float[][] {y})[0];
            x[i] += STEP;
            double above = defined(loss, x);
            x[i] -= 2 * STEP;
            assertThat((double) dy[i]).as("element %d", i).isCloseTo((above - defined(loss, x)) / (2 * STEP), within(1e-7));
        }
    }

    /** The loss in binary64, from its definition. */
    private static double defined(Map.Entry<OutputLoss, float[]> loss, double[] y) {
        float[] target = loss.getValue();
        double total = 0;
        int count = 0;
        if (loss.getKey() instanceof OutputLoss.CrossEntropy c) {
            for (int l = 0; l < target.length; l++) {
                if (target[l] == OutputLoss.CrossEntropy.IGNORED) {
                    continue;
                }
                int base = l / c.inner() * c.classes() * c.inner() + l % c.inner();
                double sum = 0;
                for (int k = 0; k < c.classes(); k++) {
                    sum += Math.exp(y[base + k * c.inner()]);
                }
                total += Math.log(sum) - y[base + (int) target[l] * c.inner()];
                count++;
            }
            return total / count;
        }
        for (int i = 0; i < y.length; i++) {
            total += (y[i] - target[i]) * (y[i] - target[i]) / y.length;
        }
        return total;
    }
}
