package binade.testkit.vectors;

/** Where an input lies; each kind is there for the mistakes it finds. */
public enum InputKind {
    /** A value of the format, or the number just beside it: results that move when they should not. */
    VALUE,
    /** A midpoint (posits, logarithms: the threshold) or the number just beside it: wrong ties, double rounding. */
    TIE,
    /** Somewhere between two neighbours. */
    BETWEEN,
    /** Fractions of the smallest value and around the smallest normal: flushed subnormals, wrong quantum. */
    SUBNORMAL_EDGE,
    /** Around the largest value, the first tie above it, and far beyond: range check before rounding. */
    OVERFLOW_EDGE,
    /** A power of two, or the number just beside it: carries into the next binade. */
    POWER_OF_TWO,
    /** 0 and -0. */
    ZERO,
    /** Both infinities. */
    INFINITE,
    /** NaN; left out of vectors for formats that have none. */
    NAN,
    /** N(0, 1) times the shared scale. */
    NORMAL,
    /** Logarithmically uniform over the range of the format and a little beyond. */
    LOG_UNIFORM,
    /** Any bit pattern. */
    ANY
}
