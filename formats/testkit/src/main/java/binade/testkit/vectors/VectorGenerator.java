package binade.testkit.vectors;

import binade.formats.Rounding.Operand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * Test vectors in two levels, as TestFloat has them. The same specification, level, seed and count always give the same
 * vectors.
 *
 * <p>Level 1: specials, both ends of the range, the subnormal edge, a few dozen values and ties, each with its two
 * neighbours in the precision of the input; a few hundred lines. Level 2: all values and all midpoints with their
 * neighbours, all powers of two, and numbers drawn log-uniformly, from N(0, 1), between values and from all bit patterns
 * up to 40,000 lines; where values and midpoints would take more than three quarters of that, a sample of them.
 */
public final class VectorGenerator {
    /** Lines of level 2 unless a count is given. */
    public static final int LEVEL_2 = 40_000;
    /** The most vectors of one run. */
    public static final int MAX_COUNT = 4_000_000;

    private static final int LEVEL_1_SAMPLE = 24;
    private static final InputKind[] EDGES = {
        InputKind.ZERO, InputKind.INFINITE, InputKind.NAN, InputKind.OVERFLOW_EDGE, InputKind.SUBNORMAL_EDGE
    };
    private static final InputKind[] FILL = {
        InputKind.LOG_UNIFORM, InputKind.NORMAL, InputKind.LOG_UNIFORM, InputKind.BETWEEN, InputKind.LOG_UNIFORM,
        InputKind.NORMAL, InputKind.LOG_UNIFORM, InputKind.ANY
    };

    private final RoundingSpec spec;
    private final CriticalInputs inputs;

    public VectorGenerator(RoundingSpec spec) {
        this.spec = spec;
        inputs = new CriticalInputs(spec);
    }

    /**
     * Vectors whose inputs are any numbers.
     *
     * @param level 1 or 2
     * @param count how many, or 0: as the level has it
     */
    public List<TestVector> generate(int level, long seed, int count) {
        check(level, count);
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> edges = new ArrayList<>();
        for (InputKind kind : EDGES) {
            list(kind, edges);
        }
        edges.add(1.0);
        edges.add(-1.0);
        List<Double> points = new ArrayList<>();
        for (InputKind kind : new InputKind[] {InputKind.TIE, InputKind.VALUE, InputKind.POWER_OF_TWO}) {
            if (level == 1) {
                sample(kind, random, points);
            } else if (inputs.size(kind) > 0) {
                list(kind, points);
            } else {
                for (int i = 0; i < LEVEL_2 / 3; i++) {
                    points.add(inputs.at(kind, random.nextLong(), i % 3 - 1));
                }
            }
        }
        int wanted = count > 0 ? count : level == 1 ? edges.size() + points.size() + 2 * LEVEL_1_SAMPLE : LEVEL_2;
        if (count > 0) {
            shorten(edges, wanted / 2, random);
        }
        if (count > 0 || level == 2) {
            shorten(points, Math.max(0, wanted * 3L / 4 - edges.size()), random);
        }
        List<TestVector> vectors = new ArrayList<>(wanted);
        SecondOperands second = new SecondOperands(spec, inputs);
        for (List<Double> list : List.of(edges, points)) {
            for (double x : list) {
                vectors.add(second.complete(x, random));
            }
        }
        while (vectors.size() < wanted) {
            double x = inputs.at(FILL[vectors.size() % FILL.length], random.nextLong(), 0);
            vectors.add(second.complete(x, random));
        }
        return vectors;
    }

    /**
     * Vectors whose inputs are values of the format, so that codes can be written for them: every code with a value of
     * its own once, NaN and infinities among them; a sample where there are more codes than asked for.
     *
     * @param count how many, or 0: as the level has it, 400 or 40,000 at most
     */
    public List<TestVector> generateCodes(int level, long seed, int count) {
        check(level, count);
        int most = count > 0 ? count : level == 1 ? 400 : LEVEL_2;
        SplittableRandom random = new SplittableRandom(seed);
        List<Double> values = new ArrayList<>();
        for (InputKind kind : new InputKind[] {InputKind.INFINITE, InputKind.NAN, InputKind.ZERO}) {
            for (int i = 0; i < inputs.size(kind); i++) {
                double v = inputs.at(kind, i, 0);
                if (hasCode(v)) {
                    values.add(v);
                }
            }
        }
        int all = inputs.enumerated() > 0 ? inputs.enumerated() : most;
        for (int i = 0; i < all; i++) {
            double v = inputs.value(inputs.enumerated() > 0 ? i : random.nextLong());
            if (v != 0) {
                values.add(v);
            }
        }
        boolean again = spec.rounding().operand() != Operand.NONE;
        shorten(values, most, random);
        List<TestVector> vectors = new ArrayList<>();
        SecondOperands second = new SecondOperands(spec, inputs);
        do {
            for (int i = 0; i < values.size() && vectors.size() < most; i++) {
                vectors.add(second.complete(values.get(i), random));
            }
        } while (again && vectors.size() < most);
        return vectors;
    }

    private static void check(int level, int count) {
        if (level != 1 && level != 2) {
            throw new IllegalArgumentException("level " + level + "; allowed: 1 or 2");
        }
        if (count < 0 || count > MAX_COUNT) {
            throw new IllegalArgumentException("count " + count + "; allowed: 1 to " + MAX_COUNT);
        }
    }

    private boolean hasCode(double v) {
        try {
            return Double.compare(spec.decode(spec.encode(v)), v) == 0;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private boolean usable(InputKind kind) {
        return kind != InputKind.NAN || spec.format().hasNan();
    }

    private void list(InputKind kind, List<Double> to) {
        boolean exact = kind == InputKind.ZERO || kind == InputKind.INFINITE || kind == InputKind.NAN;
        for (int i = 0; usable(kind) && i < inputs.size(kind); i++) {
            for (int ulps = exact ? 0 : -1; ulps <= (exact ? 0 : 1); ulps++) {
                to.add(inputs.at(kind, i, ulps));
            }
        }
    }

    /** The first few, which lie around zero, and as many from anywhere. */
    private void sample(InputKind kind, SplittableRandom random, List<Double> to) {
        int n = inputs.size(kind);
        for (int i = 0; i < LEVEL_1_SAMPLE && (n == 0 || i < n); i++) {
            long index = i < LEVEL_1_SAMPLE / 4 || n > 0 && n <= LEVEL_1_SAMPLE ? i : random.nextLong();
            for (int ulps = -1; ulps <= 1; ulps++) {
                to.add(inputs.at(kind, index, ulps));
            }
        }
    }

    private static void shorten(List<Double> list, long most, SplittableRandom random) {
        if (list.size() > most) {
            Collections.shuffle(list, new Random(random.nextLong()));
            list.subList((int) most, list.size()).clear();
        }
    }
}
