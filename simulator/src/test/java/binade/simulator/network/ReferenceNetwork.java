package binade.simulator.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The obvious implementation of every layer's forward pass, in binary64, one sample after the other, written from the
 * definitions and sharing nothing with the layers but their parameters. Its central differences check their backward.
 */
final class ReferenceNetwork {
    private final Network network;
    private final boolean training;
    private final Map<Parameter, double[]> values = new HashMap<>();

    ReferenceNetwork(Network network, boolean training) {
        this.network = network;
        this.training = training;
        List<Parameter> all = new ArrayList<>(network.parameters());
        all.addAll(network.state());
        for (Parameter p : all) {
            double[] v = new double[p.size()];
            for (int i = 0; i < v.length; i++) {
                v[i] = p.values()[i];
            }
            values.put(p, v);
        }
    }

    /** The parameter as this reference sees it; may be changed. */
    double[] of(Parameter p) {
        return values.get(p);
    }

    double loss(double[][] x, int[] labels) {
        double[][] y = forward(network.layers(), x, network.input());
        int positions = network.labelsPerSample();
        int classes = network.classes();
        double total = 0;
        for (int i = 0; i < labels.length; i++) {
            double[] logits = y[i / positions];
            int first = i % positions * classes;
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[first + c]);
            }
            total += Math.log(sum) - logits[first + labels[i]];
        }
        return total / labels.length;
    }

    double[][] logits(double[][] x) {
        return forward(network.layers(), x, network.input());
    }

    private double[][] forward(List<Layer> layers, double[][] x, Shape input) {
        double[][] y = x;
        Shape shape = input;
        for (Layer layer : layers) {
            y = forward(layer, y, shape);
            shape = layer.outputShape(shape);
        }
        return y;
    }

    private double[][] forward(Layer layer, double[][] x, Shape in) {
        return switch (layer) {
            case Linear linear -> linear(linear, x);
            case Convolution convolution -> convolution(convolution, x, in);
            case BatchNorm norm -> batchNorm(norm, x, in);
            case ChannelBias bias -> rows(x, in.channels(), row -> {
                double[] y = row.clone();
                Arrays.setAll(y, c -> row[c] + of(bias.bias())[c]);
                return y;
            });
            case Relu relu -> map(x, v -> Math.max(v, 0));
            case MaxPool pool -> pool(x, in, pool.outputShape(in), pool.window(), pool.window(), pool.stride(), true);
            case AveragePool pool -> pool.window() == 0
                    ? pool(x, in, pool.outputShape(in), in.height(), in.width(), 1, false)
                    : pool(x, in, pool.outputShape(in), pool.window(), pool.window(), pool.stride(), false);
            case Residual residual -> {
                double[][] a = forward(residual.body(), x, in);
                double[][] b = forward(residual.shortcut(), x, in);
                double[][] y = new double[a.length][a[0].length];
                for (int s = 0; s < y.length; s++) {
                    for (int i = 0; i < y[s].length; i++) {
                        y[s][i] = a[s][i] + b[s][i];
                    }
                }
                yield y;
            }
            case QuantizationPoint point -> x;
            case Dropout dropout -> x;
            case Gelu gelu -> map(x, gelu.form() == Gelu.Form.ERF ? v -> v * SequenceLayers.normalDistribution(v)
                    : v -> v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))));
            case LayerNorm norm -> rows(x, in.channels(), row -> SequenceLayers.layerNorm(
                    row, of(norm.parameters().get(0)), of(norm.parameters().get(1))));
            case Embedding embedding -> rows(x, 1, token -> Arrays.copyOfRange(
                    of(embedding.weight()), (int) token[0] * embedding.weight().shape()[1],
                    ((int) token[0] + 1) * embedding.weight().shape()[1]));
            case PositionalEmbedding embedding -> rows(x, in.size(), sample -> {
                double[] y = sample.clone();
                Arrays.setAll(y, i -> sample[i] + of(embedding.weight())[i]);
                return y;
            });
            case Lstm lstm -> rows(x, in.size(), sample -> SequenceLayers.lstm(
                    sample, in.channels(), of(lstm.parameters().get(0)), of(lstm.parameters().get(1)),
                    of(lstm.parameters().get(2))));
            case Attention attention -> {
                double[][] projected = linear(attention.projection(), x);
                double[][] mixed = rows(projected, 3 * in.size(), sample -> SequenceLayers.attention(
                        sample, in.positions(), in.channels(), attention.heads()));
                yield linear(attention.output(), mixed);
            }
        };
    }

    private static double[][] map(double[][] x, java.util.function.DoubleUnaryOperator f) {
        double[][] y = new double[x.length][];
        for (int s = 0; s < x.length; s++) {
            y[s] = Arrays.stream(x[s]).map(f).toArray();
        }
        return y;
    }

    /** Applies f to consecutive pieces of each sample. */
    private static double[][] rows(double[][] x, int length, UnaryOperator<double[]> f) {
        double[][] y = new double[x.length][];
        for (int s = 0; s < x.length; s++) {
            double[] sample = x[s];
            y[s] = IntStream.range(0, sample.length / length)
                    .mapToObj(r -> f.apply(Arrays.copyOfRange(sample, r * length, (r + 1) * length)))
                    .flatMapToDouble(Arrays::stream).toArray();
        }
        return y;
    }

    private double[][] linear(Linear layer, double[][] x) {
        double[] w = of(layer.parameters().get(0));
        double[] bias = of(layer.parameters().get(1));
        int inputs = layer.weight().shape()[0];
        return rows(x, inputs, row -> {
            double[] y = bias.clone();
            for (int o = 0; o < bias.length; o++) {
                for (int i = 0; i < inputs; i++) {
                    y[o] += row[i] * w[i * bias.length + o];
                }
            }
            return y;
        });
    }

    private double[][] convolution(Convolution layer, double[][] x, Shape in) {
        int[] w = layer.weight().shape(); // kernel rows, kernel columns, input channels of a group, output channels
        Shape out = layer.outputShape(in);
        int stride = layer.stride();
        int padding = layer.padding();
        double[][] y = new double[x.length][out.size()];
        for (int s = 0; s < x.length; s++) {
            for (int oy = 0; oy < out.height(); oy++) {
                for (int ox = 0; ox < out.width(); ox++) {
                    for (int co = 0; co < w[3]; co++) {
                        double sum = 0;
                        for (int ky = 0; ky < w[0]; ky++) {
                            for (int kx = 0; kx < w[1]; kx++) {
                                int iy = oy * stride + ky - padding;
                                int ix = ox * stride + kx - padding;
                                for (int ci = 0; ci < w[2]; ci++) {
                                    int channel = co / (w[3] / layer.groups()) * w[2] + ci;
                                    double v = iy < 0 || ix < 0 || iy >= in.height() || ix >= in.width()
                                            ? 0
                                            : x[s][(iy * in.width() + ix) * in.channels() + channel];
                                    sum += v * of(layer.weight())[((ky * w[1] + kx) * w[2] + ci) * w[3] + co];
                                }
                            }
                        }
                        y[s][(oy * out.width() + ox) * w[3] + co] = sum;
                    }
                }
            }
        }
        return y;
    }

    private double[][] batchNorm(BatchNorm layer, double[][] x, Shape in) {
        int channels = in.channels();
        double[] gamma = of(layer.parameters().get(0));
        double[] beta = of(layer.parameters().get(1));
        double[][] y = new double[x.length][x[0].length];
        for (int c = 0; c < channels; c++) {
            double mean = of(layer.state().get(0))[c];
            double variance = of(layer.state().get(1))[c];
            if (training) {
                int n = x.length * in.positions();
                double sum = 0;
                for (double[] sample : x) {
                    for (int p = 0; p < in.positions(); p++) {
                        sum += sample[p * channels + c];
                    }
                }
                mean = sum / n;
                double squares = 0;
                for (double[] sample : x) {
                    for (int p = 0; p < in.positions(); p++) {
                        squares += Math.pow(sample[p * channels + c] - mean, 2);
                    }
                }
                variance = squares / n;
            }
            for (int s = 0; s < x.length; s++) {
                for (int p = 0; p < in.positions(); p++) {
                    int i = p * channels + c;
                    y[s][i] = gamma[c] * (x[s][i] - mean) / Math.sqrt(variance + 1e-5) + beta[c];
                }
            }
        }
        return y;
    }

    private static double[][] pool(
            double[][] x, Shape in, Shape out, int rows, int columns, int stride, boolean max) {
        double[][] y = new double[x.length][out.size()];
        int channels = in.channels();
        for (int s = 0; s < x.length; s++) {
            for (int o = 0; o < out.size(); o++) {
                int c = o % channels;
                int oy = o / channels / out.width();
                int ox = o / channels % out.width();
                double best = Double.NEGATIVE_INFINITY;
                double sum = 0;
                for (int ky = 0; ky < rows; ky++) {
                    for (int kx = 0; kx < columns; kx++) {
                        double v = x[s][((oy * stride + ky) * in.width() + ox * stride + kx) * channels + c];
                        best = Math.max(best, v);
                        sum += v;
                    }
                }
                y[s][o] = max ? best : sum / (rows * columns);
            }
        }
        return y;
    }
}
