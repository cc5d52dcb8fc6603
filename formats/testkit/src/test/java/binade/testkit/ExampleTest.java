package binade.testkit;

import binade.formats.Formats;
import binade.formats.ScalarFormat;
import binade.testkit.vectors.RoundingSpec;
import net.jqwik.api.Group;

/** The example of the README: an implementation of E4M3FN, held against its definition. */
class ExampleTest {
    /** Somebody's E4M3FN. */
    static final class MyE4m3 {
        static float round(float x) {
            double a = Math.abs((double) x);
            int e = Math.max(Math.getExponent(a), -6);
            double quantum = Math.scalb(1.0, e - 3);
            double y = Math.rint(a / quantum) * quantum; // ties to even
            return (float) Math.copySign(y > 448 ? 448 : y, x);
        }

        static double decode(long code) {
            int e = (int) (code >> 3) & 15;
            int m = (int) code & 7;
            double a = e == 15 && m == 7 ? Double.NaN : e == 0 ? m * 0x1p-9 : Math.scalb(8 + m, e - 10);
            return (code & 0x80) != 0 ? -a : a;
        }

        static long encode(double y) {
            long sign = Math.copySign(1, y) < 0 ? 0x80 : 0;
            if (Double.isNaN(y)) {
                return 0x7f;
            }
            double a = Math.abs(y);
            int e = Math.max(Math.getExponent(a), -6);
            long significand = (long) (a * Math.scalb(1.0, 3 - e));
            return sign | ((long) (e + 6) << 3) + significand; // the leading bit carries into the exponent
        }
    }

    @Group
    class Rounds implements RoundingContract {
        @Override
        public RoundingSpec spec() {
            return RoundingSpec.of("e4m3fn");
        }

        @Override
        public RoundingUnderTest subject() {
            return RoundingUnderTest.ofFloats(MyE4m3::round);
        }
    }

    @Group
    class Encodes implements EncodingContract {
        @Override
        public ScalarFormat format() {
            return Formats.scalar("e4m3fn");
        }

        @Override
        public EncodingUnderTest subject() {
            return new EncodingUnderTest() {
                @Override
                public double decode(long code) {
                    return MyE4m3.decode(code);
                }

                @Override
                public long encode(double value) {
                    return MyE4m3.encode(value);
                }
            };
        }
    }
}
