package binade.simulator.tensorcore;

/** Which word a machine delivers for NaN, whatever the payload that caused it. */
public enum NanWord {
    /** Every bit but the sign: NVIDIA, section 4. */
    ALL_ONES("all-ones"),
    /** Positive, quiet, payload 0. */
    QUIET("quiet");

    private final String id;

    NanWord(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    long word(AccumulatorFormat format) {
        return this == ALL_ONES
                ? format.signBit() - 1
                : format.infinity(false) | 1L << format.fractionBits() - 1;
    }
}
