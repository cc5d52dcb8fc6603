package binade.hwmodel.rtl;

import java.util.ArrayList;
import java.util.List;

/** The fixed-point register plus the products of a cycle: a ripple for one, a heap of bits for several. */
final class FixedPointSum {
    private FixedPointSum() {}

    /** A product in place, its bits inverted where it is negative; 1 is still to be added there. */
    record Term(List<String> complemented, String sign) {}

    static List<String> next(Circuit circuit, int width, List<Term> terms) {
        List<String> accumulator = Words.bits("acc", 0, width);
        if (terms.size() == 1) {
            Term term = terms.getFirst();
            List<String> addend = new ArrayList<>(term.complemented);
            while (addend.size() < width) {
                addend.add(term.sign);
            }
            return new Words(circuit).sum(accumulator, addend, term.sign, width).subList(0, width);
        }
        BitHeap heap = new BitHeap(width);
        heap.add(accumulator);
        terms.forEach(t -> heap.addSigned(t.complemented, t.sign));
        return heap.sum(circuit);
    }
}
