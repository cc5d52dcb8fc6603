package binade.hwmodel.device;

import java.util.List;

/**
 * A machine.
 *
 * @param id what the command line takes
 * @param title the vendor's name
 * @param units compute units
 * @param clockMhz MHz
 * @param bandwidthBytesPerSecond of the memory
 * @param cacheBytes shared on-chip memory; 0 if unknown
 * @param memoryBytes capacity
 * @param powerW of the board; NaN if unknown
 * @param nodeNm technology, nm
 * @param memory hbm, gddr6, ddr or sram: the kind whose energy per bit counts
 * @param natives what it multiplies
 * @param achieved best share of the peak that a large matrix product has reached; of this device, or what is
 *     expected from its vendor's others ({@link Achieved})
 * @param source where the figures are from
 */
public record Device(
        String id, String title, String vendor, String architecture, int units, double clockMhz,
        double bandwidthBytesPerSecond, double cacheBytes, double memoryBytes, double powerW, double nodeNm,
        String memory, List<NativeType> natives, double achieved, String source) {

    /** Whether it is a core of a processor, with the vector unit of a {@link binade.hwmodel.simd.Cpu}. */
    public boolean isCore() {
        return natives.stream().anyMatch(t -> t.tile() != null);
    }

    /** Whether its 8-bit floats are those without infinities and with another bias (CDNA 3). */
    public boolean hasShiftedFloat8() {
        return architecture.equals("CDNA3");
    }

    /** Binary32 operations of the vector units per second; a sixteenth of the fastest matrix type where the table has none. */
    public double vectorPerSecond() {
        return natives.stream()
                .filter(t -> t.id().equals("fp32"))
                .mapToDouble(NativeType::peakMacPerSecond)
                .findFirst()
                .orElseGet(() -> natives.stream().mapToDouble(NativeType::peakMacPerSecond).max().orElseThrow() / 16);
    }

    /** Whether matrix instructions take block scales. */
    public boolean hasBlockScales() {
        return architecture.equals("Blackwell") || architecture.equals("CDNA4");
    }
}
