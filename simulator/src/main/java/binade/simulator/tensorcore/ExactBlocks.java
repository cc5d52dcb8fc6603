package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.ResultRounding;
import binade.simulator.tensorcore.UnitArithmetic.ScaledGroups;
import binade.simulator.tensorcore.UnitArithmetic.TwoStageBlock;
import binade.simulator.tensorcore.UnitArithmetic.ZeroTerms;
import java.util.ArrayList;
import java.util.List;

/** Sums of a block of products, sentence by sentence: sections 2, 4, 6 and 8 of tensor-core-arithmetic. */
final class ExactBlocks {
    /** A product or accumulator with its encoded exponent, which is not adjusted to the value. */
    private record Term(Dyadic value, int exponent) {}

    private final MatrixUnit unit;
    private final AccumulatorFormat format;

    ExactBlocks(MatrixUnit unit) {
        this.unit = unit;
        format = unit.accumulator();
    }

    private Dyadic a(DotOperands x, int k) {
        return Dyadic.of(unit.a(), x.a()[k]);
    }

    private Dyadic b(DotOperands x, int k) {
        return Dyadic.of(unit.b(), x.b()[k]);
    }

    private Dyadic product(DotOperands x, int k) {
        return a(x, k).times(b(x, k));
    }

    private int exponent(DotOperands x, int k) {
        return unit.a().exponent(x.a()[k]) + unit.b().exponent(x.b()[k]);
    }

    /** The exponent with -126 in place of that of a zero operand. */
    private int exponentZerosLow(DotOperands x, int k) {
        return (a(x, k).isZero() ? ZeroTerms.EXPONENT : unit.a().exponent(x.a()[k]))
                + (b(x, k).isZero() ? ZeroTerms.EXPONENT : unit.b().exponent(x.b()[k]));
    }

    private int specials(DotOperands x, int from, int to, long c) {
        int special = Specials.of(format, c);
        for (int k = from; k < to; k++) {
            special |= Specials.of(unit.a(), x.a()[k], unit.b(), x.b()[k]);
            if (x.scaleA().length > 0) {
                boolean nan = unit.scaling().scale().isNan(x.scaleA()[k / x.scaleBlock()])
                        || unit.scaling().scale().isNan(x.scaleB()[k / x.scaleBlock()]);
                special |= nan ? Specials.NAN : Specials.FINITE;
            }
        }
        return special;
    }

    private Dyadic scale(DotOperands x, int k) {
        ScaleFormat f = unit.scaling().scale();
        long sa = x.scaleA()[k / x.scaleBlock()];
        long sb = x.scaleB()[k / x.scaleBlock()];
        return Dyadic.of((long) f.significand(sa) * f.significand(sb), scaleExponent(x, k) - 2 * f.fractionBits());
    }

    private int scaleExponent(DotOperands x, int k) {
        ScaleFormat f = unit.scaling().scale();
        return f.exponent(x.scaleA()[k / x.scaleBlock()]) + f.exponent(x.scaleB()[k / x.scaleBlock()]);
    }

    private static Dyadic sum(List<Dyadic> values) {
        return values.stream().reduce(Dyadic.ZERO, Dyadic::plus);
    }

    /** Section 2; with scales the kind mxf8f6f4 of section 6. */
    long fused(FusedBlock block, DotOperands x, int from, int to, long c) {
        int special = specials(x, from, to, c);
        if (special != Specials.FINITE) {
            return Specials.word(special, unit);
        }
        boolean scaled = x.scaleA().length > 0;
        boolean zerosCount = block.zeroTerms() == ZeroTerms.MINIMUM_EXPONENT;
        List<Term> terms = new ArrayList<>();
        for (int k = from; k < to; k++) {
            Dyadic product = scaled ? product(x, k).times(scale(x, k)) : product(x, k);
            int exponent = zerosCount ? exponentZerosLow(x, k) : exponent(x, k);
            terms.add(new Term(product, scaled ? exponent + scaleExponent(x, k) : exponent));
        }
        Dyadic accumulator = Dyadic.of(format.words(), c);
        terms.add(new Term(accumulator,
                zerosCount && accumulator.isZero() ? ZeroTerms.EXPONENT : format.words().exponent(c)));
        if (!zerosCount) {
            terms.removeIf(t -> t.value().isZero());
        }
        if (terms.isEmpty()) {
            return 0;
        }
        int largest = terms.stream().mapToInt(Term::exponent).max().getAsInt();
        if (block.floor() != null) {
            largest = Math.max(largest, block.floor());
        }
        int q = largest - block.fractionBits();
        return sum(terms.stream().map(t -> t.value().truncated(q)).toList())
                .word(format, block.rounding(), block.resultFractionBits(), false);
    }

    /** Section 6, K = 64. */
    long scaled(ScaledGroups groups, DotOperands x, int from, long c) {
        int special = specials(x, from, from + groups.blockLength(), c);
        if (special != Specials.FINITE) {
            return Specials.word(special, unit);
        }
        Dyadic accumulator = Dyadic.of(format.words(), c);
        Dyadic sum = groups.rule() == ScaledGroups.Rule.SIMPLE
                ? simple(groups, x, from, accumulator, c)
                : detailed(groups, x, from, accumulator, c);
        return sum.word(format, ResultRounding.TOWARD_ZERO, format.fractionBits(), false);
    }

    private Dyadic groupSum(DotOperands x, int from, int size) {
        Dyadic sum = Dyadic.ZERO;
        for (int k = from; k < from + size; k++) {
            sum = sum.plus(product(x, k).times(scale(x, k)));
        }
        return sum;
    }

