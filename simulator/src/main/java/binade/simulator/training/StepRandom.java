package binade.simulator.training;

import binade.formats.random.RandomStream.Purpose;
import binade.formats.random.RandomWords;

/**
 * The random numbers of one tensor over a run: those of a step are named by (seed, stream, step), so that they are the same
 * whatever was drawn before, by whom, and after which interruption.
 */
final class StepRandom {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private final long seed;
    private RandomWords words;

    /** @param stream a number that no other tensor of the run has */
    StepRandom(long seed, int stream) {
        this.seed = mix(seed + GOLDEN * (stream + 1L));
        begin(0);
    }

    /** Steele, Lea, Flood (OOPSLA 2014): the finalizer of SplitMix64. */
    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** Goes to a step. */
    void begin(int step) {
        words = new RandomWords(seed, Purpose.ROUNDING, step);
    }

    /** The numbers of the present step. */
    RandomWords words() {
        return words;
    }
}
