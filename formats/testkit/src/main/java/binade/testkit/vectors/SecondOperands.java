package binade.testkit.vectors;

import binade.formats.Rounding.Operand;
import java.util.SplittableRandom;

/** The second column: random integers at the thresholds of the stochastic rules, previous values beside the input. */
final class SecondOperands {
    private final RoundingSpec spec;
    private final CriticalInputs inputs;
    private final long end;

    SecondOperands(RoundingSpec spec, CriticalInputs inputs) {
        this.spec = spec;
        this.inputs = inputs;
        end = 1L << spec.randomBits();
    }

    TestVector complete(double x, SplittableRandom random) {
        Operand operand = spec.rounding().operand();
        return new TestVector(
                x, operand == Operand.RANDOM ? random(x, random) : 0, operand == Operand.PREVIOUS ? previous(x, random) : 0);
    }

    /** Any R, an end of its range, or one beside the R at which some rule changes its mind. */
    private long random(double x, SplittableRandom random) {
        long r = switch (random.nextInt(8)) {
            case 0 -> random.nextBoolean() ? 0 : end - 1;
            case 1, 2, 3 -> threshold(x, random);
            default -> random.nextLong(end);
        };
        return Math.clamp(r, 0, end - 1);
    }

    private long threshold(double x, SplittableRandom random) {
        double low = spec.nextDown(x);
        double high = spec.nextUp(x);
        if (!Double.isFinite(low) || !Double.isFinite(high) || !Double.isFinite(x) || high == low) {
            return end / 2;
        }
        double fraction = (x - low) / (high - low);
        long at = (long) Math.rint(Math.scalb(random.nextBoolean() ? fraction : 1 - fraction, spec.randomBits()));
        return at + random.nextInt(-2, 3);
    }

    /** A value of the format: often one of the two around x, where hysteresis holds on or lets go. */
    private double previous(double x, SplittableRandom random) {
        double v = switch (random.nextInt(6)) {
            case 0, 1 -> spec.nextDown(x);
            case 2, 3 -> spec.nextUp(x);
            case 4 -> random.nextBoolean() ? spec.max() : spec.min();
            default -> inputs.value(random.nextLong());
        };
        return Double.isFinite(v) ? v : inputs.value(random.nextLong());
    }
}