    /** Exact sums of 16, a window below the largest of all scales and c. */
    private Dyadic simple(ScaledGroups groups, DotOperands x, int from, Dyadic accumulator, long c) {
        int largest = accumulator.isZero() ? ZeroTerms.EXPONENT : format.words().exponent(c);
        for (int k = from; k < from + 64; k += 16) {
            largest = Math.max(largest, scaleExponent(x, k));
        }
        int q = largest - groups.window();
        Dyadic sum = accumulator.truncated(q);
        for (int k = from; k < from + 64; k += 16) {
            sum = sum.plus(groupSum(x, k, 16).truncated(q));
        }
        return sum;
    }

    private Dyadic detailed(ScaledGroups groups, DotOperands x, int from, Dyadic accumulator, long c) {
        boolean ue8m0 = unit.scaling().scale() == ScaleFormat.UE8M0;
        int largest = Integer.MIN_VALUE; // R
        int largestScale = Integer.MIN_VALUE; // Smax
        for (int k = from; k < from + 64; k++) {
            if (!product(x, k).times(scale(x, k)).isZero()) {
                largest = Math.max(largest, exponent(x, k) + scaleExponent(x, k));
                largestScale = Math.max(largestScale, scaleExponent(x, k));
            }
        }
        if (largest == Integer.MIN_VALUE) {
            return accumulator;
        }
        boolean withC = !accumulator.isZero();
        int rc = format.words().exponent(c);
        if (withC && rc >= largest) {
            int q = rc - groups.window();
            Dyadic sum = accumulator.truncated(q);
            for (int k = from; k < from + 64; k += 16) {
                sum = sum.plus(groupSum(x, k, 16).truncated(q));
            }
            return sum;
        }
        int q = Math.max(Math.max(largest, withC ? rc : largest) - groups.window() - 4, largestScale - groups.window());
        int size = ue8m0 ? 16 : 4;
        Dyadic sum = accumulator.truncated(q);
        Dyadic strong = sum; // without what is dropped where the result is subnormal
        for (int k = from; k < from + 64; k += size) {
            int own = largestProduct(x, k, size);
            int quantum = ue8m0 && withC && own <= rc ? Math.max(q, rc - groups.window()) : q;
            Dyadic group = groupSum(x, k, size).truncated(quantum);
            sum = sum.plus(group);
            boolean weak = scaleExponent(x, k) < largestScale && groupSum(x, k, size).compareMagnitude(-174) < 0;
            strong = weak ? strong : strong.plus(group);
        }
        long magnitude = sum.word(format, ResultRounding.TOWARD_ZERO, format.fractionBits(), false) & ~format.signBit();
        boolean subnormal = magnitude != 0 && magnitude >>> format.fractionBits() == 0;
        return ue8m0 && subnormal ? strong : sum;
    }

    private int largestProduct(DotOperands x, int from, int size) {
        int largest = Integer.MIN_VALUE;
        for (int k = from; k < from + size; k++) {
            if (!product(x, k).isZero()) {
                largest = Math.max(largest, exponent(x, k) + scaleExponent(x, k));
            }
        }
        return largest;
    }

    /** CDNA3, section 8. */
    long twoStage(TwoStageBlock block, DotOperands x, int from, int to, long c) {
        int special = specials(x, from, to, c);
        for (int k = from; k < to && special != Specials.NAN; k++) {
            if (Specials.of(unit.a(), x.a()[k], unit.b(), x.b()[k]) == Specials.FINITE
                    && product(x, k).compareMagnitude(128) >= 0) {
                special |= product(x, k).isNegative() ? Specials.NEGATIVE : Specials.POSITIVE;
            }
        }
        if (special != Specials.FINITE) {
            return Specials.word(special, unit);
        }
        int e1 = largestExponent(x, from, to, 1);
        Dyadic s;
        if (block.interleaved()) {
            int q = e1 - block.productFractionBits();
            s = cut(block, x, from, to, 2).floored(q).plus(cut(block, x, from + 1, to, 2).floored(q));
        } else {
            s = cut(block, x, from, to, 1);
        }
        Dyadic accumulator = Dyadic.of(format.words(), c);
        int rc = accumulator.isZero() ? ZeroTerms.EXPONENT : format.words().exponent(c);
        int e = Math.max(e1, rc);
        boolean dropped = block.interleaved() && rc < e - TwoStageBlock.DROPPED_BELOW;
        Dyadic kept = dropped ? Dyadic.ZERO : accumulator.floored(e - block.accumulatorFractionBits());
        return s.floored(e - block.sumFractionBits()).plus(kept)
                .word(format, ResultRounding.NEAREST_EVEN, format.fractionBits(), true);
    }

    private int largestExponent(DotOperands x, int from, int to, int step) {
        int largest = Integer.MIN_VALUE;
        for (int k = from; k < to; k += step) {
            largest = Math.max(largest, exponentZerosLow(x, k));
        }
        return largest;
    }

    /** The products of every step-th position, cut toward zero below their largest exponent, added. */
    private Dyadic cut(TwoStageBlock block, DotOperands x, int from, int to, int step) {
        int q = largestExponent(x, from, to, step) - block.productFractionBits();
        Dyadic sum = Dyadic.ZERO;
        for (int k = from; k < to; k += step) {
            sum = sum.plus(product(x, k).truncated(q));
        }
        return sum;
    }

    /** The rounded exact sum. */
    long exact(DotOperands x, int from, int to, long c) {
        int special = specials(x, from, to, c);
        if (special != Specials.FINITE) {
            return Specials.word(special, unit);
        }
        Dyadic sum = Dyadic.of(format.words(), c);
        for (int k = from; k < to; k++) {
            sum = sum.plus(product(x, k));
        }
        return sum.word(format, ResultRounding.NEAREST_EVEN, format.fractionBits(), true);
    }
}
