package binade.hwmodel.rtl;

import binade.formats.Encoding.Specials;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulator;

/**
 * A floating accumulator as a format of the library.
 *
 * @param reservesTopExponent whether the largest exponent field stands for infinities and NaN
 */
record FloatingRegister(GridFormat format, int bias, boolean reservesTopExponent) {

    /** @throws IllegalArgumentException if the library has no such format */
    static FloatingRegister of(Accumulator.Floating accumulator) {
        String id = accumulator.equals(Accumulator.Floating.FP32) ? "fp32"
                : accumulator.equals(Accumulator.Floating.FP16) ? "fp16"
                        : accumulator.equals(Accumulator.Floating.BF16) ? "bf16"
                                : accumulator.equals(Accumulator.Floating.FP169) ? "fp169" : null;
        if (id == null) {
            throw new IllegalArgumentException("Verilog is written for accumulators fp16, bf16, fp32 and fp169, not for "
                    + accumulator.text());
        }
        GridFormat format = Formats.parse(id);
        int bias = 1 - Math.getExponent(format.grid().minNormal());
        return new FloatingRegister(format, bias, format.encoding().specials() == Specials.IEEE);
    }
}
