package binade.simulator.training;

/** Activations under one learned scale; their errors train it, and vanish where it cuts off. */
final class LearnedRounder extends TensorRounder {
    private final LearnedScale scale;
    /** Values of a sample: what a learned step counts (Esser et al., section 2.2). */
    private int features = 1;

    LearnedRounder(LearnedScale scale) {
        this.scale = scale;
    }

    @Override
    void beginStep(int step) {
        scale.clear();
    }

    @Override
    void round(float[] x, float[] y, int n, int row, boolean learning) {
        boolean known = scale.started();
        if (!known) {
            scale.start(x, 0, n);
        }
        for (int i = 0; i < n; i++) {
            y[i] = scale.round(x[i]);
        }
        if (!known && !learning) {
            scale.forget();
        }
    }

    @Override
    boolean learns() {
        return true;
    }

    @Override
    void backward(float[] x, float[] dy, float[] dx, int n, int perSample, boolean learning) {
        features = perSample;
        for (int i = 0; i < n; i++) {
            if (learning) {
                scale.add(x[i], dy[i]);
            }
            dx[i] = scale.passes(x[i]) ? dy[i] : 0f;
        }
    }

    @Override
    void learn(double rate, double momentum, double lossScale) {
        scale.learn(features, rate, momentum, lossScale);
    }

    @Override
    float limit() {
        return Float.POSITIVE_INFINITY;
    }

    @Override
    int[] state() {
        float[] s = scale.state();
        return new int[] {Float.floatToRawIntBits(s[0]), Float.floatToRawIntBits(s[1])};
    }

    @Override
    void restore(int[] state) {
        scale.restore(Float.intBitsToFloat(state[0]), Float.intBitsToFloat(state[1]));
    }
}
