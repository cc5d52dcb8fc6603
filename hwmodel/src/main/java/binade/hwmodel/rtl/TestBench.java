package binade.hwmodel.rtl;

import binade.formats.GridFormat;
import binade.hwmodel.MacUnit;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Operand vectors and a test bench for {@link MacVerilog}: what the accumulator must hold after every cycle is computed by
 * an {@link Emulator}.
 *
 * <p>All pairs of codes with finite values come first where there are at most so many, in every lane another pair. Then
 * random codes: in one cycle of four the last operands with one sign turned, so that the sum nearly cancels, and within
 * several lanes likewise; the accumulator is cleared with probability 1/8. What follows a clear up to the next is a sequence.
 */
public final class TestBench {
    private static final int CLEAR_ONE_IN = 8;
    private static final int CANCEL_ONE_IN = 4;
    private static final int WIDEST = 16;

    private final GridFormat a;
    private final GridFormat b;
    private final MacUnit unit;
    private final List<Long> codesA;
    private final List<Long> codesB;
    private final Set<Long> known;
    private final SplittableRandom random = new SplittableRandom(1);

    /** @throws IllegalArgumentException if a format has more than 16 bits */
    TestBench(GridFormat a, GridFormat b, MacUnit unit) {
        if (Math.max(a.width(), b.width()) > WIDEST) {
            throw new IllegalArgumentException("operands of " + Math.max(a.width(), b.width())
                    + " bits; units are simulated up to " + WIDEST + " (--accumulations -1: no simulation)");
        }
        this.a = a;
        this.b = b;
        this.unit = unit;
        codesA = codes(a);
        codesB = codes(b);
        known = new HashSet<>(codesA);
    }

    /** How much a bench tests: cycles, and how often the accumulator is cleared in them. */
    public record Size(int cycles, int sequences) {}

    /** Codes with finite values. */
    static List<Long> codes(GridFormat f) {
        List<Long> codes = new ArrayList<>();
        for (long code = 0; code < 1L << f.width(); code++) {
            try {
                if (Double.isFinite(f.decode(code))) {
                    codes.add(code);
                }
            } catch (IllegalArgumentException unused) {
                // a list that does not fill its width
            }
        }
        return codes;
    }

    /**
     * Writes vectors.hex, one word {rst, a, b, acc} a line, and bench.v, which prints "MISMATCHES n of m".
     *
     * @param mostPairs above this number pairs are not enumerated
     * @param accumulations random ones after the pairs
     */
    Size write(Path folder, int mostPairs, int accumulations) throws IOException {
        int lanes = unit.lanes();
        int width = unit.accumulator().bits();
        long pairs = (long) codesA.size() * codesB.size();
        int exhaustive = pairs <= mostPairs ? (int) pairs : 0;
        int cycles = 1 + exhaustive + accumulations;
        int sequences = 0;
        Emulator emulator = Emulator.of(a, b, unit);
        long[] x = new long[lanes];
        long[] y = new long[lanes];
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(folder.resolve("vectors.hex")))) {
            for (int i = 0; i < cycles; i++) {
                boolean clear = i == 0 || random.nextInt(CLEAR_ONE_IN) == 0 && i > exhaustive;
                if (i > 0 && i <= exhaustive) {
                    for (int k = 0; k < lanes; k++) {
                        long pair = (i - 1 + k * (pairs / lanes)) % pairs;
                        x[k] = codesA.get((int) (pair / codesB.size()));
                        y[k] = codesB.get((int) (pair % codesB.size()));
                    }
                } else {
                    draw(x, y);
                }
                if (clear) {
                    emulator.clear();
                    sequences++;
                } else {
                    emulator.accumulate(x, y);
                }
                BigInteger word = packed(packed(BigInteger.valueOf(clear ? 1 : 0), x, a.width()), y, b.width());
                out.println(word.shiftLeft(width).or(emulator.register()).toString(16));
            }
        }
        Files.writeString(folder.resolve("bench.v"), bench(lanes * a.width(), lanes * b.width(), width, cycles));
        return new Size(cycles, sequences);
    }

    private void draw(long[] x, long[] y) {
        if (random.nextInt(CANCEL_ONE_IN) == 0 && a.encoding().signed()) {
            for (int k = 0; k < x.length; k++) {
                x[k] = negated(x[k]);
            }
            return;
        }
        for (int k = 0; k < x.length; k++) {
            boolean cancels = k > 0 && random.nextInt(CANCEL_ONE_IN) == 0 && a.encoding().signed();
            x[k] = cancels ? negated(x[k - 1]) : codesA.get(random.nextInt(codesA.size()));
            y[k] = cancels ? y[k - 1] : codesB.get(random.nextInt(codesB.size()));
        }
    }

    /** The code of the other sign; where there is none, the same. */
    private long negated(long code) {
        long other = switch (a.encoding().layout()) {
            case SIGN_MAGNITUDE -> code ^ 1L << a.width() - 1;
            case TWOS_COMPLEMENT -> -code & (1L << a.width()) - 1;
            case UNSIGNED -> code;
        };
        return known.contains(other) ? other : code;
    }

    /** Lane 0 lowest. */
    private static BigInteger packed(BigInteger above, long[] codes, int width) {
        BigInteger word = above;
        for (int k = codes.length - 1; k >= 0; k--) {
            word = word.shiftLeft(width).or(BigInteger.valueOf(codes[k]));
        }
        return word;
    }

    private static String bench(int wa, int wb, int width, int cycles) {
        return """
                module bench;
                  reg clk = 0;
                  reg [%1$d:0] v;
                  wire [%2$d:0] acc;
                  integer file, i, wrong, read;
                  mac unit(.clk(clk), .rst(v[%1$d]), .a(v[%3$d:%4$d]), .b(v[%5$d:%6$d]), .acc(acc));
                  initial begin
                    file = $fopen("vectors.hex", "r");
                    wrong = 0;
                    for (i = 0; i < %7$d; i = i + 1) begin
                      read = $fscanf(file, "%%h", v);
                      #1 clk = 1;
                      #1 if (read != 1 || acc !== v[%2$d:0]) wrong = wrong + 1;
                      clk = 0;
                    end
                    $display("MISMATCHES %%0d of %%0d", wrong, i);
                    $finish;
                  end
                endmodule
                """.formatted(
                width + wb + wa, width - 1, width + wb + wa - 1, width + wb, width + wb - 1, width, cycles);
    }
}
