package binade.hwmodel.rtl;

import binade.formats.Encoding.Layout;
import binade.formats.GridFormat;
import binade.hwmodel.CellCounts;
import binade.hwmodel.Datapath;
import binade.hwmodel.Decoder;
import binade.hwmodel.rtl.Circuit.Sum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * One operand of one lane: from the bits of its code to sign, significand and exponent, as {@link Decoder} counts it.
 *
 * @param port a or b
 * @param lane the code is in bits lane width to lane width + width - 1
 */
record OperandVerilog(String port, int lane, GridFormat format, Datapath path) {

    /**
     * A magnitude is significand x 2^(exponent - offset) smallest quanta.
     *
     * @param significand low bits first
     * @param exponent low bits first; empty where there is one only
     */
    record Decoded(List<String> significand, List<String> exponent, int offset) {}

    static OperandVerilog of(String port, int lane, GridFormat format) {
        return new OperandVerilog(port, lane, format, Datapath.of(format));
    }

    private List<String> code(int from, int to) {
        int base = lane * format.width();
        return Words.bits(port, base + from, base + to);
    }

    /** All bits of the code. */
    List<String> code() {
        return code(0, format.width());
    }

    String sign() {
        return path.layout() == Layout.UNSIGNED ? Circuit.ZERO : code(format.width() - 1, format.width()).getFirst();
    }

    /** With a shift amount from 0 on. */
    Decoded shift(Circuit circuit) {
        return switch (path.decoder()) {
            case Decoder.None _ -> new Decoded(code(0, path.precision()), List.of(), 0);
            case Decoder.Field(int exponentBits) -> fieldAsShift(circuit, exponentBits);
            case Decoder.Table _ -> table(circuit);
            case Decoder.Posit _, Decoder.Lookup _, Decoder.Antilog _ -> throw new AssertionError("a grid format has no such decoder");
        };
    }

    /** With the exponent as it is in the code, which is 1 for numbers without a leading bit. */
    Decoded exponent(Circuit circuit) {
        return path.decoder() instanceof Decoder.Field(int exponentBits) ? field(circuit, exponentBits) : shift(circuit);
    }

    /** The leading bit is the OR of the field, the exponent max(field, 1). */
    private Decoded field(Circuit circuit, int exponentBits) {
        int fractionBits = path.precision() - 1;
        List<String> field = code(fractionBits, fractionBits + exponentBits);
        String normal = new Words(circuit).any(field);
        List<String> exponent = new ArrayList<>(field);
        exponent.set(0, circuit.or(field.getFirst(), circuit.not(normal)));
        List<String> significand = code(0, fractionBits);
        significand.add(normal);
        return new Decoded(significand, exponent, 1);
    }

    /** Shift = max(field, 1) - 1, by a chain of half subtractors whose last borrow is a zero field. */
    private Decoded fieldAsShift(Circuit circuit, int exponentBits) {
        int fractionBits = path.precision() - 1;
        List<String> field = code(fractionBits, fractionBits + exponentBits);
        List<String> less = new ArrayList<>();
        less.add(null); // ~field[0], of which only the AND below makes use
        String borrow = circuit.not(field.getFirst());
        String lowest = borrow;
        for (int i = 1; i < exponentBits; i++) {
            // difference = field ^ borrow, borrow = ~field & borrow: a half adder of the complement
            Sum s = circuit.halfAdder("~" + field.get(i), borrow);
            less.add("~" + s.sum());
            borrow = s.carry();
        }
        String normal = "~" + borrow;
        List<String> shift = new ArrayList<>();
        shift.add(exponentBits == 1 ? Circuit.ZERO : circuit.and(lowest, normal));
        for (int i = 1; i < exponentBits; i++) {
            // The top bit of field - 1 is 0 wherever the field is 0 or borrows: no gate needed there.
            shift.add(i < exponentBits - 1 ? circuit.and(less.get(i), normal) : "(" + less.get(i) + " & " + normal + ")");
        }
        List<String> significand = code(0, fractionBits);
        significand.add(normal);
        return new Decoded(significand, shift, 0);
    }

    /** A case statement from the magnitude's code to significand and shift; its cells are the model's estimate. */
    private Decoded table(Circuit circuit) {
        int n = format.width() - 1;
        int p = path.precision();
        int ew = path.shiftBits();
        String name = port + lane + "_decoded";
        circuit.line("reg [%d:0] %s;".formatted(p + ew - 1, name));
        circuit.line("always @* case (%s[%d:%d])".formatted(port, lane * format.width() + n - 1, lane * format.width()));
        for (long code = 0; code < 1L << n; code++) {
            BigInteger magnitude = magnitude(format, code);
            int shift = Math.max(0, magnitude.bitLength() - p);
            BigInteger word = BigInteger.valueOf(shift).shiftLeft(p).or(magnitude.shiftRight(shift));
            circuit.line("  %d'd%d: %s = %d'd%s;".formatted(n, code, name, p + ew, word));
        }
        circuit.line("endcase");
        circuit.table(path.decoder().shiftCells());
        return new Decoded(Words.bits(name, 0, p), Words.bits(name, p, p + ew), 0);
    }

    /** The table alone, as a module mac(a, decoded): for its gates to be counted. */
    static String tableModule(GridFormat format) {
        Circuit circuit = new Circuit();
        Datapath path = Datapath.of(format);
        Decoded d = new OperandVerilog("a", 0, format, path).table(circuit);
        int bits = d.significand.size() + d.exponent.size();
        return "module mac(input [%d:0] a, output [%d:0] decoded);%n".formatted(format.width() - 1, bits - 1)
                + circuit.body() + "  assign decoded = a0_decoded;\nendmodule\n";
    }

    /** A code's magnitude in smallest quanta; 0 for codes without a finite value. */
    static BigInteger magnitude(GridFormat f, long code) {
        double value;
        try {
            value = Math.abs(f.decode(code));
        } catch (IllegalArgumentException unused) {
            return BigInteger.ZERO;
        }
        return Double.isFinite(value) ? quanta(value, f.grid().smallestQuantumExponent()) : BigInteger.ZERO;
    }

    /** value / 2^quantum, a whole number. */
    static BigInteger quanta(double value, int quantum) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal unit = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(quantum)));
        return (quantum < 0 ? exact.multiply(unit) : exact.divide(unit)).toBigIntegerExact();
    }
}
