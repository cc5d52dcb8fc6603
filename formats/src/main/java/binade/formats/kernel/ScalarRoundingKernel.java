package binade.formats.kernel;

import binade.formats.Rounding;

/** Plain loops over {@link RoundingPlan#roundOne}: what the vector kernel must agree with, and its fallback. */
public final class ScalarRoundingKernel implements RoundingKernel {
    @Override
    public void round(RoundingPlan plan, float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = plan.roundOne(x[i]);
        }
    }

    @Override
    public void round(
            RoundingPlan plan, Rounding rounding, float[] x, float[] y, int from, int to, int[] random, int randomFrom,
            int randomBits, float[] previous) {
        boolean stochastic = rounding.operand() == Rounding.Operand.RANDOM;
        boolean hysteresis = rounding.operand() == Rounding.Operand.PREVIOUS;
        for (int i = from; i < to; i++) {
            y[i] = plan.roundOne(
                    x[i], rounding, stochastic ? random[i - from + randomFrom] & 0xffffffffL : 0, randomBits,
                    hysteresis ? previous[i] : 0);
        }
    }

    @Override
    public void roundSum(
            RoundingPlan plan, Rounding rounding, float[] a, float c, float[] b, float[] y, int from, int to, int[] random,
            int randomFrom, int randomBits) {
        for (int i = from; i < to; i++) {
            y[i] = plan.roundOne(a[i] + c * b[i], rounding, random[i - from + randomFrom] & 0xffffffffL, randomBits, 0);
        }
    }

    @Override
    public int maxMagnitudeBits(float[] x, int from, int to) {
        int max = 0;
        for (int i = from; i < to; i++) {
            max = Math.max(max, Float.floatToRawIntBits(x[i]) & 0x7fffffff);
        }
        return max;
    }

    @Override
    public int firstAbove(float[] x, float bound, int from, int to) {
        int i = from;
        while (i < to && !(Math.abs(x[i]) > bound)) {
            i++;
        }
        return i;
    }

    @Override
    public void subtract(float[] x, float[] y, float[] r, int from, int to) {
        for (int i = from; i < to; i++) {
            r[i] = x[i] - y[i];
        }
    }

    @Override
    public void add(float[] y, float[] r, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] += r[i];
        }
    }
}
