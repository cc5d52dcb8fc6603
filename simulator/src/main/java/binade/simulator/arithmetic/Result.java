package binade.simulator.arithmetic;

/**
 * What an operation delivers.
 *
 * @param code the code point, or {@link #NO_CODE} for a NaN in a format that has none
 * @param flags the sum of the {@link Flags} raised
 */
public record Result(long code, int flags) {
    /** In place of a code: the result is NaN and the format has none. No result has all of 64 bits set: NaN is canonical. */
    public static final long NO_CODE = -1;

    /** Whether there is a code. */
    public boolean hasCode() {
        return code != NO_CODE;
    }

    @Override
    public String toString() {
        return (hasCode() ? Long.toHexString(code) : "-") + " " + Integer.toHexString(flags);
    }
}
