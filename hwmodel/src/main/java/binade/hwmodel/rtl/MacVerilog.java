package binade.hwmodel.rtl;

import binade.formats.GridFormat;
import binade.hwmodel.CellCounts;
import binade.hwmodel.ExactMac;
import binade.hwmodel.FloatingMac;
import binade.hwmodel.FusedMac;
import binade.hwmodel.IntegerMac;
import binade.hwmodel.LogarithmicMac;
import binade.hwmodel.MacUnit;
import java.util.List;

/**
 * Synthesizable Verilog of a multiply-accumulate unit.
 *
 * <pre>
 *   module mac(input clk, input rst, input [K wa-1:0] a, input [K wb-1:0] b, output reg [W-1:0] acc);
 *   acc is 0 after a cycle with rst, else the sum of acc and the K products: two's complement in units of the product of
 *   the smallest quanta, or the code of a float
 * </pre>
 *
 * Parts follow each other as in the records of the units, cell by cell, so {@link Module#cells} is what those formulas say
 * but for details that MacVerilogTest states. Infinities and NaN are no inputs. Adder cells are the modules fa and ha, to be
 * mapped on a library's.
 */
public final class MacVerilog {
    private MacVerilog() {}

    /**
     * A generated unit.
     *
     * @param verilog the module mac
     * @param cells as emitted; tables as they are estimated
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
     * @throws IllegalArgumentException for units that Verilog is not written for
     */
    public static Module of(GridFormat a, GridFormat b, MacUnit unit) {
        Circuit circuit = new Circuit();
        switch (unit) {
            case ExactMac u -> circuit.register(new ExactVerilog(circuit, u).next(a, b));
            case IntegerMac u -> circuit.register(new IntegerVerilog(circuit, u).next(a, b));
            case FloatingMac u -> {
                FloatingRegister register = FloatingRegister.of(u.accumulator());
                circuit.store(new FloatingVerilog(circuit, u, register).next(a, b));
            }
            case FusedMac u -> circuit.register(new FusedVerilog(circuit, u).next(a, b));
            case LogarithmicMac u -> circuit.register(new LogarithmicVerilog(circuit, u).next(a, b));
            default -> throw new IllegalArgumentException(
                    "Verilog is written for integer, exact, floating and fused units, not for "
                            + unit.getClass().getSimpleName());
        }
        return new Module(module(a.width(), b.width(), unit, circuit.body()), circuit.cells(), unit);
    }

    private static String module(int widthA, int widthB, MacUnit unit, String body) {
        return "module mac(input clk, input rst, input [%d:0] a, input [%d:0] b, output reg [%d:0] acc);%n".formatted(
                        unit.lanes() * widthA - 1, unit.lanes() * widthB - 1, unit.accumulator().bits() - 1)
                + "  wire keep = ~rst;\n" + body + "endmodule\n";
    }
}
