package binade.hwmodel;

/** A part of a multiply-accumulate unit. */
public enum Part {
    DECODER("decoders"),
    MULTIPLIER("multiplier"),
    EXPONENT("exponent arithmetic"),
    PRODUCT_NORMALISER("product normaliser"),
    SWAP("distance and swap"),
    SHIFTER("alignment shifter"),
    COMPLEMENT("sign and complement"),
    ADDER("accumulation adder"),
    NORMALISER("negate and normalise"),
    ROUNDING("rounding"),
    /** Flip-flops, with the gates that reset or select what they take. */
    REGISTER("accumulator register");

    private final String title;

    Part(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
