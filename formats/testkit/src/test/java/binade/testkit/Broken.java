package binade.testkit;

import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.ScalarFormat;
import binade.testkit.vectors.RoundingSpec;

/** The classic mistakes, each a test class that must fail; {@link ContractsTest} runs them. */
final class Broken {
    private Broken() {}

    /** E4M3FN with one mistake. */
    abstract static class Wrong implements RoundingContract {
        private final RoundingSpec spec;

        Wrong(RoundingSpec spec) {
            this.spec = spec;
        }

        Wrong() {
            this(RoundingSpec.of("e4m3fn"));
        }

        @Override
        public RoundingSpec spec() {
            return spec;
        }

        @Override
        public RoundingUnderTest subject() {
            return RoundingUnderTest.ofFloats(this::round);
        }

        abstract float round(float x);
    }

    static final class AddHalfAndTruncate extends Wrong {
        @Override
        float round(float x) {
            double a = Math.abs((double) x);
            double quantum = Math.scalb(1.0, Math.max(Math.getExponent(a), -6) - 3);
            double y = Math.floor(a / quantum + 0.5) * quantum;
            return (float) Math.copySign(Math.min(y, 448), x);
        }
    }

    static final class RangeCheckBeforeRounding extends Wrong {
        RangeCheckBeforeRounding() {
            super(RoundingSpec.of("e4m3fn").with(Overflow.OVERFLOW));
        }

        @Override
        float round(float x) {
            return Math.abs(x) > 448 ? Float.NaN : ExampleTest.MyE4m3.round(x);
        }
    }

    static final class FlushedSubnormals extends Wrong {
        @Override
        float round(float x) {
            return Math.abs(x) < 0x1p-6f ? Math.copySign(0, x) : ExampleTest.MyE4m3.round(x);
        }
    }

    static final class DoubleRoundingThroughFp16 extends Wrong {
        @Override
        float round(float x) {
            return ExampleTest.MyE4m3.round(Float.float16ToFloat(Float.floatToFloat16(x)));
        }
    }

    static final class MinusZeroInFnuz extends Wrong {
        MinusZeroInFnuz() {
            super(RoundingSpec.of("e4m3fnuz"));
        }

        @Override
        float round(float x) {
            return Math.copySign((float) Formats.scalar("e4m3fnuz").round(x), x);
        }
    }

    static final class NanBecomesInfinity extends Wrong {
        NanBecomesInfinity() {
            super(RoundingSpec.of("e5m2").with(Overflow.OVERFLOW));
        }

        @Override
        float round(float x) {
            float y = (float) RoundingSpec.of("e5m2").with(Overflow.OVERFLOW).library(x, 0, 0);
            return Math.abs(y) <= 57344 ? y : Math.copySign(Float.POSITIVE_INFINITY, x);
        }
    }

    static final class SignBitOfFnuzIsZero implements EncodingContract {
        @Override
        public ScalarFormat format() {
            return Formats.scalar("e4m3fnuz");
        }

        @Override
        public EncodingUnderTest subject() {
            return new EncodingUnderTest() {
                @Override
                public double decode(long code) {
                    return code == 0x80 ? -0.0 : format().decode(code);
                }

                @Override
                public long encode(double value) {
                    return value == 0 && 1 / value < 0 ? 0x80 : format().encode(value);
                }
            };
        }
    }
}
