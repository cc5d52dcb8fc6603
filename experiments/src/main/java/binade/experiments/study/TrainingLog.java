package binade.experiments.study;

import binade.experiments.workload.Evaluation;
import binade.simulator.training.RecipeTrainer;
import binade.simulator.training.TrainingState;
import java.util.Arrays;
import java.util.List;

/**
 * What was seen during a run: a row of figures per step, and now and then an evaluation on the test samples. Kept in the
 * state of the run, so that the log of an interrupted and resumed run is that of an undisturbed one.
 */
public final class TrainingLog {
    private static final int LOSS = 0;
    private static final int ACCURACY = 1;
    private static final int RATE = 2;
    private static final int CHANGED = 3;
    private static final int LOSS_SCALE = 4;
    private static final int SKIPPED = 5;
    private static final int FLUSHED_ERRORS = 6;
    private static final int FLUSHED_GRADIENTS = 7;
    private static final int BY_TENSOR = 8;

    private final List<String> tensors;
    private final int stepsPerEpoch;
    private final int columns;
    private double[] rows;
    private int steps;
    /** Steps done, loss and accuracy of each evaluation. */
    private double[] evaluations = {};
    /** Errors and weight gradients by biased binary32 exponent, over all steps in which they were counted; empty if in none. */
    private double[] errorExponents = {};
    private double[] gradientExponents = {};
    /** Per step, NaN where it was not measured; empty if it never was. */
    private double[] angles = {};

    /** @param tensors names of the tensors with quantized weights */
    TrainingLog(List<String> tensors, int stepsPerEpoch) {
        this.tensors = List.copyOf(tensors);
        this.stepsPerEpoch = stepsPerEpoch;
        columns = BY_TENSOR + tensors.size();
        rows = new double[columns * stepsPerEpoch];
    }

    void add(RecipeTrainer.Step s, double[] changedByTensor) {
        if (rows.length == steps * columns) {
            rows = Arrays.copyOf(rows, 2 * rows.length);
        }
        int at = steps++ * columns;
        rows[at + LOSS] = s.loss();
        rows[at + ACCURACY] = s.accuracy();
        rows[at + RATE] = s.rate();
        rows[at + CHANGED] = s.changed();
        rows[at + LOSS_SCALE] = s.lossScale();
        rows[at + SKIPPED] = s.skipped() ? 1 : 0;
        rows[at + FLUSHED_ERRORS] = s.flushedErrors();
        rows[at + FLUSHED_GRADIENTS] = s.flushedGradients();
        System.arraycopy(changedByTensor, 0, rows, at + BY_TENSOR, tensors.size());
    }

    /** The angle between gradients in the last step, degrees. */
    void addAngle(double degrees) {
        if (angles.length < steps) {
            int before = angles.length;
            angles = Arrays.copyOf(angles, rows.length / columns);
            Arrays.fill(angles, before, angles.length, Double.NaN);
        }
        angles[steps - 1] = degrees;
    }

    /** Adds the errors and weight gradients of the last step, by biased binary32 exponent. */
    void addExponents(long[] errors, long[] gradients) {
        errorExponents = sum(errorExponents, errors);
        gradientExponents = sum(gradientExponents, gradients);
    }

