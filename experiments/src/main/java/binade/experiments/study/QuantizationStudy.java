package binade.experiments.study;

import binade.experiments.workload.Dataset;
import binade.experiments.workload.Evaluation;
import binade.experiments.workload.Workload;
import binade.simulator.network.Network;
import binade.simulator.network.Parameter;
import binade.simulator.network.Pass;
import binade.simulator.quantize.IntegerNetwork;
import binade.simulator.quantize.PlantedOutliers;
import binade.simulator.quantize.PostTraining;
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

    /** Quantizes and evaluates by each recipe; the first row is binary32. */
    public List<QuantizationRow> run(List<QuantizationRecipe> recipes, IntConsumer progress) {
        long bytes = 4L * (trained.parameterCount() + trained.state().stream().mapToInt(Parameter::size).sum());
        Evaluation before = Evaluation.clean(trained, test, Pass.EVALUATION);
        List<QuantizationRow> rows = new ArrayList<>();
        rows.add(new QuantizationRow("fp32", "fp32", "fp32", before.loss(), before.accuracy(), 0, bytes, 1, 0));
        for (QuantizationRecipe recipe : recipes) {
            rows.add(row(recipe, before));
            progress.accept(rows.size() - 1);
        }
        return rows;
    }

    private QuantizationRow row(QuantizationRecipe recipe, Evaluation before) {
        long start = System.nanoTime();
        IntegerNetwork integers =
                recipe.mode() == Mode.INTEGER ? IntegerNetwork.of(trained, samples, count, recipe) : null;
        QuantizedNetwork q =
                integers == null ? PostTraining.quantize(trained, samples, count, recipe) : integers.simulated();
        double seconds = (System.nanoTime() - start) / 1e9;
        Evaluation after = integers == null
                ? Evaluation.clean(q.network(), test, q.pass()) : Evaluation.clean(integers::logits, test);
        return new QuantizationRow(
                recipe.id(), recipe.weights().text(),
                recipe.mode() == Mode.NONE ? "fp32" : recipe.activations().text() + " " + recipe.mode().id(),
                after.loss(), after.accuracy(), 100 * (before.accuracy() - after.accuracy()), q.size().total(),
                q.compression(), seconds);
    }
}
