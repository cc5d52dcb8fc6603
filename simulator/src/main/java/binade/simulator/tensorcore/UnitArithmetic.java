package binade.simulator.tensorcore;

/**
 * How a unit computes d = c + sum of a[k] b[k]: one record per kind of hardware, its fields the numbers that were measured.
 *
 * <p>Every kind that has a {@code blockLength} takes the products in blocks of that many, ascending in k, and feeds the result of
 * one block to the next as its c. Sections are those of tensor-core-arithmetic.
 */
public sealed interface UnitArithmetic {
    /** The name in resource and unit files. */
    String type();

    /** Products that are added at once; 0 for all of an instruction, or of the whole K where there is none. */
    default int blockLength() {
        return 0;
    }

    /** Fraction bits kept below the largest exponent, or -1 where nothing is cut off before the result is rounded. */
    default int fractionBits() {
        return -1;
    }

    /** How the result of a block becomes a word. */
    enum ResultRounding {
        TOWARD_ZERO("rz"),
        NEAREST_EVEN("rne");

        private final String id;

        ResultRounding(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    /** What exponent a product or accumulator of zero contributes to the largest one: open question D1, section 9. */
    enum ZeroTerms {
        /** None. */
        IGNORED("ignored"),
        /** A zero counts with exponent -126, so that 0 x 2^127 has exponent 1. */
        MINIMUM_EXPONENT("minimum-exponent");

        /** Exponent of a zero under {@link #MINIMUM_EXPONENT}. */
        static final int EXPONENT = -126;

        private final String id;

        ZeroTerms(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }
    }

    /**
     * NVIDIA's fused block, section 2: exact products and c cut to {@code fractionBits} below the largest encoded exponent, added
     * exactly, rounded once.
     *
     * @param blockLength L
     * @param fractionBits F
     * @param floor G, the least exponent that is aligned to, or null
     * @param resultFractionBits fraction bits of the result word that are kept, at most those of the accumulator: 13 for E8M13
     */
    record FusedBlock(
            int blockLength, int fractionBits, Integer floor, ZeroTerms zeroTerms, ResultRounding rounding,
            int resultFractionBits)
            implements UnitArithmetic {
        @Override
        public String type() {
            return "fused-block";
        }
    }

    /** FP8 through two blocks of widened FP16 products and one IEEE addition, section 3; positions go in by k mod 4. */
    record WidenedFp8(FusedBlock block) implements UnitArithmetic {
        @Override
        public String type() {
            return "fp8-as-fp16";
        }

        @Override
        public int blockLength() {
            return block.blockLength();
        }

        @Override
        public int fractionBits() {
            return block.fractionBits();
        }
    }

    /** Block-scaled 4-bit products of K = 64, section 6; {@code window} 35 in all sources. */
    record ScaledGroups(int window, Rule rule) implements UnitArithmetic {
        /** The two published descriptions: open question D6. */
        public enum Rule {
            DETAILED("detailed"),
            SIMPLE("simple");

            private final String id;

            Rule(String id) {
                this.id = id;
            }

            public String id() {
                return id;
            }
        }

        @Override
        public String type() {
            return "scaled-groups";
        }

        @Override
        public int blockLength() {
            return 64;
        }

        @Override
        public int fractionBits() {
            return window;
        }
    }

    /**
     * CDNA3, section 8: products cut toward zero, their sum and c floored, one rounding to nearest even.
     *
     * @param productFractionBits 24
     * @param sumFractionBits 31
     * @param accumulatorFractionBits 24
     * @param interleaved whether even and odd positions are summed apart, and c far below is dropped (FP8)
     */
    record TwoStageBlock(
            int blockLength, int productFractionBits, int sumFractionBits, int accumulatorFractionBits, boolean interleaved)
            implements UnitArithmetic {
        /** An interleaved block takes c as 0 this far below the largest exponent. */
        static final int DROPPED_BELOW = 25;

        @Override
        public String type() {
            return "two-stage-block";
        }

        @Override
        public int fractionBits() {
            return productFractionBits;
        }
    }

    /** Products rounded to the accumulator, added as a balanced tree, then to c, every addition IEEE nearest even. */
    record PairwiseBlock(int blockLength, boolean flushSubnormals) implements UnitArithmetic {
        @Override
        public String type() {
            return "pairwise";
        }
    }

    /** Exact sum of the products and c, one rounding to nearest even. */
    record ExactBlock(int blockLength) implements UnitArithmetic {
        @Override
        public String type() {
            return "exact";
        }
    }

    /** The chain c = fma(a[k], b[k], c) of IEEE fused multiply-adds, ascending k, nearest even. */
    record FusedChain() implements UnitArithmetic {
        @Override
        public String type() {
            return "fma-chain";
        }

        @Override
        public int blockLength() {
            return 1;
        }
    }

    /** {@code vdpbf16ps}: two fused multiply-adds, the odd position first; subnormals are zero on both sides. */
    record Bf16Pairs() implements UnitArithmetic {
        @Override
        public String type() {
            return "bf16-pairs";
        }

        @Override
        public int blockLength() {
            return 2;
        }
    }

    /** {@code tdpbf16ps}: a chain of even and one of odd positions from 0, added, then added to c; subnormals are zero. */
    record Bf16Tile() implements UnitArithmetic {
        @Override
        public String type() {
            return "bf16-tile";
        }
    }

    /**
     * Exact integer sum, wrapped to 32 bits or clamped once per instruction, section 5.
     *
     * @param saturable whether the instruction exists with saturation
     * @param saturate whether it is the one with saturation
     */
    record IntegerSum(boolean saturable, boolean saturate) implements UnitArithmetic {
        @Override
        public String type() {
            return "integer";
        }
    }

    /** {@code vpmaddubsw}: sums of two products, each clamped to 16 bits, are added to c modulo 2^32. */
    record SaturatingPairs() implements UnitArithmetic {
        @Override
        public String type() {
            return "saturating-pairs";
        }

        @Override
        public int blockLength() {
            return 2;
        }
    }

    /**
     * c plus the number of bits set, section 5.
     *
     * @param signed whether bits stand for +1 and -1: K - 2 popcount(a xor b) is added
     */
    record BitCount(boolean signed) implements UnitArithmetic {
        @Override
        public String type() {
            return "popcount";
        }
    }
}
