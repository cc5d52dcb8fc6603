package binade.simulator.tensorcore;

/** The formats of block scales. A finite word is m 2^(r - f) with m >= 0, r its encoded exponent. Source: section 1. */
public enum ScaleFormat {
    /** 2^(w - 127); 0xFF is NaN. Also known as e8m0fnu. */
    UE8M0("ue8m0", 0),
    /** E4M3 without the top bit; 0x7F is NaN. */
    UE4M3("ue4m3", 3);

    private final String id;
    private final int fractionBits;

    ScaleFormat(String id, int fractionBits) {
        this.id = id;
        this.fractionBits = fractionBits;
    }

    /** @throws IllegalArgumentException for an unknown id; the message lists the known ones */
    public static ScaleFormat parse(String id) {
        return switch (id) {
            case "ue8m0", "e8m0fnu" -> UE8M0;
            case "ue4m3", "e4m3", "e4m3fn" -> UE4M3;
            default -> throw new IllegalArgumentException(
                    "unknown scale format '" + id + "'; allowed: ue8m0 (or e8m0fnu) ue4m3 (or e4m3fn)");
        };
    }

    public String id() {
        return id;
    }

    public int fractionBits() {
        return fractionBits;
    }

    public boolean isNan(long word) {
        return this == UE8M0 ? word == 0xFF : (word & 0x7F) == 0x7F;
    }

    public int significand(long word) {
        return this == UE8M0 ? 1 : (int) OperandFormat.E4M3.significand(word & 0x7F);
    }

    public int exponent(long word) {
        return this == UE8M0 ? (int) word - 127 : OperandFormat.E4M3.exponent(word);
    }
}
