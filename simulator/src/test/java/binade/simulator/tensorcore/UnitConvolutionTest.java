package binade.simulator.tensorcore;

import static org.assertj.core.api.Assertions.assertThat;

import binade.simulator.network.Convolution;
import binade.simulator.network.Gradients;
import binade.simulator.network.Network;
import binade.simulator.network.Pass;
import binade.simulator.network.Products;
import binade.simulator.network.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A convolution on a unit against sums over the window, written down directly and computed one by one. */
class UnitConvolutionTest {
    private static final int SAMPLES = 2;
    private static final int COUT = 3;
    private static final int KERNEL = 3;
    private final Shape in = new Shape(5, 4, 4);

    private record Case(MatrixUnit unit, int stride, int padding) {}

    private float[] values(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "h100 wgmma e4m3 fp32|1|1", "h100 wgmma e4m3,e5m2 fp32|2|0", "v100 wmma fp16 fp16|1|2", "mi250 mfma fp16 fp32|2|1",
        "exact any bf16 fp32|1|1", "sequential-fma any fp32 fp32|1|0"
    })
    void everyOutputIsTheUnitsSumOverItsWindow(String name, int stride, int padding) {
        MatrixUnit unit = Units.unit(name);
        Convolution layer = new Convolution("a", in.channels(), COUT, KERNEL, stride, padding);
        Network network = new Network(in, List.of(layer));
        float[] w = layer.weight().values();
        System.arraycopy(values(1, w.length), 0, w, 0, w.length);
        network.refresh();
        float[] x = values(2, SAMPLES * in.size());
        Products products = Products.ORDINARY.withForward(new UnitMatrixProduct(unit, GemmOptions.PLAIN));
        float[] y = network.bind(SAMPLES, products).forward(x, SAMPLES, Pass.EVALUATION);

        UnitMatrixProduct.round(x, unit.a());
        float[] rounded = w.clone();
        UnitMatrixProduct.round(rounded, unit.b());
        Shape out = layer.outputShape(in);
        for (int i = 0; i < SAMPLES * out.size(); i++) {
            float e = sum(new Case(unit, stride, padding), out, i, x, rounded);
            assertThat(y[i]).as("%s, output %d", name, i).isEqualTo(e);
        }
    }

    /** Output i of [samples, rows, columns, channels]: products by row, column and channel of the window, zeros outside. */
    private float sum(Case test, Shape out, int i, float[] x, float[] w) {
        DotEngine engine = new ExactEngine(test.unit());
        int co = i % COUT;
        int ox = i / COUT % out.width();
        int oy = i / COUT / out.width() % out.height();
        int s = i / out.size();
        long[] a = new long[KERNEL * KERNEL * in.channels()];
        long[] b = new long[a.length];
        for (int p = 0; p < a.length; p++) {
            int ci = p % in.channels();
            int ix = ox * test.stride() - test.padding() + p / in.channels() % KERNEL;
            int iy = oy * test.stride() - test.padding() + p / in.channels() / KERNEL;
            boolean inside = iy >= 0 && iy < in.height() && ix >= 0 && ix < in.width();
            float v = inside ? x[((s * in.height() + iy) * in.width() + ix) * in.channels() + ci] : 0;
            a[p] = test.unit().a().word(v);
            b[p] = test.unit().b().word(w[p * COUT + co]);
        }
        return test.unit().accumulator().words().value(engine.dot(new DotOperands(a, b, 0)));
    }

    /** The chain of fused multiply-adds as a unit, element by element, is what the ordinary product computes: all three roles. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 0"})
    void theFmaChainGivesTheBitsOfTheOrdinaryProductInEveryRole(int stride, int padding) {
        Network network = new Network(in, List.of(
                new Convolution("a", in.channels(), COUT, KERNEL, stride, padding), new Convolution("b", COUT, 5, 2, 1, 1)));
        network.parameters().forEach(p -> System.arraycopy(values(p.index(), p.size()), 0, p.values(), 0, p.size()));
        network.refresh();
        float[] x = values(9, SAMPLES * in.size());
        UnitMatrixProduct chain = new UnitMatrixProduct(Units.unit("sequential-fma any fp32 fp32"), GemmOptions.PLAIN);
        Gradients ordinary = gradients(network, x, Products.ORDINARY);
        Gradients simulated = gradients(network, x, Products.of(chain));
        network.parameters().forEach(p -> assertThat(simulated.of(p)).as(p.name()).isEqualTo(ordinary.of(p)));
        Gradients coarse = gradients(network, x, Products.of(new UnitMatrixProduct(Units.unit("h100 wgmma e4m3 fp32"), GemmOptions.PLAIN)));
        network.parameters().forEach(p -> assertThat(coarse.of(p)).as(p.name()).isNotEqualTo(ordinary.of(p)));
    }

    private static Gradients gradients(Network network, float[] x, Products products) {
        Network.Run run = network.bind(SAMPLES, products);
        Gradients gradients = new Gradients(network);
        run.loss(x, new int[] {1, 3}, SAMPLES, Pass.TRAINING);
        run.backward(SAMPLES, Pass.TRAINING, gradients);
        return gradients;
    }
}
