package binade.simulator.network;

import binade.simulator.matrix.Elementwise;
import java.util.ArrayList;
import java.util.List;

/** y = body(x) + shortcut(x), the shortcut being the identity if empty; dx = the sum of the two branches' errors. */
public final class Residual implements Layer {
    private final List<Layer> body;
    private final List<Layer> shortcut;

    public Residual(List<Layer> body, List<Layer> shortcut) {
        this.body = List.copyOf(body);
        this.shortcut = List.copyOf(shortcut);
    }

    public List<Layer> body() {
        return body;
    }

    public List<Layer> shortcut() {
        return shortcut;
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape a = Chain.outputShape(body, input);
        Shape b = Chain.outputShape(shortcut, input);
        if (!a.equals(b)) {
            throw new IllegalArgumentException("residual branches end in " + a + " and " + b);
        }
        return a;
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        body.forEach(l -> all.addAll(l.parameters()));
        shortcut.forEach(l -> all.addAll(l.parameters()));
        return all;
    }

    @Override
    public List<Parameter> state() {
        List<Parameter> all = new ArrayList<>();
        body.forEach(l -> all.addAll(l.state()));
        shortcut.forEach(l -> all.addAll(l.state()));
        return all;
    }

    @Override
    public List<QuantizationPoint> points() {
        List<QuantizationPoint> all = new ArrayList<>();
        body.forEach(l -> all.addAll(l.points()));
        shortcut.forEach(l -> all.addAll(l.points()));
        return all;
    }

    @Override
    public void refresh() {
        body.forEach(Layer::refresh);
        shortcut.forEach(Layer::refresh);
    }

    @Override
    public Run bind(Shape in, int batch, Products products) {
        Shape out = outputShape(in);
        return new Run() {
            private final Chain bodyRun = new Chain(body, in, batch, products);
            private final Chain shortcutRun = new Chain(shortcut, in, batch, products);
            private final Elementwise kernel = Elementwise.get();
            private final float[] y = new float[batch * out.size()];
            private final float[] dx = new float[batch * in.size()];

            @Override
            public float[] forward(float[] x, int count, Pass pass) {
                add(bodyRun.forward(x, count, pass), shortcutRun.forward(x, count, pass), y, count * out.size());
                return y;
            }

            @Override
            public float[] backward(float[] dy, int count, Pass pass, Gradients gradients, boolean needInput) {
                float[] a = bodyRun.backward(dy, count, pass, gradients, needInput);
                float[] b = shortcutRun.backward(dy, count, pass, gradients, needInput);
                if (!needInput) {
                    return null;
                }
                add(a, b, dx, count * in.size());
                return dx;
            }

            private void add(float[] a, float[] b, float[] sum, int size) {
                Parts.run(products, size, (from, to) -> kernel.add(a, b, sum, from, to));
            }
        };
    }
}
