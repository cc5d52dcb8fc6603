package binade.simulator.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Decimals;
import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.Fraction;
import binade.formats.GridFormat.Family;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.ScalarFormat;
import binade.formats.WideFormat;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Projection of exact numbers gives the codes that rounding of numbers gives: two ways into every kind of format. */
class EveryFormatAgreementTest {
    private static final ScalarFormat FP64 = Formats.scalar("fp64");

    static Stream<String> ids() {
        return Stream.of(
                Formats.usualP3109().stream().filter(id -> id.matches(".*p[1-38].*")),
                Stream.of("e8m0fnu", "nf4", "fp64", "fp32", "e4m3fn", "int8", "uq0.8", "fp134", "binary3p1se", "binary3p2uf",
                        "binary10p1ue", "binary16p5se", "binary16p6ue", "posit3_0", "posit12_3"),
                Formats.ids(Family.POSIT).stream(), Stream.of("lns4_0", "lns8_2", "lns8_3", "lns12_5"))
                .flatMap(s -> s);
    }

    private static List<Rounding> roundings(ScalarFormat f) {
        return OperandCases.ROUNDINGS.stream().filter(f::supports).toList();
    }

    /** Values, what lies half way between them, and the binary64 numbers around. */
    private static double input(ScalarFormat f, SplittableRandom random) {
        double at = random.nextInt(4) == 0
                ? Double.longBitsToDouble(random.nextLong())
                : Math.scalb(1 + random.nextDouble(), random.nextInt(-12, 12)) * (random.nextBoolean() ? 1 : -1);
        double y = f.round(at, Rounding.NEAREST_EVEN, Overflow.SAT_FINITE, 0, 1, 0);
        double next = f.nextUp(y);
        double x = switch (random.nextInt(5)) {
            case 0 -> at;
            case 1 -> y;
            case 2 -> y / 2 + next / 2;
            case 3 -> f.limits().max() * (1 + random.nextInt(-2, 3) * 0.0625);
            default -> f.limits().smallestPositive() * random.nextInt(-8, 9) / 4;
        };
        return Double.isNaN(x) ? 0 : random.nextInt(3) == 0 ? Math.nextUp(x) : x;
    }

    @ParameterizedTest
    @MethodSource("ids")
    void conversions_from_binary64_are_roundings(String id) {
        ScalarFormat f = Formats.scalar(id);
        boolean logarithmic = f.family() == Family.LNS;
        SplittableRandom random = new SplittableRandom(id.hashCode());
        ScalarFormat at = f instanceof binade.formats.GridFormat g ? g.atDefaultScale() : f;
        for (Rounding rounding : roundings(f)) {
            for (Overflow overflow : Overflow.values()) {
                if (!f.supports(overflow) || logarithmic && rounding != Rounding.NEAREST_EVEN) {
                    continue; // directed roundings of stored logarithmic numbers compare with values in binary64
                }
                int bits = random.nextInt(1, 25);
                Projection p = new Projection(f, f.defaultScale(), rounding, overflow, bits);
                Conversion conversion = Conversion.exact(FP64, 0, p);
                for (int i = 0; i < 200; i++) {
                    double x = i == 0 ? Double.POSITIVE_INFINITY : i == 1 ? Double.NEGATIVE_INFINITY : input(at, random);
                    long r = random.nextLong(1L << bits);
                    double y = at.round(x, rounding, overflow, r, bits, 0);
                    Result result = conversion.convert(Double.doubleToRawLongBits(x), r);
                    long expected = Double.isNaN(y) && !f.hasNan() ? Result.NO_CODE : at.encode(y);
                    if (result.code() != expected) {
                        assertThat(result.code()).as("%s of %s, R %x", p, Double.toHexString(x), r).isEqualTo(expected);
                    }
                    boolean inexact = (result.flags() & (Flags.INEXACT | Flags.INVALID)) != 0;
                    if (!logarithmic) {
                        assertThat(inexact).as("flags %x: %s of %s is %s", result.flags(), p, x, y)
                                .isEqualTo(y != x && !(Double.isInfinite(x) && Double.isInfinite(y)));
                    }
                }
            }
        }
    }

