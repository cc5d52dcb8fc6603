package binade.formats.random;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Threefry4x32-12 in vectors, a group of {@link RandomWords} at a time: word w of block c at out[w blocks + c]. Four rounds
 * per pass over the group, which stays in the first-level cache; all twelve at once are more than the compiler turns into
 * machine code.
 */
final class ThreefryLoops {
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = I.length();
    private static final int[] COUNT = new int[LANES];

    static {
        for (int i = 0; i < LANES; i++) {
            COUNT[i] = i;
        }
    }

    private ThreefryLoops() {}

    /**
     * The blocks from this counter on, a multiple of their number.
     *
     * @param blocks 256: a number per word; 128: two
     * @param drop each number is shifted right by this
     */
    static void fill(
            int k0, int k1, int k2, int k3, int counterLow, int counterHigh, int blocks, int drop, int[] out) {
        int k4 = Threefry.PARITY ^ k0 ^ k1 ^ k2 ^ k3;
        boolean halves = 4 * blocks < RandomWords.GROUP;
        firstRounds(out, blocks, counterLow + k0, counterHigh + k1, k2, k3, k1, k2, k3, k4 + 1);
        middleRounds(out, blocks, k2, k3, k4, k0 + 2);
        if (halves) {
            lastRoundsOfHalves(out, blocks, k3, k4, k0, k1 + 3, drop);
        } else {
            lastRounds(out, blocks, k3, k4, k0, k1 + 3, drop);
        }
    }

    /** Rounds 0 to 3 on the counters, low + c and the rest, and the addition of the key. */
    private static void firstRounds(
            int[] x, int blocks, int low, int high, int second, int third, int k0, int k1, int k2, int k3) {
        IntVector count = IntVector.fromArray(I, COUNT, 0);
        for (int c = 0; c < blocks; c += LANES) {
            IntVector x0 = count.add(low + c);
            IntVector x1 = IntVector.broadcast(I, high);
            IntVector x2 = IntVector.broadcast(I, second);
            IntVector x3 = IntVector.broadcast(I, third);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 26).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, x2);
            x0.add(k0).intoArray(x, c);
            x1.add(k1).intoArray(x, blocks + c);
            x2.add(k2).intoArray(x, 2 * blocks + c);
            x3.add(k3).intoArray(x, 3 * blocks + c);
        }
    }

    /** Rounds 8 to 11, the addition of the key, and a shift to the right. */
    private static void lastRounds(int[] x, int blocks, int k0, int k1, int k2, int k3, int drop) {
        for (int c = 0; c < blocks; c += LANES) {
            IntVector x0 = IntVector.fromArray(I, x, c);
            IntVector x1 = IntVector.fromArray(I, x, blocks + c);
            IntVector x2 = IntVector.fromArray(I, x, 2 * blocks + c);
            IntVector x3 = IntVector.fromArray(I, x, 3 * blocks + c);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 26).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, x2);
            x0.add(k0).lanewise(VectorOperators.LSHR, drop).intoArray(x, c);
            x1.add(k1).lanewise(VectorOperators.LSHR, drop).intoArray(x, blocks + c);
            x2.add(k2).lanewise(VectorOperators.LSHR, drop).intoArray(x, 2 * blocks + c);
            x3.add(k3).lanewise(VectorOperators.LSHR, drop).intoArray(x, 3 * blocks + c);
        }
    }

    /** The same with a number from either half of each word: the lower ones lie 4 blocks behind the upper ones. */
    private static void lastRoundsOfHalves(int[] x, int blocks, int k0, int k1, int k2, int k3, int drop) {
        for (int c = 0; c < blocks; c += LANES) {
            IntVector x0 = IntVector.fromArray(I, x, c);
            IntVector x1 = IntVector.fromArray(I, x, blocks + c);
            IntVector x2 = IntVector.fromArray(I, x, 2 * blocks + c);
            IntVector x3 = IntVector.fromArray(I, x, 3 * blocks + c);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 26).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(k0);
            x1 = x1.add(k1);
            x2 = x2.add(k2);
            x3 = x3.add(k3);
            x0.lanewise(VectorOperators.LSHR, drop).intoArray(x, c);
            x1.lanewise(VectorOperators.LSHR, drop).intoArray(x, blocks + c);
            x2.lanewise(VectorOperators.LSHR, drop).intoArray(x, 2 * blocks + c);
            x3.lanewise(VectorOperators.LSHR, drop).intoArray(x, 3 * blocks + c);
            x0.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.LSHR, drop).intoArray(x, 4 * blocks + c);
            x1.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.LSHR, drop).intoArray(x, 5 * blocks + c);
            x2.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.LSHR, drop).intoArray(x, 6 * blocks + c);
            x3.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.LSHR, drop).intoArray(x, 7 * blocks + c);
        }
    }

    /** Rounds 4 to 7 and the addition of the key. */
    private static void middleRounds(int[] x, int blocks, int k0, int k1, int k2, int k3) {
        for (int c = 0; c < blocks; c += LANES) {
            IntVector x0 = IntVector.fromArray(I, x, c);
            IntVector x1 = IntVector.fromArray(I, x, blocks + c);
            IntVector x2 = IntVector.fromArray(I, x, 2 * blocks + c);
            IntVector x3 = IntVector.fromArray(I, x, 3 * blocks + c);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 6).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 17).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 25).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 18).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, x2);
            x0.add(k0).intoArray(x, c);
            x1.add(k1).intoArray(x, blocks + c);
            x2.add(k2).intoArray(x, 2 * blocks + c);
            x3.add(k3).intoArray(x, 3 * blocks + c);
        }
    }
}
