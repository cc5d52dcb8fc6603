package binade.hwmodel.rtl;

import binade.formats.GridFormat;
import binade.hwmodel.Accumulator;
import binade.hwmodel.Datapath;
import binade.hwmodel.FloatingMac;
import binade.hwmodel.rtl.Circuit.Sum;
import binade.hwmodel.rtl.OperandVerilog.Decoded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The walk over {@link FloatingMac}: a product added to a floating register with one rounding to nearest even. Sums that
 * round below the normal range become +0, those beyond the largest value the largest value of their sign; the register
 * never holds a subnormal, an infinity or NaN. The exponent is that of the register's field, in XE bits of two's
 * complement.
 */
final class FloatingVerilog {
    private final Circuit circuit;
    private final Words words;
    private final FloatingMac unit;
    private final FloatingRegister register;
    private final int xe;

    FloatingVerilog(Circuit circuit, FloatingMac unit, FloatingRegister register) {
        this.circuit = circuit;
        this.unit = unit;
        this.register = register;
        words = new Words(circuit);
        xe = FloatingMac.exponentWidth(unit.a(), unit.b(), unit.accumulator());
    }

    /** Sign, exponent in the register's field, significand with its leading bit on top. */
    private record Number(String sign, List<String> exponent, List<String> significand) {}

    /** What the accumulator takes next; clears it where rst is set. */
    List<String> next(GridFormat a, GridFormat b) {
        int p = Math.max(unit.a().precision() + unit.b().precision(), unit.accumulator().fractionBits() + 1);
        Number product = product(OperandVerilog.of("a", 0, a), OperandVerilog.of("b", 0, b), p);
        Number sum = register(p);
        List<String> distance = words.difference(product.exponent, sum.exponent, xe).subList(0, xe);
        // A product of 0 has any exponent: the register then is the larger one.
        String larger = circuit.or(distance.getLast(), inverted(product.significand.getLast()));
        List<String> apart = words.negated(distance, distance.getLast());
        List<String> exponent = words.mux(larger, sum.exponent, product.exponent);
        List<String> high = words.mux(larger, sum.significand, product.significand);
        List<String> low = words.mux(larger, product.significand, sum.significand);
        String sign = circuit.mux(larger, sum.sign, product.sign);
        String subtract = circuit.xor(product.sign, sum.sign);
        int w = p + 3;
        List<String> amount = words.saturated(apart.subList(0, xe - 1), clog2(w + 1));
        List<String> aligned = words.shiftedRightJammed(Words.leftJustified(low, w), amount);
        List<String> added = words.sum(
                Words.leftJustified(high, w), withTop(words.complemented(aligned, subtract), subtract), subtract, w + 1);
        List<String> total = added.subList(0, w + 1);
        String negative = circuit.and(subtract, total.getLast());
        List<String> magnitude = words.negated(total, negative);
        List<String> zeros = words.leadingZeros(magnitude);
        List<String> normalised = words.normalised(magnitude, zeros);
        List<String> scaled = words.difference(exponent, zeros, xe).subList(0, xe);
        return rounded(circuit.xor(sign, negative), scaled, normalised);
    }

    private static List<String> withTop(List<String> word, String bit) {
        List<String> wider = new ArrayList<>(word);
        wider.add(bit);
        return wider;
    }

    private static String inverted(String bit) {
        return Words.inverted(bit);
    }

    private Number product(OperandVerilog a, OperandVerilog b, int p) {
        Decoded x = a.exponent(circuit);
        Decoded y = b.exponent(circuit);
        List<String> product = words.multiply(x.significand(), y.significand());
        List<String> zeros = words.leadingZeros(product);
        List<String> normalised = words.normalised(product, zeros);
        int ew = Math.max(a.path().shiftBits(), b.path().shiftBits());
        List<String> both = words.sum(x.exponent(), y.exponent(), Circuit.ZERO, ew);
        int constant = a.format().grid().smallestQuantumExponent() + b.format().grid().smallestQuantumExponent()
                - x.offset() - y.offset() + product.size() - 1 + register.bias();
        requireRoom(constant, product.size(), a.path(), b.path());
        List<String> field = words.sum(both, Words.constant(constant, xe), Circuit.ZERO, xe).subList(0, xe);
        return new Number(
                circuit.xor(a.sign(), b.sign()), words.difference(field, zeros, xe).subList(0, xe),
                Words.leftJustified(normalised, p));
    }

    /** No exponent or difference of exponents may leave XE bits. */
    private void requireRoom(int constant, int productBits, Datapath a, Datapath b) {
        int lowest = constant - productBits - (1 << unit.accumulator().exponentBits());
        int highest = constant + (1 << a.shiftBits()) + (1 << b.shiftBits()) + 2;
        int limit = 1 << xe - 1;
        if (lowest < -limit || highest >= limit) {
            throw new IllegalArgumentException("exponents of products are " + (lowest + highest) / 2
                    + " away from those of the accumulator; " + xe + " bits do not hold that");
        }
    }

    /** The leading bit is the OR of the exponent field: there are no subnormals. */
    private Number register(int p) {
        Accumulator.Floating f = unit.accumulator();
        List<String> field = Words.bits("acc", f.fractionBits(), f.fractionBits() + f.exponentBits());
        List<String> significand = Words.bits("acc", 0, f.fractionBits());
        significand.add(words.any(field));
        return new Number(
                "acc[" + (f.bits() - 1) + "]", Words.resized(field, xe), Words.leftJustified(significand, p));
    }

    /** To nearest even, then the special cases, each of which is all zeros or all ones but for a bit. */
    private List<String> rounded(String sign, List<String> exponent, List<String> normalised) {
        int fractionBits = unit.accumulator().fractionBits();
        int n = normalised.size();
        int lowest = n - 1 - fractionBits;
        String sticky = words.any(normalised.subList(0, lowest - 1));
        String up = circuit.and(normalised.get(lowest - 1), circuit.or(sticky, normalised.get(lowest)));
        List<String> fraction = words.incremented(normalised.subList(lowest, n - 1), up);
        List<String> result = new ArrayList<>(fraction.subList(0, fractionBits));
        // The word's top bit weighs 2^(exponent + 1).
        Sum first = circuit.fullAdder(exponent.getFirst(), Circuit.ONE, fraction.getLast());
        List<String> field = new ArrayList<>(List.of(first.sum()));
        field.addAll(words.incremented(exponent.subList(1, xe), first.carry()).subList(0, xe - 1));
        int bits = unit.accumulator().exponentBits();
        result.addAll(field.subList(0, bits));
        String below = field.getLast();
        String nonzero = normalised.getLast();
        String above = words.any(field.subList(bits, xe - 1));
        String beyond = register.reservesTopExponent() ? circuit.or(above, words.all(field.subList(0, bits))) : above;
        String something = circuit.and(circuit.or(words.any(field.subList(0, bits)), above), circuit.and(nonzero, inverted(below)));
        String full = circuit.and(circuit.and(beyond, something), "keep");
        String normal = circuit.and(circuit.and(something, inverted(beyond)), "keep");
        List<String> largest = new ArrayList<>(Collections.nCopies(fractionBits + bits, full));
        if (register.reservesTopExponent()) {
            largest.set(fractionBits, Circuit.ZERO);
        }
        List<String> chosen = words.mux(normal, result, largest);
        chosen.add(circuit.and(sign, circuit.or(normal, full)));
        return chosen;
    }

    private static int clog2(int n) {
        return 32 - Integer.numberOfLeadingZeros(n - 1);
    }
}
