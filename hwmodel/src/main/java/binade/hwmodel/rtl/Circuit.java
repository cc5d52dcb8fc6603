package binade.hwmodel.rtl;

import binade.hwmodel.CellCounts;
import java.util.ArrayList;
import java.util.List;

/** A module in the making: emits cells, counts them, and names the wires they drive. Constants are 1'b0 and 1'b1. */
final class Circuit {
    static final String ZERO = "1'b0";
    static final String ONE = "1'b1";

    private final StringBuilder body = new StringBuilder();
    private CellCounts cells = CellCounts.NONE;
    private int wires;

    /** Sum and carry of an adder cell. */
    record Sum(String sum, String carry) {}

    CellCounts cells() {
        return cells;
    }

    String body() {
        return body.toString();
    }

    private String wire() {
        String name = "w" + wires++;
        body.append("  wire ").append(name).append(";\n");
        return name;
    }

    private String assign(String expression) {
        String w = wire();
        body.append("  assign ").append(w).append(" = ").append(expression).append(";\n");
        return w;
    }

    /** A line of Verilog that is no cell. */
    void line(String text) {
        body.append("  ").append(text).append('\n');
    }

    String and(String a, String b) {
        cells = cells.and(1);
        return assign(a + " & " + b);
    }

    String or(String a, String b) {
        cells = cells.and(1);
        return assign(a + " | " + b);
    }

    /** Costs what an AND costs. */
    String nand(String a, String b) {
        cells = cells.and(1);
        return assign("~(" + a + " & " + b + ")");
    }

    String xor(String a, String b) {
        cells = cells.xor(1);
        return assign(a + " ^ " + b);
    }

    String not(String a) {
        cells = cells.inv(1);
        return assign("~" + a);
    }

    String mux(String select, String ifOne, String ifZero) {
        cells = cells.mux(1);
        return assign(select + " ? " + ifOne + " : " + ifZero);
    }

    Sum fullAdder(String a, String b, String c) {
        cells = cells.fa(1);
        return adder("fa", a, b, c);
    }

    Sum halfAdder(String a, String b) {
        cells = cells.ha(1);
        return adder("ha", a, b, null);
    }

    private Sum adder(String module, String a, String b, String c) {
        String s = wire();
        String carry = wire();
        body.append("  ").append(module).append(" u").append(wires).append("(.a(").append(a).append("), .b(").append(b);
        if (c != null) {
            body.append("), .c(").append(c);
        }
        body.append("), .s(").append(s).append("), .co(").append(carry).append("));\n");
        return new Sum(s, carry);
    }

    /** Logic that is no cell of its own: lines of Verilog, counted as they are estimated. */
    void table(CellCounts estimate) {
        cells = cells.plus(estimate);
    }

    /** The accumulator: acc takes next, which clears it itself where rst is set. */
    void store(List<String> next) {
        cells = cells.dff(next.size());
        line("always @(posedge clk) acc <= {" + String.join(", ", next.reversed()) + "};");
    }

    /** The accumulator: acc[i] takes next[i] unless rst. */
    void register(List<String> next) {
        List<String> gated = new ArrayList<>();
        for (String bit : next) {
            gated.add(and(bit, "keep"));
        }
        store(gated);
    }
}