    private static double[] sum(double[] kept, long[] more) {
        double[] sum = Arrays.copyOf(kept, more.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
        return sum;
    }

    void add(Evaluation test) {
        int n = evaluations.length;
        evaluations = Arrays.copyOf(evaluations, n + 3);
        evaluations[n] = steps;
        evaluations[n + 1] = test.loss();
        evaluations[n + 2] = test.accuracy();
    }

    void save(TrainingState.Exchange state) {
        state.numbers("log", Arrays.copyOf(rows, steps * columns));
        state.numbers("evaluations", evaluations);
        if (angles.length > 0) {
            state.numbers("gradient angles", Arrays.copyOf(angles, steps));
        }
        if (errorExponents.length > 0) {
            state.numbers("error exponents", errorExponents);
            state.numbers("gradient exponents", gradientExponents);
        }
    }

    void load(TrainingState state) {
        rows = new double[Math.max(columns, state.length("log"))];
        evaluations = new double[state.length("evaluations")];
        double[] kept = new double[state.length("log")];
        state.loading().numbers("log", kept);
        System.arraycopy(kept, 0, rows, 0, kept.length);
        state.loading().numbers("evaluations", evaluations);
        steps = kept.length / columns;
        angles = new double[Math.max(0, state.length("gradient angles"))];
        if (angles.length > 0) {
            state.loading().numbers("gradient angles", angles);
        }
        if (state.length("error exponents") > 0) {
            errorExponents = new double[state.length("error exponents")];
            gradientExponents = new double[errorExponents.length];
            state.loading().numbers("error exponents", errorExponents);
            state.loading().numbers("gradient exponents", gradientExponents);
        }
    }

    /** Steps done. */
    public int steps() {
        return steps;
    }

    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** Names of the tensors with quantized weights. */
    public List<String> tensors() {
        return tensors;
    }

    public double loss(int step) {
        return rows[step * columns + LOSS];
    }

    public double accuracy(int step) {
        return rows[step * columns + ACCURACY];
    }

    public double rate(int step) {
        return rows[step * columns + RATE];
    }

    /** Share of quantized weights that the step changed. */
    public double changed(int step) {
        return rows[step * columns + CHANGED];
    }

    /** The same of one tensor. */
    public double changed(int step, int tensor) {
        return rows[step * columns + BY_TENSOR + tensor];
    }

    public double lossScale(int step) {
        return rows[step * columns + LOSS_SCALE];
    }

    /** Whether the two shares below were counted in every step. */
    public boolean countsFlushed() {
        for (int i = 0; i < steps; i++) {
            if (Double.isNaN(flushedErrors(i))) {
                return false;
            }
        }
        return steps > 0;
    }

    /** Share of the errors that were rounded to zero; NaN if not counted. */
    public double flushedErrors(int step) {
        return rows[step * columns + FLUSHED_ERRORS];
    }

    /** The same of the weight gradients. */
    public double flushedGradients(int step) {
        return rows[step * columns + FLUSHED_GRADIENTS];
    }

    /**
     * Shares of the errors other than zero, before they were rounded and with the loss scale, by binade: element i is 2^(i - 127) to
     * 2^(i - 126), element 0 what lies below. Empty if not counted, or if there were none.
     */
    public double[] errorBinades() {
        return shares(errorExponents);
    }

    /** The same of the weight gradients. */
    public double[] gradientBinades() {
        return shares(gradientExponents);
    }

    private static double[] shares(double[] counts) {
        double sum = Arrays.stream(counts).sum();
        return sum == 0 ? new double[0] : Arrays.stream(counts).map(c -> c / sum).toArray();
    }

    /** Whether {@link #angle} was measured in a step. */
    public boolean measuresAngle() {
        return angles.length > 0;
    }

    /** Degrees between the weight gradient of a step and the one with other matrix products; NaN if not measured. */
    public double angle(int step) {
        return step < angles.length ? angles[step] : Double.NaN;
    }

    /** Mean over the steps in which it was measured, NaN if there are none. */
    public double meanAngle() {
        return Arrays.stream(angles).limit(steps).filter(Double::isFinite).average().orElse(Double.NaN);
    }

    public boolean skipped(int step) {
        return rows[step * columns + SKIPPED] != 0;
    }

    /** Mean share of changed weights per step over the last part of the run; 1: the whole run. */
    public double meanChanged(double part) {
        int from = steps - (int) Math.round(steps * part);
        double sum = 0;
        for (int i = from; i < steps; i++) {
            sum += changed(i);
        }
        return steps == from ? 0 : sum / (steps - from);
    }

    public int evaluations() {
        return evaluations.length / 3;
    }

    /** Epochs done at an evaluation. */
    public double evaluatedAt(int i) {
        return evaluations[3 * i] / stepsPerEpoch;
    }

    /** On the test samples. */
    public Evaluation evaluation(int i) {
        return new Evaluation(evaluations[3 * i + 1], evaluations[3 * i + 2]);
    }
}
