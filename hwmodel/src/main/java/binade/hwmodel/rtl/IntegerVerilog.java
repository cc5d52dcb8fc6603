package binade.hwmodel.rtl;

import binade.formats.Encoding.Layout;
import binade.formats.GridFormat;
import binade.hwmodel.IntegerMac;
import binade.hwmodel.rtl.Circuit.Sum;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The walk over {@link IntegerMac}. Two's complement after Baugh and Wooley: the products with one sign bit are inverted,
 * and 2^(wa-1) + 2^(wb-1) - 2^q is added, q = wa + wb - 1.
 */
final class IntegerVerilog {
    private final Circuit circuit;
    private final IntegerMac unit;

    IntegerVerilog(Circuit circuit, IntegerMac unit) {
        this.circuit = circuit;
        this.unit = unit;
    }

    /** What the accumulator takes next. */
    List<String> next(GridFormat a, GridFormat b) {
        boolean signed = a.encoding().layout() == Layout.TWOS_COMPLEMENT;
        if (signed != (b.encoding().layout() == Layout.TWOS_COMPLEMENT)) {
            throw new IllegalArgumentException("Verilog is written for two signed or two unsigned integers");
        }
        if (unit.lanes() > 1) {
            return tree(a, b, signed);
        }
        boolean swap = b.width() > a.width();
        List<String> x = OperandVerilog.of(swap ? "b" : "a", 0, swap ? b : a).code();
        List<String> y = OperandVerilog.of(swap ? "a" : "b", 0, swap ? a : b).code();
        return chain(x, y, signed);
    }

    /** A partial product; inverted where exactly one of its bits is a sign. */
    private String product(List<String> x, int j, List<String> y, int i, boolean signed) {
        boolean inverted = signed && (i == y.size() - 1) != (j == x.size() - 1);
        return inverted ? circuit.nand(x.get(j), y.get(i)) : circuit.and(x.get(j), y.get(i));
    }

    /** All partial products of all lanes and the accumulator in one heap. */
    private List<String> tree(GridFormat a, GridFormat b, boolean signed) {
        BitHeap heap = new BitHeap(unit.accumulatorBits());
        heap.add(Words.bits("acc", 0, unit.accumulatorBits()));
        for (int lane = 0; lane < unit.lanes(); lane++) {
            List<String> x = OperandVerilog.of("a", lane, a).code();
            List<String> y = OperandVerilog.of("b", lane, b).code();
            for (int i = 0; i < y.size(); i++) {
                for (int j = 0; j < x.size(); j++) {
                    heap.add(i + j, product(x, j, y, i, signed));
                }
            }
            if (signed) {
                heap.add(power(x.size() - 1).add(power(y.size() - 1)).subtract(power(x.size() + y.size() - 1)));
            }
        }
        return heap.sum(circuit);
    }

    private static BigInteger power(int e) {
        return BigInteger.ONE.shiftLeft(e);
    }

    /**
     * Carry-save rows on top of the accumulator, then one ripple. At q the accumulator's bit minus 1 is its complement z
     * there and z in all bits above.
     */
    private List<String> chain(List<String> x, List<String> y, boolean signed) {
        int wa = x.size();
        int wb = y.size();
        int width = unit.accumulatorBits();
        int q = wa + wb - 1;
        Words words = new Words(circuit);
        List<String> sum = new ArrayList<>(Words.bits("acc", 0, width));
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
                Sum s = words.add(product(x, j, y, i, signed), sum.get(i + j), carries.get(i + j));
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
}
