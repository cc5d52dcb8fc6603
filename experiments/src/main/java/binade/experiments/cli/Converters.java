package binade.experiments.cli;

import binade.experiments.stream.Notation;
import binade.formats.Decimals;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.block.NvFp4Format;
import binade.formats.block.ScaleRule;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.device.Gemm;
import binade.simulator.arithmetic.Operation;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Ids on the command line to the things they name; a wrong one is wrong usage, with the library's own message. */
final class Converters {
    private Converters() {}

    private static <T> T convert(String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static final class OfFormat implements ITypeConverter<Format> {
        @Override
        public Format convert(String text) {
            return Converters.convert(text, Formats::any);
        }
    }

    static final class OfScalarFormat implements ITypeConverter<ScalarFormat> {
        @Override
        public ScalarFormat convert(String text) {
            return Converters.convert(text, Formats::scalar);
        }
    }

    static final class OfRounding implements ITypeConverter<Rounding> {
        @Override
        public Rounding convert(String text) {
            return Converters.convert(text, Rounding::parse);
        }
    }

    static final class OfScaleRule implements ITypeConverter<ScaleRule> {
        @Override
        public ScaleRule convert(String text) {
            return Converters.convert(text, ScaleRule::parse);
        }
    }

    /** 2^-9 and 2^-6, as powers or as numbers. */
    static final class OfNvFp4Bound implements ITypeConverter<NvFp4Format.LowerBound> {
        @Override
        public NvFp4Format.LowerBound convert(String text) {
            return Converters.convert(text, t -> NvFp4Format.LowerBound.of(
                    Decimals.parse(t.startsWith("2^") ? "0x1p" + t.substring(2) : t, Double.PRECISION)));
        }
    }

    static final class OfOverflow implements ITypeConverter<Overflow> {
        @Override
        public Overflow convert(String text) {
            return Converters.convert(text, Overflow::parse);
        }
    }

    static final class OfAccumulation implements ITypeConverter<Accumulation> {
        @Override
        public Accumulation convert(String text) {
            return Converters.convert(text, Accumulation::parse);
        }
    }

    static final class OfAdder implements ITypeConverter<Adder> {
        @Override
        public Adder convert(String text) {
            return Converters.convert(text, Adder::parse);
        }
    }

    static final class OfGemm implements ITypeConverter<Gemm> {
        @Override
        public Gemm convert(String text) {
            return Converters.convert(text, Gemm::parse);
        }
    }

    static final class OfOperation implements ITypeConverter<Operation> {
        @Override
        public Operation convert(String text) {
            return Converters.convert(text, Operation::parse);
        }
    }

    static final class OfNotation implements ITypeConverter<Notation> {
        @Override
        public Notation convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "hex" -> Notation.HEX;
                case "dec" -> Notation.DEC;
                case "code" -> Notation.CODE;
                default -> throw new TypeConversionException("unknown notation '" + text + "'; allowed: hex dec code");
            };
        }
    }
}
