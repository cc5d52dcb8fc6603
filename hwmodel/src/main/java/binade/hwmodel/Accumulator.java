package binade.hwmodel;

/** What a unit adds its products into. */
public sealed interface Accumulator {

    /** Flip-flops of the accumulator register. */
    int bits();

    /** Kind and width in words. */
    String text();

    /** An integer of so many bits. */
    record Whole(int bits) implements Accumulator {
        public Whole {
            requirePositive(bits);
        }

        @Override
        public String text() {
            return bits + "-bit integer";
        }
    }

    /** A fixed-point register that holds every sum of products exactly, up to 2^guardBits terms. */
    record Exact(int bits, int guardBits) implements Accumulator {
        public Exact {
            requirePositive(bits);
        }

        @Override
        public String text() {
            return bits + "-bit exact";
        }
    }

    /** A float with AE exponent and AM fraction bits. */
    record Floating(int exponentBits, int fractionBits) implements Accumulator {
        public static final Floating FP32 = new Floating(8, 23);
        public static final Floating FP16 = new Floating(5, 10);
        public static final Floating BF16 = new Floating(8, 7);
        public static final Floating FP169 = new Floating(6, 9);

        public Floating {
            requirePositive(exponentBits);
            requirePositive(fractionBits);
        }

        @Override
        public int bits() {
            return 1 + exponentBits + fractionBits;
        }

        @Override
        public String text() {
            if (equals(FP32)) {
                return "FP32";
            }
            return equals(FP16) ? "FP16" : "float 1-" + exponentBits + "-" + fractionBits;
        }
    }

    private static void requirePositive(int bits) {
        if (bits < 1) {
            throw new IllegalArgumentException("an accumulator field has " + bits + " bits; at least 1 is needed");
        }
    }
}
