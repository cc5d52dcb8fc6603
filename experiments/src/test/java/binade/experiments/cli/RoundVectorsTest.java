package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.reference.ExactFormat;
import binade.formats.reference.ExactFormats;
import binade.formats.reference.ExactRounding;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code binade round} against the exact reference, every rounding, in every notation: no difference at all. */
class RoundVectorsTest {
    private static final List<String> FORMATS = List.of(
            "fp134", "list:5,5,5,5,5,5,5,4,3,2,1,0", "list:6x2,5x2,4x2,3x3,2,1,0", "int8", "float:6,9,31", "e4m3fn", "bf16",
            "fp16", "tf32", "e5m2", "log4", "uint8", "q3.4");
    private static final int COUNT = 600;
    private static final int BITS = 24;

    @TempDir
    Path folder;

    static Stream<Arguments> formatsAndRoundings() {
        return FORMATS.stream().flatMap(f -> Stream.of(Rounding.values()).map(r -> Arguments.of(f, r)));
    }

    static Stream<Arguments> formatsAndOverflows() {
        return FORMATS.stream().flatMap(f -> Stream.of(Overflow.values()).map(o -> Arguments.of(f, o)));
    }

    private static int unitScale(GridFormat f) {
        return switch (f.family()) {
            case INTEGER -> f.id().startsWith("u") ? f.width() - 1 : f.width() - 2; // where the unit is 1
            default -> 0;
        };
    }

