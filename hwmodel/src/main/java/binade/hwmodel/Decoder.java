package binade.hwmodel;

import binade.formats.Grid;
import java.util.HashSet;
import java.util.Set;

/** What turns a code into significand and exponent. */
public sealed interface Decoder {

    /** Cells of one decoder where a constant in the exponent is absorbed: by the bias of a floating unit, or by wiring. */
    CellCounts exponentCells();

    /** Cells of one decoder that gives the shift amount from 0 on, as an exact unit needs it. */
    default CellCounts shiftCells() {
        return exponentCells();
    }

    /** The code's magnitude is the significand: integers, fixed point, sign-magnitude integers. */
    record None() implements Decoder {
        @Override
        public CellCounts exponentCells() {
            return CellCounts.NONE;
        }
    }

    /**
     * The code is an exponent field and a fraction field. The leading bit is the OR of the exponent field, the exponent
     * is max(field, 1): E OR gates and an inverter.
     *
     * <p>As a shift amount, max(field, 1) - 1: E - 1 half subtractors, whose last borrow, inverted, is the leading bit, and
     * E - 1 AND gates that keep a zero field at 0. Synthesised decoders of lists with 2, 3, 4, 5 exponent bits have
     * 4.8, 8.8, 13.3, 19.4 um2 at 45 nm, these counts 4.3, 8.0, 11.7, 15.4.
     */
    record Field(int exponentBits) implements Decoder {
        @Override
        public CellCounts exponentCells() {
            return CellCounts.NONE.and(exponentBits).inv(1);
        }

        @Override
        public CellCounts shiftCells() {
            return CellCounts.NONE.ha(exponentBits - 1L).and(exponentBits - 1L).inv(1);
        }
    }

    /**
     * A table from code to significand and shift, for grids whose binades have different numbers of values.
     *
     * <p>Estimate: {@code max(5, 9.1 d + 1.2 L - 1.3 n - 23)} um2 at 45 nm, fitted to synthesised decoders of list
     * formats of 6 to 8 bits with an rms error of 10 um2, which is about 1 % of a multiply-accumulate unit. Stated as
     * NAND2 gates so that it holds in every library.
     *
     * @param distinctEntries d: different numbers of significant bits per binade, the 0 below the smallest value included
     * @param entries L: binades that hold values
     * @param magnitudeWidth n: bits of the code without the sign
     */
    record Table(int distinctEntries, int entries, int magnitudeWidth) implements Decoder {

        /** Area of the estimate, um2 at 45 nm. */
        public double areaUm2At45Nm() {
            return Math.max(5, 9.1 * distinctEntries + 1.2 * entries - 1.3 * magnitudeWidth - 23);
        }

        @Override
        public CellCounts exponentCells() {
            return CellCounts.NONE.nand(Math.round(areaUm2At45Nm() / CellLibrary.NANGATE45.areaUm2(Cell.NAND)));
        }

        /** The table of a grid: significant bits per binade from the top down to the smallest value. */
        static Table of(Grid grid, int magnitudeWidth) {
            Set<Integer> distinct = new HashSet<>(Set.of(0));
            int entries = 0;
            for (int e = grid.topBinade(); ; e--) {
                int significantBits = e - grid.quantumExponent(e) + 1;
                if (significantBits <= 0 && e <= grid.lowestBinade()) {
                    return new Table(distinct.size(), entries, magnitudeWidth);
                }
                distinct.add(significantBits);
                entries++;
            }
        }
    }

    /**
     * A posit: complement of negative codes, the length of the regime, a shift that leaves exponent and fraction, and the
     * regime added to the exponent: XOR and HA n, leading-zero count n, shifter n, HA ceil(log2 n) + es. Counted as built
     * from the definition; there is no synthesis in the tables to hold it against.
     *
     * @param width n
     * @param exponentBits es
     */
    record Posit(int width, int exponentBits) implements Decoder {
        @Override
        public CellCounts exponentCells() {
            return Circuits.negateAndNormalise(width).ha((long) Circuits.clog2(width) + exponentBits).xor(width);
        }
    }

    /**
     * A table of 2^n entries of any content: m outputs of about 1.3 x 2^n / n NAND2 each, which is what random functions of 4
     * to 8 inputs take; an assumption.
     *
     * @param inputBits n: bits of the code that select an entry
     * @param outputBits m: significand, sign and exponent that come from the table
     */
    record Lookup(int inputBits, int outputBits) implements Decoder {
        private static final double NANDS = 1.3;

        @Override
        public CellCounts exponentCells() {
            return CellCounts.NONE.nand(Math.round(NANDS * outputBits * (1L << inputBits) / Math.max(1, inputBits)));
        }
    }

    /**
     * A table from the fraction of a logarithm to a significand, and the adder that brings in the fraction of the other
     * operand: two logarithmic numbers are multiplied by adding them, so that one such decoder serves their product.
     *
     * @param fractionBits of the logarithm
     * @param outputBits of the significand without its leading bit
     */
    record Antilog(int fractionBits, int outputBits) implements Decoder {
        @Override
        public CellCounts exponentCells() {
            return new Lookup(fractionBits, outputBits).exponentCells().fa(fractionBits);
        }
    }
}
