package binade.formats.reference;

import binade.formats.Overflow;
import binade.formats.Rounding;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A deterministic rounding as what it is: a monotone step function of the input. {@link ExactRounding} is asked where
 * each step lies, once; after that all 2^32 binary32 inputs can be compared at the speed of filling an array.
 *
 * <p>Between neighbouring values a < b of the format there is one step, because every rule of {@link Rounding} without a
 * second operand is monotone and returns a or b. It lies just above a, at the midpoint, just above it, or at b; each
 * place is proved by asking on both sides of it, and if none is right a bisection asks further.
 */
public final class StepFunction {
    private static final int INFINITY = 0x7f800000;
    private static final int LARGEST = 0x7f7fffff;

    private final ExactFormat format;
    private final Rounding rounding;
    private final Side positive;
    private final Side negative;

    /** The inside of the range of one sign: step i begins at magnitude pattern starts[i] and has the value results[i]. */
    private final class Side {
        final int sign;
        final boolean identity;
        int[] starts = new int[1024];
        float[] results = new float[1024];
        int count;
        final int end;

        Side(int sign) {
            this.sign = sign;
            BigDecimal limit = sign == 0 ? format.max() : format.min().negate();
            end = Float.floatToRawIntBits(limit.floatValue());
            identity = end == LARGEST && format.quantum().exponent(0) == -23;
            if (identity) {
                return;
            }
            add(0, ask(0, Overflow.SAT_FINITE));
            BigDecimal a = BigDecimal.ZERO;
            while (a.compareTo(limit) < 0) {
                BigDecimal b = a.add(quantumAt(a));
                step(bits(a), bits(b));
                a = b;
            }
        }

        /** Adds the step between the patterns of two neighbouring values. */
        private void step(int ua, int ub) {
            float below = results[count - 1];
            int middle = bits(value(ua).add(value(ub)).divide(BigDecimal.TWO));
            for (int candidate : new int[] {ua + 1, middle, middle + 1, ub}) {
                if (candidate > ua && candidate <= ub && !same(ask(candidate, Overflow.SAT_FINITE), below)
                        && same(ask(candidate - 1, Overflow.SAT_FINITE), below)) {
                    add(candidate, ask(candidate, Overflow.SAT_FINITE));
                    return;
                }
            }
            int first = firstOther(ua, ub, below, Overflow.SAT_FINITE);
            add(first, ask(first, Overflow.SAT_FINITE));
        }

        /** The first pattern in (from, to] whose result is another; to's result is. */
        int firstOther(int from, int to, float result, Overflow overflow) {
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

        float ask(int pattern, Overflow overflow) {
            float x = Float.intBitsToFloat(pattern | sign);
            return (float) ExactRounding.round(x, format, rounding, overflow, 0, 1, 0);
        }

        void add(int start, float result) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                results = Arrays.copyOf(results, 2 * count);
            }
            starts[count] = start;
            results[count++] = result;
        }
    }

    /** @throws IllegalArgumentException if the rounding needs a second operand */
    public StepFunction(ExactFormat format, Rounding rounding) {
        if (rounding.operand() != Rounding.Operand.NONE) {
            throw new IllegalArgumentException("rounding " + rounding.id() + " is no function of the input alone");
        }
        this.format = format;
        this.rounding = rounding;
        positive = new Side(0);
        negative = new Side(0x80000000);
    }

    private BigDecimal quantumAt(BigDecimal a) {
        // below the smallest positive value every binade has the same quantum, so any low exponent will do
        return ExactFormat.power(format.quantum().exponent(a.signum() == 0 ? -2000 : ExactRounding.exponent(a)));
    }

    private static BigDecimal value(int pattern) {
        return new BigDecimal(Float.intBitsToFloat(pattern));
    }

    /** The pattern of a magnitude, rounded down if it is no binary32 number. */
    private static int bits(BigDecimal v) {
        int nearest = Float.floatToRawIntBits(v.floatValue());
        return nearest == INFINITY || value(nearest).compareTo(v) > 0 ? nearest - 1 : nearest;
    }

    private static boolean same(float a, float b) {
        return Float.floatToIntBits(a) == Float.floatToIntBits(b);
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
    }

    /** One sign, inside and beyond. */
    private final class Steps {
        private final int[] starts;
        private final float[] results;
        private final boolean identity;
        private final int sign;

        Steps(Side side, Overflow overflow) {
            sign = side.sign;
            identity = side.identity;
            int[] s = Arrays.copyOf(side.starts, side.count + 2);
            float[] r = Arrays.copyOf(side.results, side.count + 2);
            int count = side.count;
            float last = side.ask(LARGEST, overflow);
            if (!identity && !same(last, r[count - 1])) {
                s[count] = side.firstOther(side.end, LARGEST, r[count - 1], overflow);
                r[count++] = last;
            }
            s[count] = INFINITY;
            r[count++] = side.ask(INFINITY, overflow);
            starts = Arrays.copyOf(s, count);
            results = Arrays.copyOf(r, count);
        }

        void fill(int first, int n, float[] out) {
            int end = first + n;
            int found = Arrays.binarySearch(starts, first);
            int step = found >= 0 ? found : -found - 2;
            for (int at = first; at - end < 0; step++) {
                if (at - INFINITY > 0) {
                    Arrays.fill(out, at - first, n, Float.NaN);
                    return;
                }
                int next = step + 1 < starts.length ? starts[step + 1] : INFINITY + 1;
                int stop = next - end < 0 ? next : end;
                if (identity && at != INFINITY) {
                    for (int i = at; i < stop; i++) {
                        out[i - first] = Float.intBitsToFloat(i | sign);
                    }
                } else {
                    Arrays.fill(out, at - first, stop - first, results[step]);
                }
                at = stop;
            }
        }
    }
}
