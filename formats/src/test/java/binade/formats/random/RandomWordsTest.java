package binade.formats.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Bits;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.Overflow;
import binade.formats.Quantizer;
import binade.formats.Rounding;
import binade.formats.random.RandomStream.Purpose;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on wide vectors, on narrow ones, and without. */
@Tag("kernel")
class RandomWordsTest {
    private static int[] threefry(int rounds, int[] key, int[] counter) {
        int[] out = new int[6];
        Threefry.block(
                rounds, key[0], key[1], key[2], key[3], counter[0], counter[1], counter[2], counter[3], out, 1);
        assertThat(out[0]).isZero();
        assertThat(out[5]).isZero();
        return java.util.Arrays.copyOfRange(out, 1, 5);
    }

    @Test
    void threefryGivesThePublishedVectors() {
        int[] zero = {0, 0, 0, 0};
        int[] ones = {-1, -1, -1, -1};
        int[] key = {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89};
        int[] counter = {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
        assertThat(threefry(20, zero, zero)).containsExactly(0x9c6ca96a, 0xe17eae66, 0xfc10ecd4, 0x5256a7d8);
        assertThat(threefry(20, ones, ones)).containsExactly(0x2a881696, 0x57012287, 0xf6c7446e, 0xa16a6732);
        assertThat(threefry(20, key, counter)).containsExactly(0x59cd1dbb, 0xb8879579, 0x86b5d00c, 0xac8b6d84);
        assertThat(threefry(13, zero, zero)).containsExactly(0x531c7e4f, 0x39491ee5, 0x2c855a92, 0x3d6abf9a);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGroupHoldsTheWordsOfItsElements(boolean vector) {
        RandomWords words = vector
                ? new RandomWords(0x123456789abcdefL, Purpose.ROUNDING, 3)
                : new RandomWords(0x123456789abcdefL, Purpose.ROUNDING, 3, false);
        int[] out = new int[RandomWords.GROUP];
        for (long group : new long[] {0, 1, 77, (1L << 24) - 1, 1L << 24, (1L << 40) + 5}) {
            for (int bits : new int[] {1, 7, 16, 17, 24, 32}) {
                words.fill(group, bits, out);
                for (int p = 0; p < RandomWords.GROUP; p++) {
                    assertThat(out[p]).isEqualTo(words.number(group * RandomWords.GROUP + p, bits));
                }
            }
        }
    }

    @Test
    void everyPartOfTheNameMatters() {
        int word = new RandomWords(7, Purpose.ROUNDING, 1).number(12345, 32);
        assertThat(new RandomWords(7, Purpose.ROUNDING, 1).number(12345, 32)).isEqualTo(word);
        assertThat(new RandomWords(8, Purpose.ROUNDING, 1).number(12345, 32)).isNotEqualTo(word);
        assertThat(new RandomWords(7L << 32, Purpose.ROUNDING, 1).number(12345, 32)).isNotEqualTo(word);
        assertThat(new RandomWords(7, Purpose.ORDER, 1).number(12345, 32)).isNotEqualTo(word);
        assertThat(new RandomWords(7, Purpose.ROUNDING, 2).number(12345, 32)).isNotEqualTo(word);
        assertThat(new RandomWords(7, Purpose.ROUNDING, 1).number(12345 + (1L << 42), 32)).isNotEqualTo(word);
    }

    /** The definition, spelt out: element i of a group of 1024 takes its word from block i mod 256 (or mod 128). */
    @Test
    void numbersComeFromTheBlocksOfTheirGroup() {
        int[] key = {0x89abcdef, 0x01234567, 3, Purpose.ROUNDING.ordinal()};
        RandomWords words = new RandomWords(0x123456789abcdefL, Purpose.ROUNDING, 3);
        long group = (1L << 25) + 9;
        for (int place : new int[] {0, 1, 127, 128, 255, 256, 511, 512, 700, 1023}) {
            long whole = group * 256 + place % 256;
            int word = threefry(12, key, new int[] {(int) whole, (int) (whole >> 32), 0, 0})[place / 256];
            assertThat(words.number(group * 1024 + place, 32)).isEqualTo(word);
            assertThat(words.number(group * 1024 + place, 17)).isEqualTo(word >>> 15);
            long half = group * 128 + place % 128;
            int pair = threefry(12, key, new int[] {(int) half, (int) (half >> 32), 0, 0})[place % 512 / 128];
            int sixteen = place < 512 ? pair >>> 16 : pair & 0xffff;
            assertThat(words.number(group * 1024 + place, 16)).isEqualTo(sixteen);
            assertThat(words.number(group * 1024 + place, 5)).isEqualTo(sixteen >>> 11);
        }
    }

    /** Each bit of a million numbers is set half of the time, and agrees with its neighbour's half of the time. */
    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void bitsAreBalancedAndNeighboursIndependent(int bits) {
        RandomWords words = new RandomWords(1, Purpose.ROUNDING, 0);
        int[] out = new int[RandomWords.GROUP];
        int groups = 1000;
        int[] set = new int[bits];
        int[] agree = new int[bits];
        for (int g = 0; g < groups; g++) {
            words.fill(g, bits, out);
            for (int p = 0; p + 1 < RandomWords.GROUP; p++) {
                for (int bit = 0; bit < bits; bit++) {
                    set[bit] += out[p] >>> bit & 1;
                    agree[bit] += ~(out[p] ^ out[p + 1]) >>> bit & 1;
                }
            }
        }
        double n = groups * (RandomWords.GROUP - 1.0);
        double fiveSigma = 5 * Math.sqrt(n) / 2;
        for (int bit = 0; bit < bits; bit++) {
            assertThat(Math.abs(set[bit] - n / 2)).as("bit %d", bit).isLessThan(fiveSigma);
            assertThat(Math.abs(agree[bit] - n / 2)).as("bit %d of neighbours", bit).isLessThan(fiveSigma);
        }
    }

    /** Rounding a tensor in any parts gives what its elements' words give one by one. */
    @Test
    void aTensorMayBeRoundedInParts() {
        RandomWords words = new RandomWords(9, Purpose.ROUNDING, 4);
        SplittableRandom random = new SplittableRandom(5);
        int n = 5000;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(-14, 6)));
        }
        int[] scratch = new int[RandomWords.GROUP];
        for (String id : new String[] {"e4m3fn", "fp134", "w8-050", "int8", "bf16", "fp16"}) {
            GridFormat format = Formats.parse(id);
            for (Rounding rounding : new Rounding[] {Rounding.STOCHASTIC_A, Rounding.STOCHASTIC_B, Rounding.STOCHASTIC}) {
                int bits = random.nextInt(8, 25);
                Quantizer q = Quantizer.of(format, rounding, Overflow.SAT_FINITE, 0);
                float[] y = new float[n];
                for (int from = 0; from < n; ) {
                    int to = Math.min(n, from + random.nextInt(1, 2500));
                    q.quantizeAt(0, x, y, from, to, words, 100_000 + from, bits, scratch);
                    from = to;
                }
                for (int i = 0; i < n; i++) {
                    float expected = q.plan(0)
                            .roundOne(x[i], rounding, words.number(100_000 + i, bits), bits, 0);
                    assertThat(Bits.same(y[i], expected)).as("%s %s %s: %s", id, rounding, x[i], y[i]).isTrue();
                }
            }
        }
    }

    @Test
    void wrongUseIsRefused() {
        RandomWords words = new RandomWords(1, Purpose.ROUNDING, 0);
        int[] scratch = new int[RandomWords.GROUP];
        assertThatThrownBy(() -> words.fill(0, 0, scratch)).hasMessageContaining("0 random bits; allowed: 1 to 32");
        assertThatThrownBy(() -> words.fill(0, 33, scratch)).hasMessageContaining("33 random bits");
        Quantizer nearest = Quantizer.nearest(Formats.parse("fp134"), 0);
        assertThatThrownBy(() -> nearest.quantizeAt(0, new float[1], new float[1], 0, 1, words, 0, 8, scratch))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("rne takes no random numbers");
    }
}
