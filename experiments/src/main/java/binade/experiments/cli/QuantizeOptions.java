package binade.experiments.cli;

import binade.simulator.quantize.Granularity;
import binade.simulator.quantize.QuantizationRecipe;
import binade.simulator.quantize.QuantizationRecipe.Mode;
import binade.simulator.quantize.RangeRule;
import binade.simulator.quantize.TensorScheme;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What the command line changes of a quantization recipe. */
final class QuantizeOptions {
    /** With zero points or without. */
    static final class Range {
        @Option(names = "--symmetric", description = "ranges of weights and activations are -c ... c, without zero points")
        boolean symmetric;

        @Option(names = "--affine", description = "ranges of weights and activations have zero points (integers)")
        boolean affine;
    }

    @Option(names = "--weights", paramLabel = "FORMAT", description = "format of the weights: any scalar or block format")
    String weights;

    @Option(names = "--activations", paramLabel = "FORMAT|none", description = "format of the activations")
    String activations;

    @Option(names = "--observer", paramLabel = "RULE", description = "range of activations: " + RangeRule.ALLOWED)
    String observer;

    @Option(names = "--weight-observer", paramLabel = "RULE", description = "range of weights: the same rules")
    String weightObserver;

    @Option(names = "--granularity", paramLabel = "G", description = "weights that share a scale: tensor, channel, group:N")
    String granularity;

    @ArgGroup(exclusive = true)
    Range range = new Range();

    @Option(names = "--fold", negatable = true, description = "fold batch normalisation into the layer before it, or not")
    Boolean fold;

    @Option(names = "--equalize", negatable = true, description = "equalize the ranges of channels of consecutive layers")
    Boolean equalize;

    @Option(names = "--bias-correction", negatable = true, description = "take the mean error of outputs out of the biases")
    Boolean biasCorrection;

    @Option(names = "--smoothing", paramLabel = "ALPHA", description = "of SmoothQuant, 0 to 1")
    Double smoothing;

    /** @throws IllegalArgumentException if the changed recipe does not hold together */
    QuantizationRecipe apply(QuantizationRecipe r) {
        TensorScheme w = scheme(r.weights(), weights, weightObserver);
        if (granularity != null) {
            w = w.withGranularity(Granularity.parse(granularity));
        }
        QuantizationRecipe changed = r.withWeights(w);
        if ("none".equals(activations)) {
            if (r.mode() == Mode.INTEGER) {
                throw new IllegalArgumentException("--activations none: " + r.id() + " computes with integer activations");
            }
            changed = changed.withActivations(Mode.NONE, null);
        } else if (activations != null && r.mode() == Mode.NONE) {
            TensorScheme plain = TensorScheme.of(TensorScheme.parseFormat("int8")).withGranularity(Granularity.TENSOR)
                    .withSymmetric(false);
            changed = changed.withActivations(Mode.STATIC, scheme(plain, activations, observer));
        } else if (r.mode() != Mode.NONE) {
            changed = changed.withActivations(r.mode(), scheme(r.activations(), activations, observer));
        }
        if (smoothing != null) {
            changed = changed.withSmoothing(smoothing);
        }
        return changed.withChanges(
                fold == null ? r.fold() : fold, equalize == null ? r.equalize() : equalize,
                biasCorrection == null ? r.biasCorrection() : biasCorrection);
    }

    private TensorScheme scheme(TensorScheme scheme, String format, String rule) {
        TensorScheme s = format == null ? scheme : scheme.withFormat(TensorScheme.parseFormat(format));
        if (rule != null) {
            s = s.withRule(RangeRule.parse(rule));
        }
        return range.symmetric ? s.withSymmetric(true) : range.affine ? s.withSymmetric(false) : s;
    }
}
