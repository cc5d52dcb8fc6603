package binade.simulator.tensorcore;

import java.util.SplittableRandom;

/** Operands that find faults: any words, wide exponents, cancellation, near underflow and overflow, specials, huge beside zero. */
final class UnitCases {
    enum Kind { ANY, MODERATE, WIDE, CANCEL, TINY, NEAR_MAX, SPECIAL, ZERO_HUGE }

    private final MatrixUnit unit;
    private final SplittableRandom random;

    UnitCases(MatrixUnit unit, long seed) {
        this.unit = unit;
        random = new SplittableRandom(seed);
    }

    private int below(int n) {
        return random.nextInt(n);
    }

    /** A case of so many words. */
    DotOperands next(Kind kind, int words) {
        long[] a = new long[words];
        long[] b = new long[words];
        for (int i = 0; i < words; i++) {
            a[i] = operand(unit.a(), kind);
            b[i] = operand(unit.b(), kind);
            if (kind == Kind.ZERO_HUGE && below(2) == 0) {
                a[i] = 0;
            }
            boolean odd = i % 2 == 1 && unit.a().isFloat();
            if (kind == Kind.CANCEL && odd && below(4) > 0) {
                a[i] = a[i - 1] ^ signBit(unit.a());
                b[i] = below(3) == 0 ? b[i - 1] : b[i - 1] ^ 1L << unit.b().wordBits() - unit.b().width();
            }
        }
        long[] scaleA = scales(kind, words);
        return new DotOperands(a, b, accumulator(kind), scaleA, scales(kind, words));
    }

    private static long signBit(OperandFormat f) {
        return 1L << f.wordBits() - 1;
    }

    private long anyWord(OperandFormat f) {
        return f.wordBits() == 64 ? random.nextLong() : random.nextLong() & (1L << f.wordBits()) - 1;
    }

    /** A finite word with an encoded exponent of about e. */
    private long near(OperandFormat f, int e) {
        int width = f.wordBits() - f.width(); // of the container below the format
        int field = Math.clamp(e - f.minExponent() + 1, 0, f.maxExponent() - f.minExponent() + 1);
        long fraction = random.nextLong() & (1L << f.fractionBits()) - 1;
        long word = ((long) field << f.fractionBits() | fraction) << width;
        word |= below(2) == 0 ? signBit(f) : 0;
        return f.isNan(word) ? word ^ 1L << width : word;
    }

    private long operand(OperandFormat f, Kind kind) {
        if (!f.isFloat()) {
            return kind == Kind.NEAR_MAX ? (1L << f.wordBits() - 1) - below(2) & (1L << f.wordBits()) - 1 : anyWord(f);
        }
        return switch (kind) {
            case ANY -> anyWord(f);
            case MODERATE, CANCEL -> near(f, below(9) - 5);
            case WIDE -> near(f, f.minExponent() + below(f.maxExponent() - f.minExponent() + 1));
            case TINY -> near(f, (unit.accumulator() == AccumulatorFormat.FP32 ? -72 : -12) + below(12));
            case NEAR_MAX -> near(f, f.maxExponent() - below(f.maxExponent() > 100 ? 66 : 3));
            case ZERO_HUGE -> near(f, below(2) == 0 ? f.maxExponent() : f.minExponent());
            case SPECIAL -> switch (below(6)) {
                case 0 -> anyWord(f);
                case 1 -> below(2) == 0 ? 0 : signBit(f);
                case 2 -> (signBit(f) - 1 & ~((1L << f.fractionBits()) - 1)) | (below(2) == 0 ? signBit(f) : 0);
                case 3 -> signBit(f) - 1;
                default -> near(f, below(5) - 2);
            };
        };
    }

    private long accumulator(Kind kind) {
        AccumulatorFormat f = unit.accumulator();
        if (!f.isFloat()) {
            return (kind == Kind.NEAR_MAX ? Integer.MAX_VALUE - below(1 << 16) : random.nextInt()) & 0xFFFFFFFFL;
        }
        OperandFormat w = f.words();
        if (below(4) == 0) {
            return below(4) == 0 ? signBit(w) : 0;
        }
        return switch (kind) {
            case ANY -> anyWord(w);
            case MODERATE, CANCEL -> near(w, below(60) - 40);
            case WIDE -> near(w, w.minExponent() + below(w.maxExponent() - w.minExponent() + 1));
            case TINY, ZERO_HUGE -> near(w, w.minExponent() + below(12) - 1);
            case NEAR_MAX -> near(w, w.maxExponent() - below(3));
            case SPECIAL -> operand(w, kind);
        };
    }

    private long[] scales(Kind kind, int words) {
        if (!unit.scaling().isPresent()) {
            return new long[0];
        }
        long[] scales = new long[words / unit.scaling().blocks().getFirst()];
        boolean ue8m0 = unit.scaling().scale() == ScaleFormat.UE8M0;
        for (int i = 0; i < scales.length; i++) {
            scales[i] = switch (kind) {
                case ANY, SPECIAL -> random.nextInt(256);
                case TINY -> ue8m0 ? 55 + below(12) : below(8);
                case NEAR_MAX -> ue8m0 ? 186 + below(8) : 0x78 + below(7);
                case WIDE -> ue8m0 ? 100 + below(50) : below(0x7F);
                case MODERATE, CANCEL, ZERO_HUGE -> ue8m0 ? 122 + below(10) : 0x30 + below(24);
            };
        }
        return scales;
    }
}
