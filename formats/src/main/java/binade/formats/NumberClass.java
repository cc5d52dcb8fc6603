package binade.formats;

/** What kind of number a value is (IEEE 754-2019 section 5.7.2, without the sign). */
public enum NumberClass {
    ZERO,
    /** Below the smallest magnitude with full precision. */
    SUBNORMAL,
    NORMAL,
    INFINITE,
    NAN
}
