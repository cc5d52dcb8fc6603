package binade.simulator.graph;

/** A convolution in which every output channel sees one input channel, row by row. */
final class DepthwiseKernel implements Operator.Kernel {
    private final int samples;
    private final int cin;
    private final int cout;
    private final Window window;

    DepthwiseKernel(int samples, int cin, int cout, Window window) {
        this.samples = samples;
        this.cin = cin;
        this.cout = cout;
        this.window = window;
    }

    @Override
    public void forward(float[][] in, float[][] out) {
        for (int s = 0; s < samples; s++) {
            for (int c = 0; c < cout; c++) {
                int y = (s * cout + c) * window.positions();
                java.util.Arrays.fill(out[0], y, y + window.positions(), in.length > 2 && in[2] != null ? in[2][c] : 0f);
                forward(in[0], image(s, c), in[1], c * window.taps(), out[0], y);
            }
        }
    }

    private int image(int sample, int channel) {
        return (sample * cin + channel / (cout / cin)) * window.inputs();
    }

    private void forward(float[] x, int image, float[] w, int tap, float[] y, int at) {
        int stride = window.strideX();
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
            for (int kx = 0; kx < window.kernelWidth(); kx++, tap++) {
                float weight = w[tap];
                int first = window.firstX(kx);
                int count = window.endX(kx) - first;
                for (int oy = 0; oy < window.outHeight(); oy++) {
                    int iy = window.y(oy, ky);
                    if (iy < 0 || iy >= window.height()) {
                        continue;
                    }
                    int from = image + iy * window.width() + window.x(first, kx);
                    int to = at + oy * window.outWidth() + first;
                    if (stride == 1) {
                        for (int i = 0; i < count; i++) {
                            y[to + i] += weight * x[from + i];
                        }
                    } else {
                        for (int i = 0; i < count; i++) {
                            y[to + i] += weight * x[from + i * stride];
                        }
                    }
                }
            }
        }
    }

    @Override
    public void backward(float[][] in, float[][] out, float[][] dout, float[][] din) {
        for (int s = 0; s < samples; s++) {
            for (int c = 0; c < cout; c++) {
                int y = (s * cout + c) * window.positions();
                if (din[0] != null) {
                    input(in[1], c * window.taps(), dout[0], y, din[0], image(s, c));
                }
                if (din[1] != null) {
                    weight(in[0], image(s, c), dout[0], y, din[1], c * window.taps());
                }
            }
        }
        if (din.length > 2 && din[2] != null) {
            Convolution.sumRows(dout[0], samples, cout, window.positions(), din[2]);
        }
    }

    private void input(float[] w, int tap, float[] dy, int at, float[] dx, int image) {
        int stride = window.strideX();
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
            for (int kx = 0; kx < window.kernelWidth(); kx++, tap++) {
                float weight = w[tap];
                int first = window.firstX(kx);
                int count = window.endX(kx) - first;
                for (int oy = 0; oy < window.outHeight(); oy++) {
                    int iy = window.y(oy, ky);
                    if (iy < 0 || iy >= window.height()) {
                        continue;
                    }
                    int to = image + iy * window.width() + window.x(first, kx);
                    int from = at + oy * window.outWidth() + first;
                    if (stride == 1) {
                        for (int i = 0; i < count; i++) {
                            dx[to + i] += weight * dy[from + i];
                        }
                    } else {
                        for (int i = 0; i < count; i++) {
                            dx[to + i * stride] += weight * dy[from + i];
                        }
                    }
                }
            }
        }
    }

    private void weight(float[] x, int image, float[] dy, int at, float[] dw, int tap) {
        int stride = window.strideX();
        for (int ky = 0; ky < window.kernelHeight(); ky++) {
            for (int kx = 0; kx < window.kernelWidth(); kx++, tap++) {
                int first = window.firstX(kx);
                int count = window.endX(kx) - first;
                double sum = 0;
                for (int oy = 0; oy < window.outHeight(); oy++) {
                    int iy = window.y(oy, ky);
                    if (iy < 0 || iy >= window.height()) {
                        continue;
                    }
                    int from = image + iy * window.width() + window.x(first, kx);
                    int to = at + oy * window.outWidth() + first;
                    for (int i = 0; i < count; i++) {
                        sum += (double) x[from + i * stride] * dy[to + i];
                    }
                }
                dw[tap] += (float) sum;
            }
        }
    }
}
