package binade.experiments.cli;

import binade.formats.BlockFormat;
import binade.formats.GridFormat;
import binade.formats.Limits;
import binade.formats.Lists;
import binade.formats.Rounding;
import binade.formats.SignFormat;
import binade.formats.block.BitOrder;
import binade.formats.block.MxFormat;
import binade.formats.block.NvFp4Format;
import binade.formats.block.ScaleRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Formats that take their scale from a tensor or its blocks, in rows of {@code show} and {@code formats}. */
final class BlockTable {
    private BlockTable() {}

    /** Rows of {@code show}: property and value. */
    static void describe(BlockFormat f, PlainTable t) {
        Limits element = f.element().limits();
        t.add("element", element(f));
        t.add("element max", Numbers.print(element.max()));
        t.add("element min", Numbers.print(element.min()));
        t.add("element min positive", Numbers.print(element.smallestPositive()));
        t.add("max", Numbers.print(max(f)) + (max(f) > Float.MAX_VALUE ? ", infinite as binary32" : ""));
        t.add("min positive", Numbers.print(smallestPositive(f)));
        t.add("special", special(f));
        t.add("overflow", "sat-finite");
        t.add("roundings", roundings(f::supports));
        describeBlocks(f, t);
    }

    /** Of these rows those that are about blocks and their scales, and not about elements. */
    static void describeBlocks(BlockFormat f, PlainTable t) {
        t.add("block", f.blockSize() + " values along a row; the last of a row may be short");
        t.add("scale", f.scaleType().bits() + " bits, " + f.scaleType());
        t.add("scale rule", f.scaleFormula() + "; amax: largest finite magnitude");
        if (f instanceof MxFormat) {
            t.add("other scale rules", "--scale-rule " + Arrays.stream(ScaleRule.values()).map(ScaleRule::id)
                    .collect(Collectors.joining(" ")));
        } else if (f instanceof NvFp4Format) {
            t.add("other scale rules", "--nvfp4-lo 2^-9 2^-6, --nvfp4-levels 1 2");
        }
        t.add("bits per value", bitsPerValue(f));
        t.add("packing", packing(f));
        t.add("code output", "SCALE : CODE CODE ... | SCALE : CODE ..."
                + (f.hasTensorScale() ? ", tensor scale in front" : ""));
    }

    private static String element(BlockFormat f) {
        return f.element() instanceof GridFormat g && g.isList()
                ? "list:" + Lists.compact(g.list())
                : f.element().id() + (f.element().scalable() ? " at scale 0" : "");
    }

    private static String bitsPerValue(BlockFormat f) {
        String bits = BigDecimal.valueOf(f.bitsPerValue()).setScale(4, RoundingMode.HALF_EVEN).stripTrailingZeros()
                .toPlainString();
        return bits + " = " + f.width() + " + " + f.scaleType().bits() + " / " + f.blockSize()
                + (f.hasTensorScale() ? ", and 32 per tensor" : "");
    }

    private static String packing(BlockFormat f) {
        boolean low = f.bitOrder() == BitOrder.LOW_FIRST;
        return switch (f.width()) {
            case 4 -> "two codes per byte, the first in the " + (low ? "low" : "high") + " nibble";
            case 8 -> "one code per byte";
            default -> "one code per byte, or without gaps from the " + (low ? "lowest" : "highest") + " bit on";
        };
    }

    /** Largest element under the largest scale, with one level of scales. */
    private static double max(BlockFormat f) {
        return f.element().limits().max() * f.scaleValue(f.scaleType().highest());
    }

    /** Smallest positive element under the smallest scale that is not 0. */
    private static double smallestPositive(BlockFormat f) {
        int lowest = f.scaleType().lowest();
        double least = f.scaleValue(lowest) > 0 ? f.scaleValue(lowest) : f.scaleValue(lowest + 1);
        return f.element().limits().smallestPositive() * least;
    }

    private static String special(BlockFormat f) {
        return ((f.hasNan() ? "nan " : "") + (f.element().limits().negativeZero() ? "-0" : "")).strip();
    }

    private static String roundings(Predicate<Rounding> known) {
        return Arrays.stream(Rounding.values()).filter(known).map(Rounding::id).collect(Collectors.joining(" "));
    }

    /** Rows of {@code show}: property and value. */
    static void describe(SignFormat f, PlainTable t) {
        t.add("values", f.width() == 1 ? "-S +S, codes 0 1" : "-S 0 +S, codes 3 0 1");
        t.add("scale", f.powerOfTwoScale() ? "power of two per tensor, printed as its exponent" : "fp32 per tensor");
        t.add("scale rule", f.scaleFormula());
        t.add("sign rule", f.signFormula());
        t.add("roundings", roundings(f.roundings()::contains) + " (of the scale)");
        t.add("code output", "SCALE : CODE CODE ...");
    }

    /** A row of {@code formats}. */
    static void add(BlockFormat f, PlainTable t) {
        Limits limits = f.element().limits();
        t.add(f.id(), "block", f.width(), limits.precision(), Numbers.print(max(f)), "", Numbers.print(smallestPositive(f)),
                special(f), "", "", f.blockSize(), element(f), f.scaleType().format(), f.bitsPerValue());
    }

    /** A row of {@code formats}. */
    static void add(SignFormat f, PlainTable t) {
        t.add(f.id(), "sign", f.width(), 1, "", "", "", "", "", "", null, "",
                f.powerOfTwoScale() ? "power of two per tensor" : "fp32 per tensor", null);
    }
}
