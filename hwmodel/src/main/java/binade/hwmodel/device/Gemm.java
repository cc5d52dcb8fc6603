package binade.hwmodel.device;

/** C[m,n] += A[m,k] B[k,n]. */
public record Gemm(long m, long n, long k) {
    public Gemm {
        if (m < 1 || n < 1 || k < 1) {
            throw new IllegalArgumentException("a matrix product of " + m + "," + n + "," + k + "; each at least 1");
        }
    }

    /** Reads {@code M,N,K}. */
    public static Gemm parse(String text) {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 3) {
                return new Gemm(
                        Long.parseLong(parts[0].strip()), Long.parseLong(parts[1].strip()),
                        Long.parseLong(parts[2].strip()));
            }
        } catch (NumberFormatException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException("'" + text + "' is not M,N,K with three integers, as in 4096,4096,4096");
    }

    public double macs() {
        return (double) m * n * k;
    }
}
