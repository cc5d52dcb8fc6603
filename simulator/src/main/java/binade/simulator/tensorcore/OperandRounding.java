package binade.simulator.tensorcore;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.kernel.Kernels;
import binade.formats.kernel.RoundingPlan;

/**
 * Binary32 numbers into an operand format, as the code that feeds a matrix unit converts them: to nearest even, formats of eight
 * bits or fewer saturate; TF32 loses its low 13 bits in the unit itself.
 */
final class OperandRounding {
    private static final int TF32_MASK = -1 << 13;

    private final OperandFormat format;
    private final RoundingPlan plan;

    /** @throws IllegalArgumentException for formats that binary32 arrays do not feed: fp64 and integers */
    OperandRounding(OperandFormat format) {
        this.format = format;
        plan = switch (format) {
            case FP32, TF32 -> null;
            case BF16, FP16, E5M2, E4M3FNUZ, E5M2FNUZ -> plan(format.id());
            case E4M3, E3M2, E2M3, E2M1 -> plan(format.id() + "fn");
            case FP64, S16, S8, U8, S4, U4, B1XOR, B1AND -> throw new IllegalArgumentException(
                    "products of binary32 matrices do not run on " + format.id() + " operands; allowed: fp32 tf32 bf16 fp16 and"
                            + " smaller floating-point formats");
        };
    }

    private static RoundingPlan plan(String id) {
        GridFormat f = Formats.parse(id);
        return RoundingPlan.of(f, f.defaultScale(), f.defaultOverflow());
    }

    OperandFormat format() {
        return format;
    }

    /** Rounds x in place. */
    void round(float[] x) {
        if (plan != null) {
            Kernels.rounding().round(plan, x, x, 0, x.length);
        } else if (format == OperandFormat.TF32) {
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat(Float.floatToRawIntBits(x[i]) & TF32_MASK);
            }
        }
    }
}
