package binade.simulator.training.recipe;

import java.util.Locale;

/**
 * What a gradient is reduced to before the update, as if it were sent to other machines in few bits.
 *
 * @param method how
 * @param clip ternary: gradients are clipped to so many standard deviations of the tensor first; infinite: not clipped
 */
public record GradientCompression(Method method, double clip) {
    public static final GradientCompression NONE = new GradientCompression(Method.NONE, Double.POSITIVE_INFINITY);

    /** How gradients are compressed. */
    public enum Method {
        /** Not at all. */
        NONE,
        /** Two values per column, the error kept for the next step (Seide et al., Interspeech 2014). */
        ONE_BIT,
        /** -s, 0 or s drawn at random with the gradient as its mean (Wen et al., NeurIPS 2017). */
        TERNARY;

        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public GradientCompression {
        if (!(clip > 0)) {
            throw new IllegalArgumentException("clip " + clip + " is not above 0");
        }
        if (method != Method.TERNARY && clip < Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("clip is for ternary");
        }
    }
}
