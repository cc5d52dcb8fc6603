package binade.hwmodel.rtl;

import binade.formats.GridFormat;
import binade.hwmodel.Datapath;
import binade.hwmodel.Decoder;
import binade.hwmodel.LogarithmicMac;
import binade.hwmodel.rtl.FixedPointSum.Term;
import binade.hwmodel.rtl.OperandVerilog.Decoded;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The walk over {@link LogarithmicMac} of a sign-magnitude operand: its significand shifted by both exponents. The power's
 * exponent field counts from 1, so the lowest bit that comes out of the shifter is 0 and left out.
 */
final class LogarithmicVerilog {
    private final Circuit circuit;
    private final Words words;
    private final LogarithmicMac unit;

    LogarithmicVerilog(Circuit circuit, LogarithmicMac unit) {
        this.circuit = circuit;
        this.unit = unit;
        words = new Words(circuit);
    }

    /** What the accumulator takes next. */
    List<String> next(GridFormat a, GridFormat b) {
        if (unit.operand().isInteger() || !(unit.powers().decoder() instanceof Decoder.Field)) {
            throw new IllegalArgumentException(
                    "Verilog of powers of two is written for sign-magnitude operands and regular exponent fields");
        }
        boolean swap = Datapath.of(a).isLogarithmic();
        List<Term> terms = IntStream.range(0, unit.lanes())
                .mapToObj(lane -> term(
                        OperandVerilog.of(swap ? "b" : "a", lane, swap ? b : a),
                        OperandVerilog.of(swap ? "a" : "b", lane, swap ? a : b)))
                .toList();
        return FixedPointSum.next(circuit, unit.accumulatorBits(), terms);
    }

    private Term term(OperandVerilog operand, OperandVerilog power) {
        Decoded x = operand.shift(circuit);
        int ew = power.path().shiftBits();
        List<String> field = power.code().subList(0, ew);
        List<String> significand = words.gated(x.significand(), words.any(field));
        List<String> shift = x.exponent().isEmpty()
                ? field
                : words.sum(x.exponent(), field, Circuit.ZERO, Math.max(operand.path().shiftBits(), ew));
        int wp = operand.path().magnitudeBits() + power.path().shiftRange();
        List<String> shifted = words.shiftedLeft(significand, shift, wp + 2).subList(1, wp + 1);
        String sign = circuit.xor(operand.sign(), power.sign());
        return new Term(words.complemented(shifted, sign), sign);
    }
}
