package binade.simulator.tensorcore;

/**
 * The BF16 dot products of x86: binary32 steps to nearest even, subnormal operands and results are zeros of their sign, the
 * mode register has no say. Source: Intel SDM, VDPBF16PS and TDPBF16PS; the former agrees with the words of an AMD Zen 5,
 * special values included (test resources).
 *
 * <p>NaN as in x86's fused operations: the first NaN of (a, b, c), made quiet; an invalid operation gives FFC00000.
 */
final class X86Dots {
    private static final OperandFormat BF16 = OperandFormat.BF16;
    private static final OperandFormat FP32 = OperandFormat.FP32;
    private static final long INDEFINITE = 0xFFC00000L;
    private static final long QUIET = 1L << 22;
    private static final long ONE = 0x3F800000L;
    private static final long EXPONENT = 0x7F800000L;
    private static final long SIGN = 0x80000000L;

    private final IeeeSteps steps;

    X86Dots(IeeeSteps steps) {
        this.steps = steps;
    }

    /** {@code vdpbf16ps}: c = fma(a1, b1, c), then c = fma(a0, b0, c), pair after pair. */
    long pairs(DotOperands x) {
        long c = x.c();
        for (int k = 0; k < x.a().length; k += 2) {
            c = fma(bf16(x.a()[k + 1]), bf16(x.b()[k + 1]), c);
            c = fma(bf16(x.a()[k]), bf16(x.b()[k]), c);
        }
        return c;
    }

    /** {@code tdpbf16ps}: even and odd positions of a tile apart, from +0; their sum is added to c. */
    long tiles(DotOperands x, int k) {
        long c = x.c();
        for (int from = 0; from < x.a().length; from += k) {
            long even = 0;
            long odd = 0;
            for (int i = from; i < from + k; i += 2) {
                even = fma(bf16(x.a()[i]), bf16(x.b()[i]), even);
                odd = fma(bf16(x.a()[i + 1]), bf16(x.b()[i + 1]), odd);
            }
            c = add(c, add(even, odd));
        }
        return c;
    }

    private static long bf16(long word) {
        return (word & 0xFFFF) << FP32.width() - BF16.width();
    }

    private static long flushed(long word) {
        return (word & EXPONENT) == 0 ? word & SIGN : word;
    }

    private long fma(long a, long b, long c) {
        for (long x : new long[] {a, b, c}) {
            if (FP32.isNan(x)) {
                return x | QUIET;
            }
        }
        long d = steps.fma(flushed(a), flushed(b), flushed(c));
        return FP32.isNan(d) ? INDEFINITE : flushed(d);
    }

    private long add(long a, long b) {
        return fma(a, ONE, b);
    }
}
