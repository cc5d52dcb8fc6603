package binade.hwmodel.device;

/**
 * Energy per bit at cell and device scope; {@code memories/memory_energy.csv} has the rows and their sources. Paths
 * inside a GPU and board-level figures are another scope and are never added to these.
 */
public final class Memories {
    private static final double SMALL_SRAM_BYTES = 8192;
    private static final double FINE_NODE_NM = 16;

    private Memories() {}

    /** Off-chip, pJ per bit: HBM2 3.9, GDDR6 5.5, LPDDR5 31 (controller included), DDR 20. */
    public static double pjPerBit(String memory) {
        return switch (memory) {
            case "hbm" -> 3.92;
            case "gddr6" -> 5.47;
            case "lpddr5" -> 31.25;
            case "ddr" -> 20.3;
            default -> throw new IllegalArgumentException(
                    "memory '" + memory + "'; allowed: hbm, gddr6, lpddr5, ddr");
        };
    }

    /**
     * On-chip SRAM of a capacity at a node: up to 16 nm as at 7 nm, 0.117 (C / 8 KiB)^0.129 through the points of 8 KiB and
     * 1 MiB, above as at 45 nm. SRAM scales too little for more.
     */
    public static double sramPjPerBit(double capacityBytes, double nodeNm) {
        return nodeNm > FINE_NODE_NM
                ? sramPjPerBit(capacityBytes)
                : 0.11719 * Math.pow(capacityBytes / SMALL_SRAM_BYTES, 0.1286);
    }

    /**
     * On-chip SRAM of a capacity, pJ per bit at 45 nm: 0.156 (C / 8 KiB)^0.475, through the points of 8 KiB and 1 MiB.
     */
    public static double sramPjPerBit(double capacityBytes) {
        if (!(capacityBytes > 0)) {
            throw new IllegalArgumentException("SRAM of " + capacityBytes + " bytes; more than 0 are needed");
        }
        return 0.15625 * Math.pow(capacityBytes / SMALL_SRAM_BYTES, 0.4746);
    }
}
