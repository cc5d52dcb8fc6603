package binade.experiments.reproduce;

import java.util.Locale;

/** What became of a claim. */
public enum Verdict {
    /** The relation holds. */
    HOLDS,
    /** It does not. */
    FAILS,
    /** The measurement could not be carried out; why is said beside it. */
    UNMEASURED;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
