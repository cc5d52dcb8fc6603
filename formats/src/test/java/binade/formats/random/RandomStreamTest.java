package binade.formats.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.formats.random.RandomStream.Purpose;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    @Test
    void philoxGivesThePublishedVectors() {
        int[] out = new int[4];
        Philox.block(0, 0, 0, 0, 0, 0, out, 0);
        assertThat(out).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        Philox.block(-1, -1, -1, -1, -1, -1, out, 0);
        assertThat(out).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        Philox.block(0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, out, 0);
        assertThat(out).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void theSameNameGivesTheSameSequenceAndAnotherNameAnother() {
        int[] a = draw(new RandomStream(7, Purpose.NOISE, 3));
        assertThat(draw(new RandomStream(7, Purpose.NOISE, 3))).isEqualTo(a);
        assertThat(draw(new RandomStream(8, Purpose.NOISE, 3))).isNotEqualTo(a);
        assertThat(draw(new RandomStream(7, Purpose.ORDER, 3))).isNotEqualTo(a);
        assertThat(draw(new RandomStream(7, Purpose.NOISE, 4))).isNotEqualTo(a);
        assertThat(draw(new RandomStream(7L << 32, Purpose.NOISE, 3))).isNotEqualTo(a);
    }

    private static int[] draw(RandomStream stream) {
        return java.util.stream.IntStream.range(0, 9).map(i -> stream.nextInt()).toArray();
    }

    @Test
    void gaussiansHaveMeanZeroVarianceOneAndNormalTails() {
        RandomStream stream = new RandomStream(1, Purpose.NOISE, 0);
        int n = 400_000;
        double sum = 0;
        double squares = 0;
        int beyondTwo = 0;
        for (int i = 0; i < n; i++) {
            double g = stream.nextGaussian();
            sum += g;
            squares += g * g;
            beyondTwo += Math.abs(g) > 2 ? 1 : 0;
        }
        // five standard errors each
        assertThat(sum / n).isEqualTo(0, within(5 / Math.sqrt(n)));
        assertThat(squares / n).isEqualTo(1, within(5 * Math.sqrt(2.0 / n)));
        assertThat(beyondTwo / (double) n).isEqualTo(0.0455, within(5 * Math.sqrt(0.0455 / n)));
    }

    @Test
    void permutationsHoldEveryIndexOnce() {
        int[] p = new RandomStream(1, Purpose.ORDER, 0).permutation(1000);
        assertThat(p).isNotEqualTo(Arrays.stream(p).sorted().toArray());
        assertThat(Arrays.stream(p).sorted().toArray()).isEqualTo(java.util.stream.IntStream.range(0, 1000).toArray());
    }

    /** The definition: words 4c .. 4c + 3 are the Philox block of (counter c, index, purpose) under the seed's halves. */
    @Test
    void wordsAreThoseOfSuccessiveBlocks() {
        long seed = 0x123456789abcdefL;
        RandomStream stream = new RandomStream(seed, Purpose.NOISE, 5);
        int[] block = new int[4];
        for (int c = 0; c < 3; c++) {
            Philox.block((int) seed, (int) (seed >> 32), c, 0, 5, Purpose.NOISE.ordinal(), block, 0);
            for (int w = 0; w < 4; w++) {
                assertThat(stream.nextInt()).isEqualTo(block[w]);
            }
        }
    }

    @Test
    void boundedIntegersAndUniformsAreTheScaledWord() {
        RandomStream words = new RandomStream(3, Purpose.ORDER, 0);
        RandomStream integers = new RandomStream(3, Purpose.ORDER, 0);
        RandomStream uniforms = new RandomStream(3, Purpose.ORDER, 0);
        for (int i = 1; i < 200; i++) {
            BigInteger word = BigInteger.valueOf(Integer.toUnsignedLong(words.nextInt()));
            BigInteger scaled = word.multiply(BigInteger.valueOf(i)).shiftRight(32);
            assertThat(integers.nextInt(i)).isEqualTo(scaled.intValueExact()).isBetween(0, i - 1);
            BigDecimal middle = new BigDecimal(word).add(new BigDecimal("0.5"));
            assertThat(new BigDecimal(uniforms.nextUniform()))
                    .isEqualByComparingTo(middle.divide(BigDecimal.TWO.pow(32)));
        }
    }

    /** Fisher and Yates: the last place draws among all, the one before among all but one, and so on. */
    @Test
    void permutationsSwapEachPlaceWithOneDrawnAtOrBelowIt() {
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6));
        RandomStream draws = new RandomStream(11, Purpose.ORDER, 2);
        for (int bound = 7; bound > 1; bound--) {
            Collections.swap(order, bound - 1, draws.nextInt(bound));
        }
        RandomStream stream = new RandomStream(11, Purpose.ORDER, 2);
        assertThat(stream.permutation(7)).containsExactly(order.stream().mapToInt(i -> i).toArray());
        assertThat(stream.nextInt()).as("and no word is drawn in vain").isEqualTo(draws.nextInt());
    }
}