    /** Decimals near binary64 numbers, values and ties, which binary64 does not hold. */
    @ParameterizedTest
    @ValueSource(strings = {
        "fp64", "fp32", "e4m3fn", "binary8p1se", "binary8p3ue", "e8m0fnu", "posit8_2", "posit16_1", "nf4", "lns8_3", "uq0.8",
        "binary16p1se", "binary16p3uf", "binary15p2ue", "binary16p5sf"
    })
    void decimals_are_rounded_once(String id) {
        Format format = Formats.any(id);
        SplittableRandom random = new SplittableRandom(id.hashCode());
        List<Rounding> roundings = format instanceof ScalarFormat f ? roundings(f) : OperandCases.ROUNDINGS;
        for (Rounding rounding : roundings) {
            if (format instanceof ScalarFormat f && f.family() == Family.LNS && rounding != Rounding.NEAREST_EVEN) {
                continue;
            }
            for (int i = 0; i < 150; i++) {
                Fraction x = fraction(format, random);
                int bits = random.nextInt(1, 49);
                long r = random.nextLong(1L << bits);
                Overflow overflow = format instanceof ScalarFormat f ? f.defaultOverflow() : Overflow.values()[i % 3];
                long code = switch (format) {
                    case ScalarFormat f -> {
                        double y = f.round(x, rounding, overflow, r, bits, 0);
                        yield Double.isNaN(y) && !f.hasNan() ? Result.NO_CODE : f.encode(y);
                    }
                    case WideFormat w -> w.round(x, rounding, overflow, r, bits);
                    default -> throw new AssertionError(format);
                };
                Projection p = new Projection(format, 0, rounding, overflow, bits);
                ExactNumber exact = new ExactNumber.Rational(x.negative(), x.numerator(), x.denominator());
                assertThat(code).as("%s of %s, R %x", p, x, r).isEqualTo(ExactRounder.of(p).project(exact, r).code());
            }
        }
    }

