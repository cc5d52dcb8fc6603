package binade.hwmodel.rtl;

import binade.hwmodel.rtl.Circuit.Sum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Circuits on words, low bits first, with the cells that the formulas of the model give them. An inverted input costs
 * nothing: gates come in both polarities.
 */
final class Words {
    private final Circuit circuit;

    Words(Circuit circuit) {
        this.circuit = circuit;
    }

    /** Bits from..to-1 of a port or register. */
    static List<String> bits(String port, int from, int to) {
        List<String> bits = new ArrayList<>();
        for (int i = from; i < to; i++) {
            bits.add(port + "[" + i + "]");
        }
        return bits;
    }

    /** A number in two's complement. */
    static List<String> constant(long value, int width) {
        List<String> bits = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            bits.add((value >> Math.min(i, 63) & 1) != 0 ? Circuit.ONE : Circuit.ZERO);
        }
        return bits;
    }

    static String inverted(String bit) {
        return switch (bit) {
            case Circuit.ZERO -> Circuit.ONE;
            case Circuit.ONE -> Circuit.ZERO;
            default -> bit.startsWith("~") ? bit.substring(1) : "~" + bit;
        };
    }

    static List<String> inverted(List<String> word) {
        return word.stream().map(Words::inverted).toList();
    }

    /** With zeros above, or without its upper bits. */
    static List<String> resized(List<String> word, int width) {
        List<String> padded = new ArrayList<>(word.subList(0, Math.min(width, word.size())));
        padded.addAll(Collections.nCopies(width - padded.size(), Circuit.ZERO));
        return padded;
    }

    /** With zeros below, so that its top bit is the top bit of the wider word. */
    static List<String> leftJustified(List<String> word, int width) {
        List<String> padded = new ArrayList<>(Collections.nCopies(width - word.size(), Circuit.ZERO));
        padded.addAll(word);
        return padded;
    }

    /** Array multiplier: rows of partial products, each added to the sum of those above. */
    List<String> multiply(List<String> x, List<String> y) {
        List<String> product = new ArrayList<>();
        List<String> upper = gated(x, y.getFirst());
        for (int i = 1; i < y.size(); i++) {
            product.add(upper.getFirst());
            List<String> rest = upper.subList(1, upper.size());
            List<String> row = gated(x, y.get(i));
            List<String> sum = new ArrayList<>();
            String carry = null;
            for (int j = 0; j < row.size(); j++) {
                Sum s = add(row.get(j), j < rest.size() ? rest.get(j) : null, carry);
                sum.add(s.sum());
                carry = s.carry();
            }
            if (carry != null) {
                sum.add(carry);
            }
            upper = sum;
        }
        product.addAll(upper);
        return resized(product, x.size() + y.size());
    }

    /** The cell that adds what is there; null stands for no bit. */
    Sum add(String a, String b, String c) {
        if (b == null && c == null) {
            return new Sum(a, null);
        }
        return b == null || c == null ? circuit.halfAdder(a, b == null ? c : b) : circuit.fullAdder(a, b, c);
    }

    /** AND of each bit with one. */
    List<String> gated(List<String> word, String bit) {
        return word.stream().map(v -> circuit.and(v, bit)).toList();
    }

    /** XOR of each bit with one. */
    List<String> complemented(List<String> word, String bit) {
        return word.stream().map(v -> circuit.xor(v, bit)).toList();
    }

    /** x + y + carry: so many full adders, and the last carry on top. */
    List<String> sum(List<String> x, List<String> y, String carryIn, int width) {
        List<String> sum = new ArrayList<>();
        List<String> a = resized(x, width);
        List<String> b = resized(y, width);
        String carry = carryIn;
        for (int i = 0; i < width; i++) {
            Sum s = circuit.fullAdder(a.get(i), b.get(i), carry);
            sum.add(s.sum());
            carry = s.carry();
        }
        sum.add(carry);
        return sum;
    }

    /** x - y modulo 2^width; the bit on top is 1 where nothing was borrowed. */
    List<String> difference(List<String> x, List<String> y, int width) {
        return sum(x, inverted(resized(y, width)), Circuit.ONE, width);
    }

    /** -x where the bit is set: XOR and half adder per bit. */
    List<String> negated(List<String> word, String negative) {
        return incremented(complemented(word, negative), negative).subList(0, word.size());
    }

    /** x + carry, the last carry on top: a half adder per bit. */
    List<String> incremented(List<String> word, String carryIn) {
        List<String> sum = new ArrayList<>();
        String carry = carryIn;
        for (String bit : word) {
            Sum s = circuit.halfAdder(bit, carry);
            sum.add(s.sum());
            carry = s.carry();
        }
        sum.add(carry);
        return sum;
    }

    List<String> mux(String select, List<String> ifOne, List<String> ifZero) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < ifOne.size(); i++) {
            chosen.add(circuit.mux(select, ifOne.get(i), ifZero.get(i)));
        }
        return chosen;
    }

    /** OR of all bits, as a tree; constants cost nothing. */
    String any(List<String> word) {
        List<String> bits = new ArrayList<>(word.stream().filter(b -> !b.equals(Circuit.ZERO)).toList());
        if (bits.isEmpty()) {
            return Circuit.ZERO;
        }
        for (int i = 0; i + 1 < bits.size(); i += 2) {
            bits.add(circuit.or(bits.get(i), bits.get(i + 1)));
        }
        return bits.getLast();
    }

    /** AND of all bits, as a tree. */
    String all(List<String> word) {
        List<String> bits = new ArrayList<>(word);
        for (int i = 0; i + 1 < bits.size(); i += 2) {
            bits.add(circuit.and(bits.get(i), bits.get(i + 1)));
        }
        return bits.getLast();
    }

    /** Stage k shifts left by 2^k and lets the word grow; a bit that only one input reaches takes an AND. */
    List<String> shiftedLeft(List<String> word, List<String> amount, int widest) {
        List<String> current = word.subList(0, Math.min(word.size(), widest));
        for (int k = 0; k < amount.size(); k++) {
            int step = 1 << k;
            int width = current.size();
            List<String> next = new ArrayList<>();
            for (int i = 0; i < Math.min(widest, width + step); i++) {
                next.add(stage(
                        amount.get(k), i >= step && i - step < width ? current.get(i - step) : null,
                        i < width ? current.get(i) : null));
            }
            current = next;
        }
        return resized(current, widest);
    }

    /** Shifts down within the width; what falls out is lost. */
    List<String> shiftedRight(List<String> word, List<String> amount, int width) {
        return shiftedLeft(word.reversed(), amount, width).reversed();
    }

    /** Shifts up within the width. */
    List<String> normalised(List<String> word, List<String> amount) {
        return shiftedLeft(word, amount, word.size());
    }

    private String stage(String select, String shifted, String kept) {
        if (shifted != null && kept != null) {
            return circuit.mux(select, shifted, kept);
        }
        return shifted != null ? circuit.and(shifted, select)
                : kept != null ? circuit.and(kept, inverted(select)) : Circuit.ZERO;
    }

    /** Shifts down within the width; whether a bit that is 1 fell out is ORed to the lowest. */
    List<String> shiftedRightJammed(List<String> word, List<String> amount) {
        int width = word.size();
        List<String> current = word;
        List<String> lost = new ArrayList<>();
        for (int k = 0; k < amount.size(); k++) {
            int step = 1 << k;
            String out = any(current.subList(0, Math.min(step, width)));
            if (!out.equals(Circuit.ZERO)) {
                lost.add(circuit.and(out, amount.get(k)));
            }
            List<String> next = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                next.add(stage(amount.get(k), i + step < width ? current.get(i + step) : null, current.get(i)));
            }
            current = next;
        }
        List<String> jammed = new ArrayList<>(current);
        lost.add(current.getFirst());
        jammed.set(0, any(lost));
        return jammed;
    }

    /** An amount of so many bits that is all ones where the number has bits above. */
    List<String> saturated(List<String> amount, int width) {
        if (amount.size() <= width) {
            return resized(amount, width);
        }
        String far = any(amount.subList(width, amount.size()));
        return amount.subList(0, width).stream().map(bit -> circuit.or(bit, far)).toList();
    }

    /** Leading zeros of a word that is not 0, ceil(log2 width) bits; of 0 any number. */
    List<String> leadingZeros(List<String> word) {
        int size = Integer.highestOneBit(Math.max(1, word.size() - 1)) * (word.size() > 1 ? 2 : 1);
        return count(leftJustified(word, size)).zeros;
    }

    private record Count(String any, List<String> zeros) {}

    /** Of a word of 2^k bits, half by half; a half of constants costs nothing. */
    private Count count(List<String> word) {
        if (word.stream().allMatch(Circuit.ZERO::equals)) {
            return new Count(Circuit.ZERO, List.of());
        }
        if (word.size() == 1) {
            return new Count(word.getFirst(), List.of());
        }
        Count low = count(word.subList(0, word.size() / 2));
        Count high = count(word.subList(word.size() / 2, word.size()));
        List<String> zeros = new ArrayList<>();
        if (low.any.equals(Circuit.ZERO)) { // only the high half can hold the leading one
            zeros.addAll(high.zeros);
            zeros.add(Circuit.ZERO);
            return new Count(high.any, zeros);
        }
        int bits = high.zeros.size();
        List<String> lowZeros = resized(low.zeros, bits);
        for (int i = 0; i < bits; i++) {
            zeros.add(circuit.mux(high.any, high.zeros.get(i), lowZeros.get(i)));
        }
        zeros.add(inverted(high.any));
        return new Count(circuit.or(high.any, low.any), zeros);
    }
}
