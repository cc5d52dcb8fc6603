package binade.hwmodel.rtl;

import binade.hwmodel.rtl.Circuit.Sum;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Bits by weight, to be added modulo 2^width. Constants are added beforehand; Dadda's compression leaves at most two bits
 * a column, a ripple of adders the sum. A full adder takes one bit away, a half adder none.
 */
final class BitHeap {
    private final List<Deque<String>> columns = new ArrayList<>();
    private BigInteger constant = BigInteger.ZERO;

    BitHeap(int width) {
        for (int i = 0; i < width; i++) {
            columns.add(new ArrayDeque<>());
        }
    }

    /** A bit of weight 2^column. */
    void add(int column, String bit) {
        switch (bit) {
            case Circuit.ZERO -> { }
            case Circuit.ONE -> constant = constant.add(BigInteger.ONE.shiftLeft(column));
            default -> {
                if (column < columns.size()) {
                    columns.get(column).add(bit);
                }
            }
        }
    }

    void add(List<String> word) {
        for (int i = 0; i < word.size(); i++) {
            add(i, word.get(i));
        }
    }

    void add(BigInteger value) {
        constant = constant.add(value);
    }

    /** A magnitude with a sign, in two's complement: inverted, plus 1; the sign bit above as its complement minus 1. */
    void addSigned(List<String> complemented, String sign) {
        add(complemented);
        add(0, sign);
        add(complemented.size(), Words.inverted(sign));
        add(BigInteger.ONE.shiftLeft(complemented.size()).negate());
    }

    List<String> sum(Circuit circuit) {
        int width = columns.size();
        BigInteger rest = constant.mod(BigInteger.ONE.shiftLeft(width));
        for (int i = 0; i < width; i++) {
            if (rest.testBit(i)) {
                columns.get(i).add(Circuit.ONE);
            }
        }
        List<Integer> heights = new ArrayList<>(List.of(2));
        int highest = columns.stream().mapToInt(Deque::size).max().orElse(0);
        while (heights.getLast() < highest) {
            heights.add(heights.getLast() * 3 / 2);
        }
        for (int height : heights.reversed()) {
            compress(height, circuit);
        }
        return ripple(circuit);
    }

    private void compress(int height, Circuit circuit) {
        for (int i = 0; i < columns.size(); i++) {
            Deque<String> column = columns.get(i);
            while (column.size() > height) {
                boolean two = column.size() == height + 1;
                Sum s = adder(circuit, column.poll(), column.poll(), two ? Circuit.ZERO : column.poll());
                column.add(s.sum());
                if (i + 1 < columns.size()) {
                    columns.get(i + 1).add(s.carry());
                }
            }
        }
    }

    private List<String> ripple(Circuit circuit) {
        List<String> sum = new ArrayList<>();
        String carry = null;
        for (Deque<String> column : columns) {
            List<String> bits = new ArrayList<>(column);
            if (carry != null) {
                bits.add(carry);
            }
            Sum s = switch (bits.size()) {
                case 0 -> new Sum(Circuit.ZERO, null);
                case 1 -> new Sum(bits.getFirst(), null);
                case 2 -> adder(circuit, bits.get(0), bits.get(1), Circuit.ZERO);
                default -> adder(circuit, bits.get(0), bits.get(1), bits.get(2));
            };
            sum.add(s.sum());
            carry = s.carry();
        }
        return sum;
    }

    /** A column holds one constant at most: a full adder with a 1 is a half adder of the complements, of two bits a wire. */
    private static Sum adder(Circuit circuit, String a, String b, String c) {
        List<String> bits = new ArrayList<>(List.of(a, b, c));
        bits.remove(Circuit.ZERO);
        if (!bits.remove(Circuit.ONE)) {
            return bits.size() == 2
                    ? circuit.halfAdder(bits.get(0), bits.get(1))
                    : circuit.fullAdder(bits.get(0), bits.get(1), bits.get(2));
        }
        if (bits.size() == 1) {
            return new Sum(Words.inverted(bits.getFirst()), bits.getFirst());
        }
        Sum s = circuit.halfAdder(Words.inverted(bits.get(0)), Words.inverted(bits.get(1)));
        return new Sum(Words.inverted(s.sum()), Words.inverted(s.carry()));
    }
}
