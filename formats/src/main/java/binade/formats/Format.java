package binade.formats;

/**
 * A number format: a set of values with bit patterns. Alternatives are sealed, so that a new kind of format does not
 * compile until every place that must know it does.
 */
public sealed interface Format permits ScalarFormat, WideFormat, SignFormat, BlockFormat {
    /** The id that {@link Formats#any} understands. */
    String id();

    /** Bits of one code. */
    int width();
}
