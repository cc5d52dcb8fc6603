package binade.simulator.training.recipe;

import java.util.Locale;

/** Where the scale of a tensor comes from. */
public enum ScaleRule {
    /** The format has none, and none is put in front of it. */
    NONE,
    /** From the tensor itself at every use. */
    EXACT,
    /** An integer per tensor that moves by at most one per step (paper-method 3.2). */
    TRACKED,
    /** From the largest values of the last steps, without looking at the present tensor. */
    DELAYED,
    /** An exponent that the rule states: where the range is known, as behind a sigmoid. */
    FIXED,
    /** The block format's own rule. */
    BLOCK;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
