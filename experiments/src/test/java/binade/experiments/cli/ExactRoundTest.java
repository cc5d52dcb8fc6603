package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code binade round} with tracked scales and with hysteresis against paper-method 2.1 to 2.3 and 3.2, read in exact decimals;
 * nothing of the product is used.
 */
class ExactRoundTest {
    private static final Map<String, int[]> LISTS = Map.of(
            "fp134", new int[] {5, 5, 5, 5, 5, 5, 5, 4, 3, 2, 1, 0}, "log4", new int[] {1, 1, 1, 1, 1, 1, 1, 0},
            "sm4", new int[] {3, 2, 1, 0}, "fp125", new int[] {6, 6, 6, 5, 4, 3, 2, 1, 0},
            "list:4,3,3,1,1,0", new int[] {4, 3, 3, 1, 1, 0});
    private static final int VALUES = 19;

    private static BigDecimal two(int e) {
        return e >= 0
                ? new BigDecimal(BigInteger.ONE.shiftLeft(e))
                : BigDecimal.ONE.divide(new BigDecimal(BigInteger.ONE.shiftLeft(-e)));
    }

    private static int ilog2(BigDecimal x) {
        int e = Math.getExponent(x.doubleValue()); // at most one too large, where binary64 rounds up
        return x.abs().compareTo(two(e)) < 0 ? e - 1 : e;
    }

    /** Section 2.1 up to step 4, and 2.3 or nearest: q before clamping. */
    private static BigDecimal unclamped(float x, int[] m, int s, boolean hysteresis, float previous) {
        BigDecimal exact = new BigDecimal(x);
        if (x == 0 || s - ilog2(exact) < 0) {
            return exact;
        }
        int j = Math.min(s - ilog2(exact), m.length - 1);
        BigDecimal u = two(s - j + 1 - m[j]);
        RoundingMode mode = !hysteresis ? RoundingMode.HALF_EVEN
                : new BigDecimal(previous).compareTo(exact) > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR;
        return exact.divide(u).setScale(0, mode).multiply(u);
    }

    private static float clamped(BigDecimal q, int[] m, int s) {
        BigDecimal max = two(s + 1).subtract(two(s + 1 - m[0]));
        return q.min(max).max(max.negate()).floatValue();
    }

    /** Section 3.2, steps 2 and 3. */
    private static int next(int s, int room, List<BigDecimal> q, int[] m) {
        boolean overflow = false;
        boolean reached = false;
        for (BigDecimal v : q) {
            if (v.signum() != 0) {
                overflow |= s - ilog2(v) < room;
                reached |= s - ilog2(v) < room + 1;
            }
        }
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < m.length; i++) {
            least = Math.min(least, 1 - i - m[i]); // exponent of the smallest positive value at s = 0
        }
        return Math.clamp(overflow ? s + 1 : reached ? s : s - 1, -149 - least, 126);
    }

    /** Normal numbers, zeros, powers of two and their neighbours, grid points, and points half way between them. */
    private static float value(SplittableRandom random, int size, float previous) {
        float v = (float) Math.scalb(random.nextGaussian(), size);
        float power = Math.scalb(1f, Math.getExponent(v));
        return switch (random.nextInt(10)) {
            case 0 -> random.nextBoolean() ? 0f : -0f;
            case 1 -> Math.copySign(power, v);
            case 2 -> Math.copySign(Math.nextDown(2 * power), v);
            case 3 -> previous;
            case 4 -> Math.nextUp(previous);
            case 5 -> Math.copySign(power * (1 + random.nextInt(64) / 64f), v);
            case 6 -> -previous;
            default -> v;
        };
    }

    private static String hex(float x) {
        return "%08x".formatted(Float.floatToIntBits(x == 0 ? 0f : x));
    }

    private static String line(float[] x) {
        StringBuilder line = new StringBuilder();
        for (float v : x) {
            line.append(line.isEmpty() ? "" : " ").append("%08x".formatted(Float.floatToIntBits(v)));
        }
        return line.toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "fp134|1|rne", "fp134|0|hysteresis", "log4|0|hysteresis", "log4|2|rne", "sm4|0|hysteresis", "sm4|1|rne", "fp125|3|rne",
        "list:4,3,3,1,1,0|0|hysteresis"
    })
    void trackedScalesAndValuesAreThoseOfTheExactReading(String format, int room, String rounding) {
        SplittableRandom random = new SplittableRandom((format + room + rounding).hashCode());
        int[] m = LISTS.get(format);
        boolean hysteresis = rounding.equals("hysteresis");
        float[] previous = new float[VALUES];
        int s = 0;
        StringBuilder input = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int step = 0; step < 300; step++) {
            int size = (int) (step < 200 ? 9 * Math.sin(step / 15.0) : -140 * (step - 200) / 60.0);
            float[] x = new float[VALUES];
            List<BigDecimal> q = new ArrayList<>();
            float[] y = new float[VALUES];
            for (int i = 0; i < VALUES; i++) {
                x[i] = value(random, size, previous[i]);
                q.add(unclamped(x[i], m, s, hysteresis, previous[i]));
                y[i] = clamped(q.get(i), m, s);
            }
            int next = next(s, room, q, m);
            input.append(line(x)).append(hysteresis ? " ; " + line(previous) : "").append('\n');
            expected.append(s).append('>').append(next);
            for (float v : y) {
                expected.append(' ').append(hex(v));
            }
            expected.append('\n');
            s = next;
            previous = y;
        }
        Cli cli = Cli.feed(input.toString(), "round", "--format", format, "--rounding", rounding, "--room", Integer.toString(room),
                "--track", "0", "--print-scale");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out().lines().toList()).isEqualTo(expected.toString().lines().toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"fp134|0", "fp134|-7", "log4|3", "sm4|0", "fp125|-120", "list:4,3,3,1,1,0|1"})
    void hysteresisIsThatOfTheExactReading(String format, int s) {
        SplittableRandom random = new SplittableRandom(format.hashCode() + s);
        int[] m = LISTS.get(format);
        StringBuilder input = new StringBuilder();
        List<String> expected = new ArrayList<>();
        float previous = 0;
        for (int i = 0; i < 4000; i++) {
            float x = value(random, s - random.nextInt(8), previous);
            float y = clamped(unclamped(x, m, s, true, previous), m, s);
            input.append(line(new float[] {x, previous})).append('\n');
            expected.add(hex(y));
            previous = i % 3 == 0 ? y : value(random, s - random.nextInt(4), y); // off the grid too: the scale has moved
        }
        Cli cli = Cli.feed(input.toString(), "round", "--format", format, "--rounding", "hysteresis", "--scale", Integer.toString(s));
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out().lines().toList()).isEqualTo(expected);
    }
}
