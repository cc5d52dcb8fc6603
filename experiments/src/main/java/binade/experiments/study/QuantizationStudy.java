package binade.experiments.study;

import binade.experiments.workload.Dataset;
import binade.experiments.workload.Evaluation;
import binade.experiments.workload.Workload;
import binade.simulator.network.Classifier;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.quantize.IntegerNetwork;
import binade.simulator.quantize.PlantedOutliers;
import binade.simulator.quantize.PostTraining;
import binade.simulator.quantize.Progressive;
import binade.simulator.quantize.QuantizationRecipe;
import binade.simulator.quantize.QuantizationRecipe.Mode;
import binade.simulator.quantize.QuantizedNetwork;
import binade.simulator.training.BatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** A trained network quantized by several recipes, before and after on the test samples. */
public final class QuantizationStudy {
    private final Network trained;
    private final float[] samples;
    private final int count;
    private final Dataset test;

    /**
     * @param trained in binary32
     * @param workload its data; calibration takes training samples, with their noise if there is any
     * @param settings of the study
     */
    public QuantizationStudy(Network trained, Workload workload, Settings settings) {
        this.trained = settings.channelOutliers() == 0
                ? trained : PlantedOutliers.inChannels(trained, settings.channelOutliers(), settings.seed());
        float[] clean = calibration(workload, settings.calibration(), settings.seed());
        samples = settings.faults() == 0
                ? clean : PlantedOutliers.inSamples(clean, settings.faults(), settings.faultEvery(), settings.seed());
        count = settings.calibration();
        test = workload.test();
    }

    /**
     * What all recipes share.
     *
     * @param calibration samples
     * @param seed of the samples' order and noise, and of planted outliers
     * @param channelOutliers exponent of outlier channels planted in the network; 0: none
     * @param faults exponent of faulty values planted in the calibration samples; 0: none
     * @param faultEvery one of so many values is faulty
     */
    public record Settings(int calibration, long seed, int channelOutliers, int faults, int faultEvery) {}

    private static float[] calibration(Workload workload, int count, long seed) {
        int batch = Math.min(count, workload.training().count());
        BatchSource source = workload.measurementBatches(batch, seed);
        int size = workload.network(null).input().size();
        float[] x = new float[batch * size];
        int labels = workload.training().labelsPerSample();
        source.fill(0, x, new int[batch * labels]);
        return x;
    }

    /**
     * What is tried again where a quantized network is unsure ({@link Progressive}).
     *
     * @param threshold of the margin between the two largest softmax outputs
     * @param recipe of the second network; null for the binary32 one
     */
    public record Retry(double threshold, QuantizationRecipe recipe) {}

    /** Quantizes and evaluates by each recipe; the first row is binary32. */
    public List<QuantizationRow> run(List<QuantizationRecipe> recipes, IntConsumer progress) {
        return run(recipes, null, progress);
    }

    /**
     * The same.
     *
     * @param retry a second row for each recipe, tried again where unsure; null for none
     */
    public List<QuantizationRow> run(List<QuantizationRecipe> recipes, Retry retry, IntConsumer progress) {
        Evaluation before = Evaluation.clean(trained, test, Pass.EVALUATION);
        List<QuantizationRow> rows = new ArrayList<>();
        rows.add(new QuantizationRow(
                "fp32", "fp32", "fp32", before.loss(), before.accuracy(), 0, 0, originalBytes(), 1, 0));
        Subject second = retry == null ? null : retry.recipe == null ? exact() : quantized(retry.recipe);
        int done = 0;
        for (QuantizationRecipe recipe : recipes) {
            Subject q = quantized(recipe);
            rows.add(row(q, before));
            if (second != null) {
                Progressive p = new Progressive(q.classifier, second.classifier, trained.classes(), retry.threshold);
                rows.add(row(new Subject(
                        q.name + " then " + second.name, q.weights, q.activations, p, q.bytes + second.bytes,
                        q.seconds + second.seconds), before));
            }
            progress.accept(++done);
        }
        return rows;
    }

    private long originalBytes() {
        return 4L * (trained.parameterCount() + trained.state().stream().mapToInt(Parameter::size).sum());
    }

    /** Something to be evaluated, in words and as it is. */
    private record Subject(
            String name, String weights, String activations, Classifier classifier, long bytes, double seconds) {}

    private Subject exact() {
        QuantizedNetwork whole = new QuantizedNetwork(trained, Pass.EVALUATION, null, originalBytes());
        return new Subject("fp32", "fp32", "fp32", whole.classifier(Evaluation.CHUNK), originalBytes(), 0);
    }

    private Subject quantized(QuantizationRecipe recipe) {
        long start = System.nanoTime();
        IntegerNetwork integers =
                recipe.mode() == Mode.INTEGER ? IntegerNetwork.of(trained, samples, count, recipe) : null;
        QuantizedNetwork q =
                integers == null ? PostTraining.quantize(trained, samples, count, recipe) : integers.simulated();
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Subject(
                recipe.id(), recipe.weights().text(),
                recipe.mode() == Mode.NONE ? "fp32" : recipe.activations().text() + " " + recipe.mode().id(),
                integers == null ? q.classifier(Evaluation.CHUNK) : integers, q.size().total(), seconds);
    }

    private QuantizationRow row(Subject s, Evaluation before) {
        Evaluation after = Evaluation.clean(s.classifier, test);
        double retried = s.classifier instanceof Progressive p ? p.share() : 0;
        return new QuantizationRow(
                s.name, s.weights, s.activations, after.loss(), after.accuracy(), 100 * (before.accuracy() - after.accuracy()),
                retried, s.bytes, (double) originalBytes() / s.bytes, s.seconds);
    }
}
