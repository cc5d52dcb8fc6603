package binade.hwmodel.device;

import binade.formats.Format;
import binade.formats.Formats;
import binade.hwmodel.simd.SimdCost;
import java.util.List;

/**
 * An input type that a device multiplies, with its peak.
 *
 * @param id as the vendor's table has it: fp16, fp8, int8, binary
 * @param engine tensor, matrix, cuda, vector, mme, array; of a processor the path of its vector unit
 * @param accumulator what products are added into
 * @param peakMacPerSecond dense
 * @param sparsePeakMacPerSecond with 2:4 sparsity; NaN where there is none
 * @param tile of a processor: the register tile that reaches the peak; else null
 */
public record NativeType(
        String id, String engine, String accumulator, double peakMacPerSecond, double sparsePeakMacPerSecond,
        SimdCost.Tile tile) {
    /** Codes of 8 bits that a processor decodes by table to BF16 on the way. */
    static final String GRID8 = "grid8";

    /** The formats behind the id: 8-bit floats come as two. */
    public List<Format> formats(boolean amdBias) {
        return switch (id) {
            case "fp8" -> amdBias
                    ? List.of(Formats.any("e4m3fnuz"), Formats.any("e5m2fnuz"))
                    : List.of(Formats.any("e4m3fn"), Formats.any("e5m2"));
            case "fp6" -> List.of(Formats.any("e2m3fn"), Formats.any("e3m2fn"));
            case GRID8 -> List.of(Formats.any("bf16"));
            case "fp4" -> List.of(Formats.any("e2m1fn"));
            default -> List.of(Formats.any(id));
        };
    }

    public boolean hasSparsity() {
        return Double.isFinite(sparsePeakMacPerSecond);
    }
}
