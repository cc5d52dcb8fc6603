package binade.hwmodel;

import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Energy from the bits that change: t(w) is the share of the bits of word w that differ between consecutive products.
 *
 * <pre>
 *   E[fJ] = 2.1 A_mult (t_in + t_prod) / 2 + 7.1 A_shift (t_prod + t_shifted) / 2
 *         + 7.9 A_xor t_x + 9.0 A_reg t_acc + 9.3 W
 *   A_mult, A_shift   um2 of the multiplier and shifter;  A_xor = 1.596 WP;  A_reg = W (4.522 + 1.064)
 *   t_in              mean of the two significands;  t_x after conditional complement;  t_acc of the accumulator
 * </pre>
 *
 * The stream has 768 products; the accumulator is cleared every 256. Operands are normal with 4 sigma at full scale (from 5
 * exponent bits on sigma lies in the middle of the range), or uniformly drawn codes. 45 nm, 1.1 V; glitches and long
 * wires are not included. Fitted elsewhere to 32 energies of exact and integer units, one lane, ripple adders; held to
 * +-20 % of all synthesised ones by EnergyValidationTest.
 *
 * @param a format of the first operand
 * @param b format of the second
 * @param uniform codes drawn uniformly instead of normal values
 */
public record ToggleRule(GridFormat a, GridFormat b, boolean uniform) implements EnergyRule {
    private static final int PRODUCTS = 768;
    private static final int TERMS = 256;
    private static final int WIDE_EXPONENT = 5;
    private static final double XOR_UM2 = CellLibrary.NANGATE45.areaUm2(Cell.XOR);
    private static final double REGISTER_BIT_UM2 =
            CellLibrary.NANGATE45.areaUm2(Cell.FLIP_FLOP) + CellLibrary.NANGATE45.areaUm2(Cell.AND);

    /** Normal operands. */
    public static ToggleRule normal(GridFormat a, GridFormat b) {
        return new ToggleRule(a, b, false);
    }

    /** Integer and exact units of one lane. */
    public static boolean covers(MacUnit unit) {
        return unit.lanes() == 1 && (unit instanceof IntegerMac || unit instanceof ExactMac);
    }

    @Override
    public double energyPjPerMac(MacUnit unit) {
        return partsPjPerMac(unit).values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The five terms: adder and register are one, and decoders and exponents are part of what the others were fitted with. */
    @Override
    public Map<Part, Double> partsPjPerMac(MacUnit unit) {
        if (!covers(unit)) {
            throw new IllegalArgumentException("toggling words are modelled for integer and exact units of one lane only");
        }
        boolean exact = unit instanceof ExactMac;
        Datapath pathA = Datapath.of(a);
        Datapath pathB = Datapath.of(b);
        int width = unit.accumulator().bits();
        int productBits = pathA.precision() + pathB.precision();
        int wp = exact ? ((ExactMac) unit).productBits() : 0;
        Word inA = new Word(pathA.precision());
        Word inB = new Word(pathB.precision());
        Word product = new Word(productBits);
        Word shifted = new Word(wp);
        Word complemented = new Word(wp);
        Word accumulator = new Word(width);
        Operands operands = new Operands(new SplittableRandom(1));
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < PRODUCTS; i++) {
            BigInteger x = operands.next(a);
            BigInteger y = operands.next(b);
            BigInteger significandA = exact ? significand(x, pathA) : x;
            BigInteger significandB = exact ? significand(y, pathB) : y;
            inA.next(significandA);
            inB.next(significandB);
            product.next(significandA.multiply(significandB));
            BigInteger magnitude = x.multiply(y).abs();
            shifted.next(magnitude);
            complemented.next(x.signum() * y.signum() < 0 ? magnitude.not() : magnitude);
            sum = (i % TERMS == 0 ? BigInteger.ZERO : sum).add(x.multiply(y));
            accumulator.next(sum);
        }
        Breakdown parts = unit.breakdown();
        CellLibrary library = CellLibrary.NANGATE45;
        double in = (inA.toggles() + inB.toggles()) / 2;
        Map<Part, Double> pj = new EnumMap<>(Part.class);
        double femto = 1e-3;
        pj.put(Part.MULTIPLIER, femto * 2.1 * library.areaUm2(parts.cells(Part.MULTIPLIER)) * (in + product.toggles()) / 2);
        pj.put(Part.SHIFTER,
                femto * 7.1 * library.areaUm2(parts.cells(Part.SHIFTER)) * (product.toggles() + shifted.toggles()) / 2);
        pj.put(Part.COMPLEMENT, femto * 7.9 * XOR_UM2 * wp * complemented.toggles());
        pj.put(Part.REGISTER, femto * (9.0 * REGISTER_BIT_UM2 * width * accumulator.toggles() + 9.3 * width));
        return pj;
    }

    @Override
    public String text() {
        return "toggling words of " + (uniform ? "uniform codes" : "normal operands") + ", 45 nm, 1.1 V";
    }

    /** The significand of a magnitude: its leading p bits, or all of them where it is small. */
    private static BigInteger significand(BigInteger value, Datapath path) {
        BigInteger magnitude = value.abs();
        return magnitude.shiftRight(Math.max(0, magnitude.bitLength() - path.precision()));
    }

    /** Random values in units of the smallest quantum. */
    private final class Operands {
        private final SplittableRandom random;

        Operands(SplittableRandom random) {
            this.random = random;
        }

        BigInteger next(GridFormat format) {
            double value = uniform ? drawCode(format) : drawNormal(format);
            return quanta(value, format.grid().smallestQuantumExponent());
        }

        private double drawNormal(GridFormat format) {
            boolean wide = Datapath.of(format).shiftBits() >= WIDE_EXPONENT;
            double sigma = wide
                    ? Math.scalb(1.0, (format.grid().topBinade() + format.grid().lowestBinade()) / 2)
                    : format.grid().max() / 4;
            double x = Math.clamp(random.nextGaussian() * sigma, format.grid().min(), format.grid().max());
            return format.round(x, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        }

        private double drawCode(GridFormat format) {
            while (true) {
                try {
                    double v = format.decode(random.nextLong(1L << format.width()));
                    if (Double.isFinite(v)) {
                        return v;
                    }
                } catch (IllegalArgumentException unused) {
                    // a list that does not fill its width
                }
            }
        }
    }

    /** value / 2^quantum, an integer. */
    private static BigInteger quanta(double value, int quantum) {
        return new BigDecimal(value)
                .multiply(quantum < 0
                        ? new BigDecimal(BigInteger.ONE.shiftLeft(-quantum))
                        : BigDecimal.ONE)
                .toBigInteger()
                .shiftRight(Math.max(0, quantum));
    }

    /** Counts the bits of a word that change. */
    private static final class Word {
        private final int width;
        private final BigInteger mask;
        private BigInteger last;
        private long changes;
        private long steps;

        Word(int width) {
            this.width = width;
            mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
        }

        void next(BigInteger value) {
            BigInteger now = value.and(mask);
            if (last != null) {
                changes += now.xor(last).bitCount();
                steps++;
            }
            last = now;
        }

        /** Mean share of the bits that change. */
        double toggles() {
            return width == 0 || steps == 0 ? 0 : (double) changes / steps / width;
        }
    }
}
