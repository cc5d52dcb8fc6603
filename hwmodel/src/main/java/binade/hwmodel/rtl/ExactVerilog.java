package binade.hwmodel.rtl;

import binade.formats.GridFormat;
import binade.hwmodel.ExactMac;
import binade.hwmodel.rtl.FixedPointSum.Term;
import binade.hwmodel.rtl.OperandVerilog.Decoded;
import java.util.List;
import java.util.stream.IntStream;

/** The walk over {@link ExactMac}: products shifted into place and added in fixed point. */
final class ExactVerilog {
    private final Circuit circuit;
    private final Words words;
    private final ExactMac unit;

    ExactVerilog(Circuit circuit, ExactMac unit) {
        this.circuit = circuit;
        this.unit = unit;
        words = new Words(circuit);
    }

    /** What the accumulator takes next. */
    List<String> next(GridFormat a, GridFormat b) {
        List<Term> terms = IntStream.range(0, unit.lanes())
                .mapToObj(lane -> term(OperandVerilog.of("a", lane, a), OperandVerilog.of("b", lane, b)))
                .toList();
        return FixedPointSum.next(circuit, unit.accumulator().bits(), terms);
    }

    private Term term(OperandVerilog a, OperandVerilog b) {
        Decoded x = a.shift(circuit);
        Decoded y = b.shift(circuit);
        List<String> product = words.multiply(x.significand(), y.significand());
        List<String> shift = words.sum(
                x.exponent(), y.exponent(), Circuit.ZERO, Math.max(a.path().shiftBits(), b.path().shiftBits()));
        int wp = unit.productBits();
        List<String> shifted = words.shiftedLeft(product, shift, wp + 2).subList(0, wp);
        String sign = circuit.xor(a.sign(), b.sign());
        return new Term(words.complemented(shifted, sign), sign);
    }
}