    /** A binary64 number or a wide value, moved by a little in a far place. */
    private static Fraction fraction(Format format, SplittableRandom random) {
        String tail = random.nextInt(3) == 0 ? "" : "000000000000000000000" + (1 + random.nextInt(9));
        if (format instanceof WideFormat w) {
            int e = random.nextInt(w.emin() - 4, -w.emin() + 6);
            return Decimals.exact((random.nextBoolean() ? "-" : "") + "0x1." + Integer.toHexString(random.nextInt(16)) + tail + "p" + e);
        }
        double x = input((ScalarFormat) format, random);
        String hex = Double.toHexString(Double.isInfinite(x) || x == 0 ? 1.5 : x);
        return Decimals.exact(hex.replace("p", tail + "p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary16p1se", "binary16p2ue", "binary14p1uf", "binary15p3sf"})
    void wide_codes_print_and_read_back(String id) {
        WideFormat f = (WideFormat) Formats.any(id);
        Conversion same = Conversion.of(f, Projection.of(f));
        for (long code = 0; code < 1L << f.width(); code += 1 + code % 37) {
            String text = f.print(code);
            Fraction exact = Decimals.exact(text);
            long back = exact == null
                    ? f.special(Decimals.parse(text, 53), Overflow.OVERFLOW)
                    : f.round(exact, Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1);
            assertThat(back).as("%s code %x = %s", id, code, text).isEqualTo(code);
            assertThat(same.convert(code, 0)).isEqualTo(new Result(code, 0));
        }
    }

    /** All pairs of two small formats: arithmetic in binary64 is exact there, and rounding it is one rounding. */
    @ParameterizedTest
    @ValueSource(strings = {"binary6p3se", "binary6p2uf", "binary5p1se", "posit6_1", "posit7_0", "posit5_2"})
    void all_pairs_equal_rounded_binary64_arithmetic(String id) {
        ScalarFormat f = Formats.scalar(id);
        Arithmetic arithmetic = Arithmetic.of(Projection.of(f));
        boolean posit = f.family() == Family.POSIT;
        for (long a = 0; a < 1L << f.width(); a++) {
            for (long b = 0; b < 1L << f.width(); b++) {
                double x = f.decode(a);
                double y = f.decode(b);
                double quotient = y == 0 ? Double.NaN : x / y; // 0 has no sign
                long[] expected = {
                    f.encode(f.round(x + y)), f.encode(f.round(x - y)), f.encode(f.round(x * y)),
                    f.encode(f.round(Math.fma(x, y, y)))
                };
                long[] got = {
                    arithmetic.add(a, b).code(), arithmetic.sub(a, b).code(), arithmetic.mul(a, b).code(),
                    arithmetic.fma(a, b, b).code()
                };
                assertThat(got).as("%s %x %x", id, a, b).isEqualTo(expected);
                assertThat(arithmetic.div(a, b).code()).as("%s %x / %x", id, a, b).isEqualTo(f.encode(f.round(quotient)));
                assertThat(arithmetic.rem(a, b).code()).isEqualTo(f.encode(f.round(Math.IEEEremainder(x, y))));
                boolean fromNan = Double.isNaN(x) || Double.isNaN(y);
                boolean invalid = (arithmetic.div(a, b).flags() & Flags.INVALID) != 0;
                assertThat(invalid).isEqualTo(!fromNan && Double.isNaN(posit ? f.round(quotient) : quotient));
            }
            assertThat(arithmetic.sqrt(a).code()).isEqualTo(f.encode(f.round(Math.sqrt(f.decode(a)))));
        }
    }

    /** Logarithmic numbers: products are sums of logarithms, sums are held to binary64 away from thresholds. */
    @ParameterizedTest
    @ValueSource(strings = {"lns6_2", "lns8_3", "lns7_0"})
    void logarithmic_arithmetic(String id) {
        ScalarFormat f = Formats.scalar(id);
        Arithmetic arithmetic = Arithmetic.of(Projection.of(f));
        long reserved = 1L << (f.width() - 2);
        long[] codes = java.util.stream.LongStream.range(0, 1L << f.width()).filter(c -> c % 3 != 1).toArray();
        for (long a : codes) {
            for (long b : codes) {
                double x = f.decode(a);
                double y = f.decode(b);
                if (Double.isNaN(x) || Double.isNaN(y)) {
                    assertThat(f.decode(arithmetic.mul(a, b).code())).isNaN();
                    continue;
                }
                double product = f.decode(arithmetic.mul(a, b).code());
                assertThat(product).as("%x * %x", a, b).isEqualTo(f.round(x * y));
                if (y != 0) {
                    assertThat(f.decode(arithmetic.div(a, b).code())).isEqualTo(f.round(x / y));
                }
                double sum = x + y;
                double low = f.round(sum * (1 - 0x1p-50));
                double high = f.round(sum * (1 + 0x1p-50));
                assertThat(f.decode(arithmetic.add(a, b).code())).as("%x + %x", a, b).isIn(low, high);
                if (a == (b ^ 1L << (f.width() - 1))) {
                    assertThat(arithmetic.add(a, b)).isEqualTo(new Result(reserved, 0)); // exactly zero
                }
            }
        }
    }

    /** Codes of small formats, where everything can be written out. */
    @ParameterizedTest
    @ValueSource(strings = {"e8m0fnu", "nf4"})
    void results_are_codes_of_the_format(String id) {
        ScalarFormat f = Formats.scalar(id);
        for (Overflow overflow : Overflow.values()) {
            Arithmetic arithmetic = Arithmetic.of(Projection.of(f, Rounding.NEAREST_EVEN, overflow));
            for (long a = 0; a < 1L << f.width(); a += 3) {
                for (long b = 0; b < 1L << f.width(); b += 5) {
                    double x = f.decode(a);
                    double y = f.decode(b);
                    for (Operation operation : List.of(Operation.ADD, Operation.SUB, Operation.MUL)) {
                        double exact = operation == Operation.ADD ? x + y : operation == Operation.SUB ? x - y : x * y;
                        double rounded = f.round(exact, Rounding.NEAREST_EVEN, overflow, 0, 1, 0);
                        long code = arithmetic.apply(operation, a, b, 0, 0).code();
                        assertThat(code).as("%s %s %x %x", id, operation, a, b)
                                .isEqualTo(Double.isNaN(rounded) && !f.hasNan() ? Result.NO_CODE : f.encode(rounded));
                    }
                }
            }
        }
        assertThat(Arrays.stream(Operation.values())).allMatch(
                o -> Arithmetic.of(Projection.of(f)).apply(o, 1, 2, 3, 0).flags() >= 0);
    }
}