    /** Values of the format, ties, their neighbours, points between, both ends, infinities, arbitrary patterns. */
    private static float[] inputs(GridFormat f, int scale, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            long rank = random.nextBoolean()
                    ? random.nextLong(f.grid().maxRank())
                    : random.nextLong(Math.min(40, f.grid().maxRank()));
            double low = Math.scalb(f.grid().magnitude(rank), scale);
            double high = Math.scalb(f.grid().magnitude(rank + 1), scale);
            float sign = random.nextBoolean() ? 1 : -1;
            x[i] = sign * switch (i % 9) {
                case 0 -> (float) low;
                case 1 -> (float) ((low + high) / 2);
                case 2 -> Math.nextUp((float) ((low + high) / 2));
                case 3 -> Math.nextDown((float) ((low + high) / 2));
                case 4 -> (float) (low + (high - low) * random.nextDouble());
                case 5 -> Math.nextUp((float) low);
                case 6 -> (float) (Math.scalb(f.grid().max(), scale) * (0.98 + 0.06 * random.nextDouble()));
                case 7 -> i < 20 ? Float.POSITIVE_INFINITY : i < 40 ? 0f : (float) Math.scalb(low, -8);
                default -> finite(random);
            };
        }
        return x;
    }

    private static float finite(SplittableRandom random) {
        float v;
        do {
            v = Float.intBitsToFloat(random.nextInt());
        } while (Float.isNaN(v));
        return v;
    }

    /** All digits: the shortest text of a number is another number. */
    private static String decimal(float v) {
        return v == 0 ? Float.toString(v) : new BigDecimal(v).toString();
    }

    private static String hex(float v) {
        return "%08x".formatted(Float.floatToIntBits(v));
    }

    /** One line of input and what must come out. */
    private record Case(float x, long r, float previous, double expected) {}

    private static List<Case> cases(GridFormat f, int scale, Rounding rounding, Overflow overflow, long seed) {
        ExactFormat exact = ExactFormats.of(f, scale);
        SplittableRandom random = new SplittableRandom(seed + 1);
        float[] x = inputs(f, scale, seed);
        List<Case> cases = new ArrayList<>();
        for (float v : x) {
            long r = random.nextLong(1L << BITS);
            float previous = (float) Math.scalb(f.grid().magnitude(random.nextLong(f.grid().maxRank() + 1)), scale)
                    * (f.encoding().signed() && random.nextBoolean() ? -1 : 1);
            cases.add(new Case(v, r, previous, ExactRounding.round(v, exact, rounding, overflow, r, BITS, previous)));
        }
        return cases;
    }

    private static String second(Rounding rounding, Case c, String previous) {
        return switch (rounding.operand()) {
            case NONE -> "";
            case RANDOM -> " " + Long.toHexString(c.r);
            case PREVIOUS -> " " + previous;
        };
    }

    private List<String> run(List<String> lines, String... args) throws IOException {
        Path in = Files.write(folder.resolve("in.txt"), lines);
        List<String> all = new ArrayList<>(List.of("round"));
        all.addAll(List.of(args));
        all.add(in.toString());
        Cli cli = Cli.run(all.toArray(String[]::new));
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        return cli.out().lines().toList();
    }

    private static void assertSame(GridFormat f, List<Case> cases, List<String> out, boolean code, int scale) {
        assertThat(out).hasSize(cases.size());
        for (int i = 0; i < cases.size(); i++) {
            Case c = cases.get(i);
            double got = code
                    ? Math.scalb(f.encoding().decode(Long.parseLong(out.get(i), 16), f.grid()), scale)
                    : Float.intBitsToFloat(Integer.parseUnsignedInt(out.get(i), 16));
            assertThat(Double.doubleToLongBits(got))
                    .as("line %d: x %s R %x previous %s: got %s, expected %s",
                            i + 1, hex(c.x), c.r, c.previous, got, c.expected)
                    .isEqualTo(Double.doubleToLongBits(c.expected));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formatsAndRoundings")
    void hexInAndOutIsTheReferenceBitForBit(String id, Rounding rounding) throws IOException {
        GridFormat f = Formats.parse(id);
        int scale = unitScale(f);
        List<Case> cases = cases(f, scale, rounding, f.defaultOverflow(), 7);
        List<String> lines = cases.stream().map(c -> hex(c.x) + second(rounding, c, hex(c.previous))).toList();
        List<String> out = run(lines, "--format", id, "--rounding", rounding.id());
        assertThat(out).allMatch(line -> line.matches("[0-9a-f]{8}"));
        assertSame(f, cases, out, false, scale);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formatsAndRoundings")
    void decimalsInAndCodesOutAreTheReferenceToo(String id, Rounding rounding) throws IOException {
        GridFormat f = Formats.parse(id);
        int scale = unitScale(f);
        List<Case> cases = cases(f, scale, rounding, f.defaultOverflow(), 8);
        List<String> lines = IntStream.range(0, COUNT)
                .mapToObj(i -> {
                    Case c = cases.get(i);
                    String x = Float.isInfinite(c.x) ? Float.toString(c.x) : i % 2 == 0 ? decimal(c.x) : Float.toHexString(c.x).toUpperCase(Locale.ROOT);
                    return x + second(rounding, c, decimal(c.previous));
                })
                .toList();
        List<String> out = run(
                lines, "--format", id, "--rounding", rounding.id(), "--in", "dec", "--out", "code");
        assertThat(out).allMatch(line -> line.length() == (f.width() + 3) / 4);
        assertSame(f, cases, out, true, scale);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("formatsAndOverflows")
    void everyOverflowRuleIsTheReference(String id, Overflow overflow) throws IOException {
        GridFormat f = Formats.parse(id);
        int scale = unitScale(f);
        for (Rounding rounding : List.of(Rounding.NEAREST_EVEN, Rounding.TOWARD_ZERO, Rounding.UP, Rounding.TO_ODD)) {
            List<Case> cases = cases(f, scale, rounding, overflow, 9);
            List<String> lines = cases.stream().map(c -> hex(c.x)).toList();
            assertSame(f, cases,
                    run(lines, "--format", id, "--rounding", rounding.id(), "--overflow", overflow.id()), false, scale);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("scaled")
    void aScaleMultipliesTheGrid(String id, int scale) throws IOException {
        GridFormat f = Formats.parse(id);
        for (Rounding rounding : Rounding.values()) {
            List<Case> cases = cases(f, scale, rounding, f.defaultOverflow(), 10);
            List<String> lines = cases.stream().map(c -> hex(c.x) + second(rounding, c, hex(c.previous))).toList();
            List<String> args = List.of("--format", id, "--rounding", rounding.id(), "--scale", Integer.toString(scale));
            assertSame(f, cases, run(lines, args.toArray(String[]::new)), false, scale);
            List<String> coded = new ArrayList<>(args);
            coded.addAll(List.of("--out", "code"));
            assertSame(f, cases, run(lines, coded.toArray(String[]::new)), true, scale);
        }
    }

    static Stream<Arguments> scaled() {
        return Stream.of("fp134", "log4", "sm8", "int8", "uint8", "list:6x2,5x2,4x2,3x3,2,1,0")
                .flatMap(id -> Stream.of(-139, -20, 0, 3, 126)
                        .filter(s -> s >= Formats.parse(id).minScale())
                        .map(s -> Arguments.of(id, s)));
    }

    @Test
    void everyCodeGoesInAndComesOutUnchanged() throws IOException {
        for (String id : FORMATS) {
            GridFormat f = Formats.parse(id);
            int digits = (f.width() + 3) / 4;
            List<String> codes = new ArrayList<>();
            for (long c = 0; c < Math.min(f.encoding().codes(), 1 << 16); c++) {
                double v = f.encoding().decode(c, f.grid());
                boolean minusZero = c != 0 && v == 0 && !f.encoding().negativeZero();
                if (!Double.isNaN(v) && !minusZero) {
                    codes.add(("%0" + digits + "x").formatted(c));
                }
            }
            assertThat(run(codes, "--format", id, "--in", "code", "--out", "code", "--overflow", "sat-propagate")).as(id).isEqualTo(codes);
        }
    }

    @Test
    void decimalsOutAreExactSoThatRoundingThemAgainChangesNothing() throws IOException {
        for (String id : List.of("fp134", "bf16", "fp16", "float:6,9,31", "list:3x31,2,1,0", "fp32")) {
            GridFormat f = Formats.parse(id);
            List<String> lines = cases(f, 0, Rounding.NEAREST_EVEN, f.defaultOverflow(), 12).stream()
                    .map(c -> hex(c.x)).toList();
            List<String> hex = run(lines, "--format", id);
            List<String> dec = run(lines, "--format", id, "--out", "dec");
            for (String rounding : List.of("ru", "rd", "rto")) {
                String[] again = {"--format", id, "--rounding", rounding, "--in", "dec"};
                assertThat(run(dec, again)).as(id + " " + rounding).isEqualTo(hex);
            }
        }
    }

    @Test
    void fewerRandomBitsAreHonoured() throws IOException {
        GridFormat f = Formats.parse("fp134");
        ExactFormat exact = ExactFormats.of(f, 0);
        for (Rounding rounding : List.of(
                Rounding.STOCHASTIC, Rounding.STOCHASTIC_A, Rounding.STOCHASTIC_B, Rounding.STOCHASTIC_C)) {
            for (int bits : new int[] {1, 3, 8, 40}) {
                List<String> lines = new ArrayList<>();
                List<String> expected = new ArrayList<>();
                SplittableRandom random = new SplittableRandom(bits);
                for (float x : inputs(f, 0, 11)) {
                    long r = random.nextLong(1L << bits);
                    lines.add(hex(x) + "\t" + Long.toHexString(r));
                    expected.add(hex((float) ExactRounding.round(x, exact, rounding, f.defaultOverflow(), r, bits, 0)));
                }
                assertThat(run(lines, "--format", "fp134", "--rounding", rounding.id(), "--random-bits",
                        Integer.toString(bits))).isEqualTo(expected);
            }
        }
    }
}
