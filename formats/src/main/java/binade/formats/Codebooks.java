package binade.formats;

import binade.formats.GridFormat.Family;
import binade.formats.TableFormat.Ends;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Codebooks: a sorted list of values, code = rank, thresholds half way, a number on a threshold goes to the lower code.
 */
final class Codebooks {
    private static final int MAX_VALUES = 1 << 16;
    private static final Set<Rounding> ROUNDINGS = EnumSet.of(
            Rounding.NEAREST_EVEN, Rounding.TOWARD_ZERO, Rounding.UP, Rounding.DOWN, Rounding.STOCHASTIC,
            Rounding.HYSTERESIS);

    /** Source: bitsandbytes, create_normal_map; the values are binary32 numbers. */
    private static final float[] NF4 = {
        -1f, -0.6961928009986877f, -0.5250730514526367f, -0.39491748809814453f, -0.28444138169288635f,
        -0.18477343022823334f, -0.09105003625154495f, 0f, 0.07958029955625534f, 0.16093020141124725f,
        0.24611230194568634f, 0.33791524171829224f, 0.44070982933044434f, 0.5626170039176941f, 0.7229568362236023f, 1f
    };

    /**
     * Thresholds of NF4 as bitsandbytes writes them: midpoints, read as binary32 numbers. Where a midpoint lies half way
     * between two binary32 numbers this is not always the even one, so they are not computed here.
     */
    private static final float[] NF4_THRESHOLDS = {
        -0.8480964004993439f, -0.6106329262256622f, -0.4599952697753906f, -0.33967943489551544f, -0.23460740596055984f,
        -0.13791173323988914f, -0.045525018125772476f, 0.03979014977812767f, 0.1202552504837513f, 0.2035212516784668f,
        0.2920137718319893f, 0.3893125355243683f, 0.5016634166240692f, 0.6427869200706482f, 0.8614784181118011f
    };

    private Codebooks() {}

    /** The 4-bit "normal float" of QLoRA, without its block scale. */
    static TableFormat nf4() {
        double[] values = new double[NF4.length];
        double[] thresholds = new double[NF4.length - 1];
        for (int i = 0; i < NF4.length; i++) {
            values[i] = NF4[i];
            if (i > 0) {
                thresholds[i - 1] = Math.nextUp((double) NF4_THRESHOLDS[i - 1]);
            }
        }
        return format("nf4", values, thresholds, (x, rank) -> true); // the binary32 number below the threshold is exceeded
    }

    /**
     * A codebook with exact midpoints.
     *
     * @param values strictly ascending, 2 to 65,536 of them
     */
    static TableFormat of(String id, double[] values) {
        double[] thresholds = new double[values.length - 1];
        for (int i = 0; i < thresholds.length; i++) {
            BigDecimal sum = new BigDecimal(values[i]).add(new BigDecimal(values[i + 1]));
            thresholds[i] = Decimals.above(sum.divide(BigDecimal.TWO));
        }
        return format(id, values, thresholds, (x, rank) -> isAboveMiddle(x, values[rank], values[rank + 1]));
    }

    private static boolean isAboveMiddle(Fraction x, double low, double high) {
        BigDecimal sum = new BigDecimal(low).add(new BigDecimal(high));
        return sum.signum() == 0 ? !x.negative() : x.compareTo(Fraction.of(sum.divide(BigDecimal.TWO))) > 0;
    }

    private static TableFormat format(
            String id, double[] values, double[] thresholds, TableFormat.Boundary boundary) {
        int width = 32 - Integer.numberOfLeadingZeros(values.length - 1);
        int[] codes = new int[values.length];
        Arrays.setAll(codes, i -> i);
        return new TableFormat(
                id, width, Family.CODEBOOK, values, codes, thresholds, Double.POSITIVE_INFINITY, boundary, Ends.BY_RULE,
                ROUNDINGS, -1);
    }

    /**
     * Reads a codebook: one value per line in any order, decimal or C99 hex-float; blank lines and {@code #} comments are
     * skipped. Codes are the ranks of the sorted values.
     *
     * @throws IllegalArgumentException naming the file and the line that cannot be used
     */
    static TableFormat read(String id, Path file) {
        Map<Double, Integer> lines = new TreeMap<>();
        List<String> text;
        try {
            text = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("codebook '" + file + "' does not exist", e);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException("codebook '" + file + "' is no UTF-8 text; one value per line is wanted", e);
        } catch (IOException e) {
            throw new UncheckedIOException("codebook '" + file + "' cannot be read", e);
        }
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i).replaceFirst("#.*", "").strip();
            if (line.isEmpty()) {
                continue;
            }
            double value = value(line, file, i + 1);
            Integer earlier = lines.putIfAbsent(value, i + 1);
            if (earlier != null) {
                throw bad(file, i + 1, "value " + line + " is already on line " + earlier);
            }
            if (lines.size() > MAX_VALUES) {
                throw bad(file, i + 1, "more than " + MAX_VALUES + " values");
            }
        }
        if (lines.size() < 2) {
            throw new IllegalArgumentException(
                    "codebook '" + file + "' has " + lines.size() + " values; at least 2 are needed");
        }
        return of(id, lines.keySet().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double value(String line, Path file, int number) {
        double value;
        try {
            value = Decimals.parse(line, Double.PRECISION);
        } catch (NumberFormatException e) {
            throw bad(file, number, e.getMessage() + "; one value per line is wanted");
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw bad(file, number, "'" + line + "' is not finite");
        }
        return value == 0 ? 0.0 : value;
    }

    private static IllegalArgumentException bad(Path file, int line, String reason) {
        return new IllegalArgumentException("codebook '" + file + "', line " + line + ": " + reason);
    }
}
