package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A rounding as what it is: a monotone step function of the input. The exact definition is asked where each step lies,
 * once; after that all 2^32 binary32 inputs can be compared at the speed of filling an array.
 *
 * <p>Every rule of {@link Rounding} is monotone once its second operand is fixed (a previous value of hysteresis must be
 * a value of the format). Between neighbouring values a < b of the format a step lies just above a, at the midpoint,
 * just above it, or at b; each place is proved by asking on both sides of it, and if none is right a bisection asks on.
 */
public final class StepFunction {
    private static final int INFINITY = 0x7f800000;
    private static final int LARGEST = 0x7f7fffff;

    /**
     * What a rounding takes besides the number.
     *
     * @param random R of the stochastic rules, below 2^bits
     * @param previous previously quantized value of hysteresis
     */
    public record Second(long random, int bits, double previous) {
        /** For the rules that take nothing. */
        public static final Second NONE = new Second(0, 1, 0);
    }

    private final ExactDefinition format;
    private final Rounding rounding;
    private final Second second;
    private final Side positive;
    private final Side negative;

    /** The inside of the range of one sign: step i begins at magnitude pattern starts[i] and has the value results[i]. */
    private final class Side {
        final int sign;
        final boolean identity = format.holdsBinary32();
        int[] starts = new int[1024];
        double[] results = new double[1024];
        int count;
        /** Pattern of the largest magnitude, rounded down. */
        int end = LARGEST;

        Side(int sign) {
            this.sign = sign;
            if (identity) {
                return;
            }
            add(0, ask(0, Overflow.SAT_FINITE)); // zero, and the smallest number, may be exceptions
            add(1, ask(1, Overflow.SAT_FINITE));
            BigDecimal largest = BigDecimal.ZERO;
            for (BigDecimal b = format.above(largest, sign != 0); b != null && bits(largest) < LARGEST;
                    b = format.above(largest, sign != 0)) {
                steps(bits(b), bits(largest.add(b).divide(BigDecimal.TWO)));
                largest = b;
            }
            end = bits(largest);
        }

        /** Adds the steps after the last one and up to a pattern; they are expected near another one, the middle. */
        private void steps(int to, int middle) {
            int from = starts[count - 1];
            double last = to > from ? ask(to, Overflow.SAT_FINITE) : results[count - 1];
            while (!same(results[count - 1], last)) {
                int first = first(starts[count - 1], to, middle);
                add(first, ask(first, Overflow.SAT_FINITE));
            }
        }

        private int first(int from, int to, int middle) {
            double below = results[count - 1];
            for (int candidate : new int[] {middle, middle + 1, to}) {
                if (candidate > from && candidate <= to && !same(ask(candidate, Overflow.SAT_FINITE), below)
                        && same(ask(candidate - 1, Overflow.SAT_FINITE), below)) {
                    return candidate;
                }
            }
            return firstOther(from, to, below, Overflow.SAT_FINITE);
        }

        /** The first pattern in (from, to] whose result is another; to's result is. */
        int firstOther(int from, int to, double result, Overflow overflow) {
            int low = from;
            int high = to;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (same(ask(middle, overflow), result)) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return high;
        }

        double ask(int pattern, Overflow overflow) {
            return format.round(
                    Float.intBitsToFloat(pattern | sign), rounding, overflow, second.random, second.bits, second.previous);
        }

