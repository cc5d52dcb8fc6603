package binade.simulator.training;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** The lines of paper-method 11.3, 2.1, 2.2 and 3.2 in exact decimals; nothing of the product is used. */
final class ExactStep {
    /** 1-6-9 with bias 31 as a list at a fixed scale (paper-method 5). */
    private static final int[] STATE_LIST = stateList();

    private static final int STATE_SCALE = (1 << 6) - 1 - 31;

    final int[] weightList;
    final int[] gradientList;
    final boolean hysteresis;
    final float lr;
    final float momentum;
    final float decay;
    final float[] master;
    final float[] w;
    final float[] buf;
    final float[] g;
    final float[] d;
    int weightScale;
    int usedWeightScale;
    Integer gradientScale;
    int usedGradientScale;
    private boolean first = true;

    ExactStep(int[] weightList, int[] gradientList, boolean hysteresis, float lr, float momentum, float decay, float[] master,
            float[] w, int weightScale) {
        this.weightList = weightList;
        this.gradientList = gradientList;
        this.hysteresis = hysteresis;
        this.lr = lr;
        this.momentum = momentum;
        this.decay = decay;
        this.master = master.clone();
        this.w = w.clone();
        this.weightScale = weightScale;
        int n = master.length;
        buf = new float[n];
        g = new float[n];
        d = new float[n];
    }

    private static int[] stateList() {
        int[] m = new int[63 + 10];
        for (int i = 0; i < m.length; i++) {
            m[i] = i < 63 ? 10 : 72 - i;
        }
        return m;
    }

    private static BigDecimal two(int e) {
        return e >= 0
                ? new BigDecimal(BigInteger.ONE.shiftLeft(e))
                : BigDecimal.ONE.divide(new BigDecimal(BigInteger.ONE.shiftLeft(-e)));
    }

    private static int ilog2(BigDecimal x) {
        int e = 0;
        while (x.abs().compareTo(two(e)) < 0) {
            e--;
        }
        while (x.abs().compareTo(two(e + 1)) >= 0) {
            e++;
        }
        return e;
    }

    /** An integer from the signed t. */
    private interface Choice {
        BigInteger of(BigDecimal t);
    }

    /** 2.1: rounded, not clamped. */
    private static BigDecimal unclamped(float x, int[] m, int s, Choice choice) {
        BigDecimal exact = new BigDecimal(x);
        if (x == 0) {
            return BigDecimal.ZERO;
        }
        int i = s - ilog2(exact);
        if (i < 0) {
            return exact;
        }
        int j = Math.min(i, m.length - 1);
        BigDecimal u = two(s - j + 1 - m[j]);
        return new BigDecimal(choice.of(exact.divide(u))).multiply(u);
    }

    private static float clamped(BigDecimal q, int[] m, int s) {
        BigDecimal max = two(s + 1).subtract(two(s + 1 - m[0]));
        return q.min(max).max(max.negate()).floatValue();
    }

    private static BigInteger floor(BigDecimal t) {
        return t.setScale(0, RoundingMode.FLOOR).toBigInteger();
    }

    private static Choice nearest() {
        return t -> t.setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    }

    private static float state(float x, float r) {
        BigDecimal q = unclamped(x, STATE_LIST, STATE_SCALE, t -> {
            BigInteger n = floor(t);
            return new BigDecimal(r).compareTo(t.subtract(new BigDecimal(n))) < 0 ? n.add(BigInteger.ONE) : n;
        });
        return clamped(q, STATE_LIST, STATE_SCALE);
    }

    private static int tracked(int s, int room, BigDecimal[] q, int[] m) {
        boolean overflow = false;
        boolean reached = false;
        for (BigDecimal v : q) {
            if (v.signum() != 0) {
                int index = s - ilog2(v);
                overflow |= index < room;
                reached |= index <= room;
            }
        }
        int smallest = Integer.MAX_VALUE;
        for (int i = 0; i < m.length; i++) {
            smallest = Math.min(smallest, 1 - i - m[i]);
        }
        return Math.clamp(overflow ? s + 1 : reached ? s : s - 1, -149 - smallest, 126);
    }

    /** a + alpha b, a product rounded to binary32 and then a sum. */
    private static float axpy(float a, float alpha, float b) {
        float product = new BigDecimal(alpha).multiply(new BigDecimal(b)).floatValue();
        return new BigDecimal(a).add(new BigDecimal(product)).floatValue();
    }

    void step(float[] gradient, float[] randGrad, float[] randMomentum, float[] randMaster) {
        int n = gradient.length;
        if (gradientScale == null) {
            float max = 0;
            for (float v : gradient) {
                max = Math.max(max, Math.abs(v));
            }
            gradientScale = max == 0 ? 0 : ilog2(new BigDecimal(max));
        }
        usedGradientScale = gradientScale;
        BigDecimal[] q = new BigDecimal[n];
        for (int i = 0; i < n; i++) {
            q[i] = unclamped(gradient[i], gradientList, gradientScale, nearest());
            g[i] = clamped(q[i], gradientList, gradientScale);
        }
        gradientScale = tracked(gradientScale, 2, q, gradientList);
        for (int i = 0; i < n; i++) {
            d[i] = state(axpy(g[i], decay, w[i]), randGrad[i]);
            buf[i] = first ? d[i] : state(axpy(d[i], momentum, buf[i]), randMomentum[i]);
            master[i] = state(axpy(master[i], -lr, buf[i]), randMaster[i]);
        }
        usedWeightScale = weightScale;
        for (int i = 0; i < n; i++) {
            BigDecimal previous = new BigDecimal(w[i]);
            BigDecimal x = new BigDecimal(master[i]);
            boolean up = previous.compareTo(x) > 0;
            q[i] = unclamped(master[i], weightList, weightScale, !hysteresis ? nearest() : t -> up
                    ? t.setScale(0, RoundingMode.CEILING).toBigInteger()
                    : floor(t));
        }
        for (int i = 0; i < n; i++) {
            w[i] = clamped(q[i], weightList, weightScale);
        }
        weightScale = tracked(weightScale, 0, q, weightList);
        first = false;
    }
}
