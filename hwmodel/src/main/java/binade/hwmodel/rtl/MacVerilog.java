package binade.hwmodel.rtl;

import binade.formats.Encoding.Layout;
import binade.formats.GridFormat;
import binade.hwmodel.CellCounts;
import binade.hwmodel.Datapath;
import binade.hwmodel.Decoder;
import binade.hwmodel.ExactMac;
import binade.hwmodel.IntegerMac;
import binade.hwmodel.MacUnit;
import binade.hwmodel.rtl.Circuit.Sum;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Synthesizable Verilog of a multiply-accumulate unit of one lane with an exact or integer accumulator.
 *
 * <pre>
 *   module mac(input clk, input rst, input [wa-1:0] a, input [wb-1:0] b, output reg [W-1:0] acc);
 *   acc is 0 after a cycle with rst, else acc + a b, in units of the product of the smallest quanta, two's complement
 * </pre>
 *
 * Parts follow each other as in {@link ExactMac} and {@link IntegerMac}, cell by cell, so {@link #cells} is what those
 * formulas say but for: array multipliers take one half adder instead of a full one; an integer unit has wa half adders
 * more in its first row and two inverters; table decoders are written as case statements and not counted. Infinities and
 * NaN are no inputs. Adder cells are the modules fa and ha, to be mapped on a library's.
 */
public final class MacVerilog {
    private final GridFormat a;
    private final GridFormat b;
    private final MacUnit unit;
    private final Circuit circuit = new Circuit();

    private MacVerilog(GridFormat a, GridFormat b, MacUnit unit) {
        this.a = a;
        this.b = b;
        this.unit = unit;
    }

    /**
     * A generated unit.
     *
     * @param verilog the module mac
     * @param cells as emitted
     */
    public record Module(String verilog, CellCounts cells, MacUnit unit) {}

    /** Behaviour of the adder cells, for simulation and for libraries without. */
    public static String adderCells() {
        return """
                module fa(input a, input b, input c, output s, output co);
                  assign s = a ^ b ^ c;
                  assign co = (a & b) | (c & (a ^ b));
                endmodule
                module ha(input a, input b, output s, output co);
                  assign s = a ^ b;
                  assign co = a & b;
                endmodule
                """;
    }

    /**
     * @throws IllegalArgumentException for units other than exact and integer ones of one lane
     */
    public static Module of(GridFormat a, GridFormat b, MacUnit unit) {
        MacVerilog v = new MacVerilog(a, b, unit);
        List<String> next = switch (unit) {
            case ExactMac u when u.lanes() == 1 -> v.exact(u);
            case IntegerMac u when u.lanes() == 1 -> v.integer(u);
            default -> throw new IllegalArgumentException(
                    "Verilog is written for exact and integer accumulators of one lane, not for "
                            + unit.getClass().getSimpleName() + " of " + unit.lanes() + " lanes");
        };
        v.circuit.register(next);
        int width = unit.accumulator().bits();
        String text = "module mac(input clk, input rst, input [%d:0] a, input [%d:0] b, output reg [%d:0] acc);%n"
                        .formatted(a.width() - 1, b.width() - 1, width - 1)
                + "  wire keep = ~rst;\n" + v.circuit.body() + "endmodule\n";
        return new Module(text, v.circuit.cells(), unit);
    }

    /** Significand and shift amount, low bits first. */
    private record Decoded(List<String> significand, List<String> shift) {}

    private List<String> exact(ExactMac u) {
        Decoded x = decode("a", a, u.a());
        Decoded y = decode("b", b, u.b());
        List<String> product = multiply(x.significand, y.significand);
        List<String> shift = addShifts(x.shift, y.shift, Math.max(u.a().shiftBits(), u.b().shiftBits()));
        int wp = u.productBits();
        List<String> shifted = shiftLeft(product, shift, wp + 2).subList(0, wp);
        String sign = circuit.xor(sign("a", a), sign("b", b));
        List<String> next = new ArrayList<>();
        String carry = sign;
        for (int i = 0; i < u.accumulator().bits(); i++) {
            String addend = i < wp ? circuit.xor(shifted.get(i), sign) : sign;
            Sum s = circuit.fullAdder("acc[" + i + "]", addend, carry);
            next.add(s.sum());
            carry = s.carry();
        }
        return next;
    }

    private static String sign(String port, GridFormat f) {
        return f.encoding().layout() == Layout.UNSIGNED ? Circuit.ZERO : port + "[" + (f.width() - 1) + "]";
    }

    private Decoded decode(String port, GridFormat f, Datapath path) {
        return switch (path.decoder()) {
            case Decoder.None _ -> new Decoded(bits(port, 0, path.precision()), List.of());
            case Decoder.Field(int exponentBits) -> decodeField(port, path.precision() - 1, exponentBits);
            case Decoder.Table _ -> decodeTable(port, f, path);
        };
    }

    /** Shift = max(field, 1) - 1, by a chain of half subtractors whose last borrow is a zero field. */
    private Decoded decodeField(String port, int fractionBits, int exponentBits) {
        List<String> field = bits(port, fractionBits, fractionBits + exponentBits);
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
        List<String> significand = new ArrayList<>(bits(port, 0, fractionBits));
        significand.add(normal);
        return new Decoded(significand, shift);
    }

    /** A case statement from the magnitude's code to significand and shift. */
    private Decoded decodeTable(String port, GridFormat f, Datapath path) {
        int n = f.width() - 1;
        int p = path.precision();
        int ew = path.shiftBits();
        circuit.line("reg [%d:0] %s_decoded;".formatted(p + ew - 1, port));
        circuit.line("always @* case (%s[%d:0])".formatted(port, n - 1));
        for (long code = 0; code < 1L << n; code++) {
            BigInteger magnitude = magnitude(f, code);
            int shift = Math.max(0, magnitude.bitLength() - p);
            BigInteger word = BigInteger.valueOf(shift).shiftLeft(p).or(magnitude.shiftRight(shift));
            circuit.line("  %d'd%d: %s_decoded = %d'd%s;".formatted(n, code, port, p + ew, word));
        }
        circuit.line("endcase");
        return new Decoded(bits(port + "_decoded", 0, p), bits(port + "_decoded", p, p + ew));
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

    /** Rows of partial products, each added to the sum of those above. */
    private List<String> multiply(List<String> x, List<String> y) {
        List<String> product = new ArrayList<>();
        List<String> upper = row(x, y.getFirst());
        for (int i = 1; i < y.size(); i++) {
            product.add(upper.getFirst());
            List<String> rest = upper.subList(1, upper.size());
            List<String> row = row(x, y.get(i));
            List<String> sum = new ArrayList<>();
            String carry = null;
            for (int j = 0; j < row.size(); j++) {
                String above = j < rest.size() ? rest.get(j) : null;
                Sum s = add(row.get(j), above, carry);
                sum.add(s.sum());
                carry = s.carry();
            }
            if (carry != null) {
                sum.add(carry);
            }
            upper = sum;
        }
        product.addAll(upper);
        while (product.size() < x.size() + y.size()) {
            product.add(Circuit.ZERO);
        }
        return product;
    }

    /** The cell that adds what is there. */
    private Sum add(String a, String b, String c) {
        if (b == null && c == null) {
            return new Sum(a, null);
        }
        return b == null || c == null ? circuit.halfAdder(a, b == null ? c : b) : circuit.fullAdder(a, b, c);
    }

    private List<String> row(List<String> x, String bit) {
        return x.stream().map(v -> circuit.and(v, bit)).toList();
    }

    private List<String> addShifts(List<String> x, List<String> y, int bits) {
        List<String> sum = new ArrayList<>();
        String carry = Circuit.ZERO;
        for (int i = 0; i < bits; i++) {
            Sum s = circuit.fullAdder(
                    i < x.size() ? x.get(i) : Circuit.ZERO, i < y.size() ? y.get(i) : Circuit.ZERO, carry);
            sum.add(s.sum());
            carry = s.carry();
        }
        sum.add(carry);
        return sum;
    }

    /** Stage k shifts by 2^k; a bit that only one input reaches takes an AND. */
    private List<String> shiftLeft(List<String> word, List<String> amount, int widest) {
        List<String> current = word.subList(0, Math.min(word.size(), widest));
        for (int k = 0; k < amount.size(); k++) {
            int step = 1 << k;
            int width = current.size();
            int wider = Math.min(widest, width + step);
            String select = amount.get(k);
            String stays = "~" + select;
            List<String> next = new ArrayList<>();
            for (int i = 0; i < wider; i++) {
                boolean from = i >= step && i - step < width;
                boolean keeps = i < width;
                next.add(from && keeps
                        ? circuit.mux(select, current.get(i - step), current.get(i))
                        : from ? circuit.and(current.get(i - step), select)
                                : keeps ? circuit.and(current.get(i), stays) : Circuit.ZERO);
            }
            current = next;
        }
        List<String> padded = new ArrayList<>(current);
        while (padded.size() < widest) {
            padded.add(Circuit.ZERO);
        }
        return padded;
    }

    /**
     * Carry-save rows on top of the accumulator, then one ripple. Two's complement after Baugh and Wooley: the products
     * with one sign bit are inverted, and 2^(wa-1) + 2^(wb-1) - 2^q is added, q = wa + wb - 1. At q the accumulator's
     * bit minus 1 is its complement z there and z in all bits above.
     */
    private List<String> integer(IntegerMac u) {
        boolean signed = a.encoding().layout() == Layout.TWOS_COMPLEMENT;
        if (signed != (b.encoding().layout() == Layout.TWOS_COMPLEMENT)) {
            throw new IllegalArgumentException("Verilog is written for two signed or two unsigned integers");
        }
        boolean swap = b.width() > a.width();
        List<String> x = bits(swap ? "b" : "a", 0, Math.max(a.width(), b.width()));
        List<String> y = bits(swap ? "a" : "b", 0, Math.min(a.width(), b.width()));
        int wa = x.size();
        int wb = y.size();
        int width = u.accumulatorBits();
        int q = wa + wb - 1;
        List<String> sum = new ArrayList<>(bits("acc", 0, width));
        String z = signed ? circuit.not(sum.get(q)) : Circuit.ZERO;
        if (signed) {
            sum.set(q, z);
        }
        List<String> carries = new ArrayList<>(Collections.nCopies(width + 1, null));
        boolean square = wa == wb;
        if (signed && !square) {
            carries.set(wa - 1, Circuit.ONE);
            carries.set(wb - 1, Circuit.ONE);
        }
        for (int i = 0; i < wb; i++) {
            List<String> out = new ArrayList<>(Collections.nCopies(width + 1, null));
            for (int j = 0; j < wa; j++) {
                boolean inverted = signed && (i == wb - 1) != (j == wa - 1);
                String pp = inverted ? circuit.nand(x.get(j), y.get(i)) : circuit.and(x.get(j), y.get(i));
                Sum s = add(pp, sum.get(i + j), carries.get(i + j));
                sum.set(i + j, s.sum());
                out.set(i + j + 1, s.carry());
            }
            carries = out;
        }
        String carry = signed && square ? Circuit.ONE : Circuit.ZERO;
        for (int i = wb; i < width; i++) {
            String third = carries.get(i) != null ? carries.get(i) : i > q ? z : Circuit.ZERO;
            Sum s = circuit.fullAdder(sum.get(i), third, carry);
            sum.set(i, s.sum());
            carry = s.carry();
        }
        return sum;
    }

    private static List<String> bits(String port, int from, int to) {
        List<String> bits = new ArrayList<>();
        for (int i = from; i < to; i++) {
            bits.add(port + "[" + i + "]");
        }
        return bits;
    }
}