        void add(int start, double result) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                results = Arrays.copyOf(results, 2 * count);
            }
            starts[count] = start;
            results[count++] = result;
        }
    }

    /** @throws IllegalArgumentException if the rounding needs a second operand */
    public StepFunction(ExactDefinition format, Rounding rounding) {
        this(format, rounding, Second.NONE);
        if (rounding.operand() != Rounding.Operand.NONE) {
            throw new IllegalArgumentException("rounding " + rounding.id() + " is no function of the input alone");
        }
    }

    /** With a second operand that is the same for all inputs. */
    public StepFunction(ExactDefinition format, Rounding rounding, Second second) {
        this.format = format;
        this.rounding = rounding;
        this.second = second;
        positive = new Side(0);
        negative = new Side(0x80000000);
    }

    private static BigDecimal value(int pattern) {
        return new BigDecimal(Float.intBitsToFloat(pattern));
    }

    /** The pattern of a magnitude, rounded down if it is no binary32 number. */
    private static int bits(BigDecimal v) {
        int nearest = Float.floatToRawIntBits((float) v.doubleValue());
        return nearest == INFINITY || value(nearest).compareTo(v) > 0 ? nearest - 1 : nearest;
    }

    private static boolean same(double a, double b) {
        return Double.doubleToLongBits(a) == Double.doubleToLongBits(b);
    }

    /** The function with a rule for what lies beyond the range. */
    public Table with(Overflow overflow) {
        return new Table(overflow);
    }

    /** Results of consecutive inputs. Safe for several threads. */
    public final class Table {
        private final Steps up;
        private final Steps down;

        private Table(Overflow overflow) {
            up = new Steps(positive, overflow);
            down = new Steps(negative, overflow);
        }

        /** Writes the results of the binary32 patterns first .. first + n - 1, which must have one sign. */
        public void fill(int first, int n, float[] out) {
            (first < 0 ? down : up).fill(first & 0x7fffffff, n, out);
        }

        /** The same for formats whose values are no binary32 numbers. */
        public void fill(int first, int n, double[] out) {
            (first < 0 ? down : up).fill(first & 0x7fffffff, n, out);
        }
    }

    /** One sign, inside and beyond. */
    private final class Steps {
        private final int[] starts;
        private final double[] results;
        private final boolean identity;
        private final int sign;

        Steps(Side side, Overflow overflow) {
            sign = side.sign;
            identity = side.identity;
            int[] s = Arrays.copyOf(side.starts, side.count + 2);
            double[] r = Arrays.copyOf(side.results, side.count + 2);
            int count = side.count;
            double last = side.ask(LARGEST, overflow);
            if (!identity) {
                r[0] = side.ask(0, overflow);
                r[1] = side.ask(1, overflow);
                if (!same(last, r[count - 1])) {
                    s[count] = side.firstOther(Math.max(side.end, s[count - 1]), LARGEST, r[count - 1], overflow);
                    r[count++] = last;
                }
            }
            s[count] = INFINITY;
            r[count++] = side.ask(INFINITY, overflow);
            starts = Arrays.copyOf(s, count);
            results = Arrays.copyOf(r, count);
        }

        private int stepOf(int pattern) {
            int found = Arrays.binarySearch(starts, pattern);
            return found >= 0 ? found : -found - 2;
        }

        /** Where the step after this one begins; NaN follows infinity. */
        private int endOf(int step) {
            return step + 1 < starts.length ? starts[step + 1] : INFINITY + 1;
        }

        void fill(int first, int n, float[] out) {
            int end = first + n;
            int step = stepOf(first);
            for (int at = first; at - end < 0; step++) {
                if (at - INFINITY > 0) {
                    Arrays.fill(out, at - first, n, Float.NaN);
                    return;
                }
                int next = endOf(step);
                int stop = next - end < 0 ? next : end;
                if (identity && at != INFINITY) {
                    for (int i = at; i < stop; i++) {
                        out[i - first] = Float.intBitsToFloat(i | sign);
                    }
                } else {
                    Arrays.fill(out, at - first, stop - first, (float) results[step]);
                }
                at = stop;
            }
        }

        void fill(int first, int n, double[] out) {
            int end = first + n;
            int step = stepOf(first);
            for (int at = first; at - end < 0; at++) {
                while (at - endOf(step) >= 0 && step < starts.length - 1) {
                    step++;
                }
                out[at - first] = at - INFINITY > 0
                        ? Double.NaN
                        : identity && at != INFINITY ? Float.intBitsToFloat(at | sign) : results[step];
            }
        }
    }
}
