package binade.simulator.quantize;

import java.util.List;
import java.util.Locale;

/**
 * What is done to a trained network, in this order: folding, equalization, smoothing or activation-aware scales, ranges of
 * activations, rounding of weights, correction of biases.
 *
 * @param id name on the command line
 * @param title a few words for reports
 * @param source where it comes from, or ""
 * @param weights of products and tables
 * @param mode what activations are rounded with
 * @param activations their scheme; null for mode none
 * @param rounding how a weight becomes one of the two values beside it
 * @param smoothing alpha of SmoothQuant, 0 to 1; negative: none
 * @param aware whether inputs get scales by AWQ's search
 * @param fold batch normalisation into the convolution or linear layer before it
 * @param equalize the ranges of channels of consecutive layers
 * @param biasCorrection takes the mean error of each output, over the samples, out of its bias
 * @param exclude names of operators that stay in binary32, with * for any letters
 */
public record QuantizationRecipe(
        String id, String title, String source, TensorScheme weights, Mode mode, TensorScheme activations,
        WeightRounding rounding, double smoothing, boolean aware, boolean fold, boolean equalize, boolean biasCorrection,
        List<String> exclude) {
    /** The layout of recipes this program reads and writes. */
    public static final int VERSION = 1;

    /** No smoothing. */
    public static final double UNSMOOTHED = -1;

    /** How activations are treated. */
    public enum Mode {
        /** Left in binary32: weights only. */
        NONE,
        /** Rounded over the range of each sample, at run time. */
        DYNAMIC,
        /** Rounded over ranges that calibration found. */
        STATIC,
        /** As static, at the outputs of layers, and computed in integers from end to end ({@link IntegerNetwork}). */
        INTEGER;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How weights are rounded. */
    public enum WeightRounding {
        NEAREST,
        /** Up or down as the layer's output asks ({@link AdaRound}). */
        ADAROUND,
        /** One input after the other, the error passed on to the inputs that follow ({@link Gptq}). */
        GPTQ;

        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public QuantizationRecipe {
        exclude = List.copyOf(exclude);
        require((activations == null) == (mode == Mode.NONE), "activations need a scheme unless their mode is none");
        require(activations == null || activations.granularity().kind() == Granularity.Kind.TENSOR,
                "activations have a scale per tensor; granularity is for weights");
        require(smoothing <= 1, "smoothing " + smoothing + "; allowed: 0 to 1, negative for none");
        require(smoothing < 0 || !aware, "smoothing and activation-aware scales exclude each other");
        boolean block = weights.format() instanceof binade.formats.BlockFormat;
        require(rounding == WeightRounding.NEAREST || !block, "rounding " + rounding.id()
                + " chooses between two values; " + weights.format().id() + " derives its scales, use nearest");
        if (mode == Mode.INTEGER) {
            require(weights.isInteger() && weights.symmetric() && weights.format().width() <= 8
                    && activations.isInteger() && activations.format().width() <= 8,
                    "integer arithmetic needs integers of at most 8 bits, weights symmetric");
            require(weights.granularity().kind() != Granularity.Kind.GROUP, "integer arithmetic has no groups");
            require(smoothing < 0 && !aware && exclude.isEmpty(), "integer arithmetic has neither smoothing nor exceptions");
            require(fold, "integer arithmetic needs batch normalisation folded");
            require(rounding == WeightRounding.NEAREST && !biasCorrection, "integer arithmetic rounds to nearest, biases uncorrected");
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The same with another name. */
    public QuantizationRecipe named(String newId, String newTitle) {
        return new QuantizationRecipe(newId, newTitle, source, weights, mode, activations, rounding, smoothing, aware, fold,
                equalize, biasCorrection, exclude);
    }

    public QuantizationRecipe withWeights(TensorScheme other) {
        return new QuantizationRecipe(id, title, source, other, mode, activations, rounding, smoothing, aware, fold, equalize,
                biasCorrection, exclude);
    }

    /** @param scheme null for mode none */
    public QuantizationRecipe withActivations(Mode newMode, TensorScheme scheme) {
        return new QuantizationRecipe(id, title, source, weights, newMode, scheme, rounding, smoothing, aware, fold, equalize,
                biasCorrection, exclude);
    }

    public QuantizationRecipe withRounding(WeightRounding other) {
        return new QuantizationRecipe(id, title, source, weights, mode, activations, other, smoothing, aware, fold, equalize,
                biasCorrection, exclude);
    }

    /** @param alpha negative for none */
    public QuantizationRecipe withSmoothing(double alpha) {
        return new QuantizationRecipe(id, title, source, weights, mode, activations, rounding, alpha, aware, fold, equalize,
                biasCorrection, exclude);
    }

    public QuantizationRecipe withAware(boolean other) {
        return new QuantizationRecipe(id, title, source, weights, mode, activations, rounding, smoothing, other, fold, equalize,
                biasCorrection, exclude);
    }

    /** Changes of the network before it is rounded, and of its biases behind. */
    public QuantizationRecipe withChanges(boolean newFold, boolean newEqualize, boolean newBiasCorrection) {
        return new QuantizationRecipe(id, title, source, weights, mode, activations, rounding, smoothing, aware, newFold,
                newEqualize, newBiasCorrection, exclude);
    }

    /** Whether an operator stays in binary32. */
    boolean excludes(Operator operator) {
        return exclude.stream().anyMatch(e -> operator.name().matches("\\Q" + e.replace("*", "\\E.*\\Q") + "\\E"));
    }

    /** Whether a method needs the second moments of the inputs. */
    boolean needsMoments() {
        return rounding != WeightRounding.NEAREST || aware;
    }
}
