package binade.hwmodel.rtl;

import binade.formats.GridFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Operand vectors and a test bench for {@link MacVerilog}: what the accumulator must hold after every cycle is computed
 * from the format's values with big integers.
 *
 * <p>All pairs of codes with finite values come first where there are at most so many, then random pairs; the accumulator is
 * cleared with probability 1/64, so that sums are long enough to be negative, positive and to cancel.
 */
public final class TestBench {
    private static final int CLEAR_ONE_IN = 64;

    private TestBench() {}

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
     * @param random random accumulations after the pairs
     * @return cycles
     */
    public static int write(Path folder, GridFormat a, GridFormat b, int width, int mostPairs, int random) throws IOException {
        List<Long> codesA = codes(a);
        List<Long> codesB = codes(b);
        long pairs = (long) codesA.size() * codesB.size();
        int exhaustive = pairs <= mostPairs ? (int) pairs : 0;
        int cycles = 1 + exhaustive + random;
        int bits = 1 + a.width() + b.width() + width;
        BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
        SplittableRandom source = new SplittableRandom(1);
        BigInteger sum = BigInteger.ZERO;
        BigInteger[] valuesA = values(a, codesA);
        BigInteger[] valuesB = values(b, codesB);
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(folder.resolve("vectors.hex")))) {
            for (int i = 0; i < cycles; i++) {
                boolean clear = i == 0 || source.nextInt(CLEAR_ONE_IN) == 0 && i > exhaustive;
                int x = i > 0 && i <= exhaustive ? (i - 1) / codesB.size() : source.nextInt(codesA.size());
                int y = i > 0 && i <= exhaustive ? (i - 1) % codesB.size() : source.nextInt(codesB.size());
                sum = clear ? BigInteger.ZERO : sum.add(valuesA[x].multiply(valuesB[y]));
                BigInteger word = BigInteger.valueOf(clear ? 1 : 0).shiftLeft(a.width())
                        .or(BigInteger.valueOf(codesA.get(x))).shiftLeft(b.width())
                        .or(BigInteger.valueOf(codesB.get(y))).shiftLeft(width)
                        .or(sum.and(mask));
                out.println(word.toString(16));
            }
        }
        Files.writeString(folder.resolve("bench.v"), bench(a.width(), b.width(), width, bits, cycles));
        return cycles;
    }

    private static BigInteger[] values(GridFormat f, List<Long> codes) {
        return codes.stream()
                .map(c -> MacVerilog.quanta(f.decode(c), f.grid().smallestQuantumExponent()))
                .toArray(BigInteger[]::new);
    }

    private static String bench(int wa, int wb, int width, int bits, int cycles) {
        return """
                module bench;
                  reg clk = 0;
                  reg [%1$d:0] vectors [0:%2$d];
                  reg [%1$d:0] v;
                  wire [%3$d:0] acc;
                  integer i, wrong;
                  mac unit(.clk(clk), .rst(v[%1$d]), .a(v[%4$d:%5$d]), .b(v[%6$d:%7$d]), .acc(acc));
                  initial begin
                    $readmemh("vectors.hex", vectors);
                    wrong = 0;
                    for (i = 0; i <= %2$d; i = i + 1) begin
                      v = vectors[i];
                      #1 clk = 1;
                      #1 if (acc !== v[%3$d:0]) wrong = wrong + 1;
                      clk = 0;
                    end
                    $display("MISMATCHES %%0d of %%0d", wrong, i);
                    $finish;
                  end
                endmodule
                """.formatted(
                bits - 1, cycles - 1, width - 1, width + wb + wa - 1, width + wb, width + wb - 1, width);
    }
}
