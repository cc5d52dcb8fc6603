package binade.hwmodel;

import binade.formats.GridFormat;
import java.math.BigInteger;

/**
 * Mean shares of bits that change between consecutive products, word by word; the stream is that of {@link ToggleRule}.
 *
 * <p>Twice implemented: with big integers, and with 128 bits in two longs where the words fit, which a ranking of hundreds of
 * formats needs. TogglesTest holds them together.
 *
 * @param in mean of the two significands
 * @param product of the significands
 * @param shifted the product in place
 * @param complemented after conditional complement
 * @param accumulator the register
 */
record Toggles(double in, double product, double shifted, double complemented, double accumulator) {
    private static final int PRODUCTS = 768;
    private static final int TERMS = 256;
    private static final int WIDEST_OPERAND = 62;
    private static final int WIDEST_SUM = 126;

    static Toggles of(ToggleRule rule, MacUnit unit) {
        boolean fits = Math.max(bits(rule.a()), bits(rule.b())) <= WIDEST_OPERAND
                && bits(rule.a()) + bits(rule.b()) <= WIDEST_SUM && unit.accumulator().bits() <= WIDEST_SUM;
        return fits ? inLongs(rule, unit) : inBigIntegers(rule, unit);
    }

    private static int bits(GridFormat f) {
        return Datapath.of(f).magnitudeBits();
    }

    /** The words of one unit. */
    private record Words(Word a, Word b, Word product, Word shifted, Word complemented, Word accumulator) {
        static Words of(MacUnit unit, Datapath a, Datapath b) {
            int wp = unit instanceof ExactMac u ? u.productBits() : 0;
            return new Words(
                    new Word(a.precision()), new Word(b.precision()), new Word(a.precision() + b.precision()), new Word(wp),
                    new Word(wp), new Word(unit.accumulator().bits()));
        }

        Toggles shares() {
            return new Toggles(
                    (a.share() + b.share()) / 2, product.share(), shifted.share(), complemented.share(), accumulator.share());
        }
    }

    static Toggles inBigIntegers(ToggleRule rule, MacUnit unit) {
        boolean exact = unit instanceof ExactMac;
        Datapath pathA = Datapath.of(rule.a());
        Datapath pathB = Datapath.of(rule.b());
        Words words = Words.of(unit, pathA, pathB);
        OperandStream stream = new OperandStream(rule.uniform());
        OperandStream.Source a = stream.of(rule.a());
        OperandStream.Source b = stream.of(rule.b());
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < PRODUCTS; i++) {
            BigInteger x = a.nextQuanta();
            BigInteger y = b.nextQuanta();
            BigInteger significandA = exact ? significand(x, pathA) : x;
            BigInteger significandB = exact ? significand(y, pathB) : y;
            BigInteger magnitude = x.multiply(y).abs();
            sum = (i % TERMS == 0 ? BigInteger.ZERO : sum).add(x.multiply(y));
            words.a.next(significandA);
            words.b.next(significandB);
            words.product.next(significandA.multiply(significandB));
            words.shifted.next(magnitude);
            words.complemented.next(x.signum() * y.signum() < 0 ? magnitude.not() : magnitude);
            words.accumulator.next(sum);
        }
        return words.shares();
    }

    /** The significand of a magnitude: its leading p bits, or all of them where it is small. */
    private static BigInteger significand(BigInteger value, Datapath path) {
        BigInteger magnitude = value.abs();
        return magnitude.shiftRight(Math.max(0, magnitude.bitLength() - path.precision()));
    }

    static Toggles inLongs(ToggleRule rule, MacUnit unit) {
        boolean exact = unit instanceof ExactMac;
        Datapath pathA = Datapath.of(rule.a());
        Datapath pathB = Datapath.of(rule.b());
        Words words = Words.of(unit, pathA, pathB);
        OperandStream stream = new OperandStream(rule.uniform());
        OperandStream.Source a = stream.of(rule.a());
        OperandStream.Source b = stream.of(rule.b());
        long sumHigh = 0;
        long sumLow = 0;
        for (int i = 0; i < PRODUCTS; i++) {
            long x = a.nextLong();
            long y = b.nextLong();
            long significandA = exact ? significand(x, pathA) : x;
            long significandB = exact ? significand(y, pathB) : y;
            long productHigh = Math.multiplyHigh(x, y);
            long productLow = x * y;
            long high = Math.multiplyHigh(Math.abs(x), Math.abs(y));
            long low = Math.abs(x) * Math.abs(y);
            if (i % TERMS == 0) {
                sumHigh = 0;
                sumLow = 0;
            }
            sumLow += productLow;
            sumHigh += productHigh + (Long.compareUnsigned(sumLow, productLow) < 0 ? 1 : 0); // the carry
            boolean negative = productHigh < 0;
            words.a.next(0, significandA);
            words.b.next(0, significandB);
            words.product.next(Math.multiplyHigh(significandA, significandB), significandA * significandB);
            words.shifted.next(high, low);
            words.complemented.next(negative ? ~high : high, negative ? ~low : low);
            words.accumulator.next(sumHigh, sumLow);
        }
        return words.shares();
    }

    private static long significand(long value, Datapath path) {
        long magnitude = Math.abs(value);
        return magnitude >> Math.max(0, 64 - Long.numberOfLeadingZeros(magnitude) - path.precision());
    }

    /** Counts the bits of a word that change. */
    private static final class Word {
        private final int width;
        private final BigInteger mask;
        private final long maskHigh;
        private final long maskLow;
        private BigInteger last;
        private long lastHigh;
        private long lastLow;
        private long changes;
        private long words;

        Word(int width) {
            this.width = width;
            mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
            maskHigh = mask.shiftRight(64).longValue();
            maskLow = mask.longValue();
        }

        void next(BigInteger value) {
            BigInteger now = value.and(mask);
            changes += words++ == 0 ? 0 : now.xor(last).bitCount();
            last = now;
        }

        void next(long high, long low) {
            changes += words++ == 0
                    ? 0
                    : Long.bitCount((high ^ lastHigh) & maskHigh) + Long.bitCount((low ^ lastLow) & maskLow);
            lastHigh = high;
            lastLow = low;
        }

        /** Mean share of the bits that change. */
        double share() {
            return width == 0 || words < 2 ? 0 : (double) changes / (words - 1) / width;
        }
    }
}
