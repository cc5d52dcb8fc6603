package binade.hwmodel.rtl;

import binade.formats.GridFormat;
import binade.hwmodel.Accumulator;
import binade.hwmodel.FloatingMac;
import binade.hwmodel.FusedMac;
import binade.hwmodel.rtl.OperandVerilog.Decoded;
import java.util.ArrayList;
import java.util.List;

/**
 * The walk over {@link FusedMac}: products and register are aligned to the largest encoded exponent of those that are not
 * 0, cut toward zero F bits below, added exactly, normalised and cut. That is the fused block of the simulator with
 * {@code ZeroTerms.IGNORED} and results toward zero. The exponents of the products must lie so far inside the register's
 * range that neither under- nor overflow occurs; BF16 and FP32 do not.
 */
final class FusedVerilog {
    /** Sums of so many products do not overflow, nor do the smallest ones underflow. */
    private static final int ROOM = 30;

    private final Circuit circuit;
    private final Words words;
    private final FusedMac unit;
    private final int xe;
    private final int wi;

    FusedVerilog(Circuit circuit, FusedMac unit) {
        this.circuit = circuit;
        this.unit = unit;
        words = new Words(circuit);
        xe = FloatingMac.exponentWidth(unit.a(), unit.b(), unit.accumulator());
        wi = unit.fractionBits() + 2;
    }

    /** A product with its encoded exponent, both operands' fields together; exponent 0 for a product of 0. */
    private record Lane(String sign, List<String> product, List<String> exponent, String nonzero) {}

    /** What the accumulator takes next, without the gates of rst. */
    List<String> next(GridFormat a, GridFormat b) {
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < unit.lanes(); i++) {
            lanes.add(lane(OperandVerilog.of("a", i, a), OperandVerilog.of("b", i, b)));
        }
        List<String> largest = lanes.getFirst().exponent;
        for (Lane lane : lanes.subList(1, lanes.size())) {
            largest = larger(largest, lane.exponent, largest.size());
        }
        Accumulator.Floating f = unit.accumulator();
        List<String> field = Words.resized(Words.bits("acc", f.fractionBits(), f.fractionBits() + f.exponentBits()), xe);
        List<String> products = words.gated(
                words.sum(largest, Words.constant(constant(a, b), xe), Circuit.ZERO, xe).subList(0, xe),
                words.any(lanes.stream().map(Lane::nonzero).toList()));
        List<String> maximum = larger(field, products, xe);
        List<String> behind = words.difference(maximum, products, xe).subList(0, xe);
        int stages = clog2(wi + 1);
        int ws = wi + clog2(unit.lanes() + 1) + 2;
        BitHeap heap = new BitHeap(ws);
        for (Lane lane : lanes) {
            List<String> within = words.difference(largest, lane.exponent, largest.size()).subList(0, largest.size());
            List<String> distance = words.sum(within, behind, Circuit.ZERO, xe).subList(0, xe);
            add(heap, Words.leftJustified(cut(lane.product), wi), lane.product.size(), distance, stages, lane.sign);
        }
        List<String> significand = Words.bits("acc", 0, f.fractionBits());
        significand.add(words.any(field));
        significand.add(Circuit.ZERO); // a product has two bits before the point
        List<String> own = words.difference(maximum, field, xe).subList(0, xe);
        add(heap, Words.leftJustified(cut(significand), wi), wi, own, stages, "acc[" + (f.bits() - 1) + "]");
        return normalised(heap.sum(circuit), maximum);
    }

    /** Without the bits that no sum keeps. */
    private List<String> cut(List<String> significand) {
        return significand.subList(Math.max(0, significand.size() - wi), significand.size());
    }

    /** A term in place: its lower bits are constants as far as no shift has reached them. */
    private void add(BitHeap heap, List<String> term, int bits, List<String> distance, int stages, String sign) {
        List<String> known = term.subList(wi - Math.min(bits, wi), wi);
        List<String> aligned = words.shiftedRight(known, words.saturated(distance, stages), wi);
        heap.addSigned(words.complemented(aligned, sign), sign);
    }

    private Lane lane(OperandVerilog a, OperandVerilog b) {
        Decoded x = a.exponent(circuit);
        Decoded y = b.exponent(circuit);
        int ew = Math.max(a.path().shiftBits(), b.path().shiftBits());
        String nonzero = circuit.and(words.any(x.significand()), words.any(y.significand()));
        List<String> exponent = words.gated(words.sum(x.exponent(), y.exponent(), Circuit.ZERO, ew), nonzero);
        return new Lane(
                circuit.xor(a.sign(), b.sign()), words.multiply(x.significand(), y.significand()), exponent, nonzero);
    }

    private List<String> larger(List<String> x, List<String> y, int width) {
        String notLess = words.difference(x, y, width).getLast();
        return words.mux(notLess, x, y);
    }

    /** From the sum of both operands' fields to the register's field. */
    private int constant(GridFormat a, GridFormat b) {
        Decoded x = OperandVerilog.of("a", 0, a).exponent(new Circuit());
        Decoded y = OperandVerilog.of("b", 0, b).exponent(new Circuit());
        int bias = (1 << unit.accumulator().exponentBits() - 1) - 1;
        int constant = a.grid().smallestQuantumExponent() + unit.a().precision() - 1 - x.offset()
                + b.grid().smallestQuantumExponent() + unit.b().precision() - 1 - y.offset() + bias;
        int highest = constant + (1 << x.exponent().size()) + (1 << y.exponent().size());
        if (constant - unit.fractionBits() - ROOM < 1 || highest + ROOM > 2 * bias) {
            throw new IllegalArgumentException("Verilog of fused units is written for products whose exponents are " + ROOM
                    + " inside the accumulator's range; those of " + a.id() + " x " + b.id() + " are not");
        }
        return constant;
    }

    /** |sum| with its leading bit on top; the exponent of the top bit; toward zero. */
    private List<String> normalised(List<String> sum, List<String> maximum) {
        Accumulator.Floating f = unit.accumulator();
        int ws = sum.size();
        String negative = sum.getLast();
        List<String> magnitude = words.negated(sum, negative);
        List<String> zeros = words.leadingZeros(magnitude);
        List<String> significand = words.normalised(magnitude, zeros);
        List<String> top = words.sum(
                maximum, Words.constant(ws - 1 - unit.fractionBits(), xe), Circuit.ZERO, xe).subList(0, xe);
        List<String> field = words.difference(top, zeros, xe).subList(0, f.exponentBits());
        List<String> next = new ArrayList<>(significand.subList(ws - 1 - f.fractionBits(), ws - 1));
        next.addAll(words.gated(field, significand.getLast()));
        next.add(negative);
        return next;
    }

    private static int clog2(int n) {
        return 32 - Integer.numberOfLeadingZeros(n - 1);
    }
}
