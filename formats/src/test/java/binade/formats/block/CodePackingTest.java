package binade.formats.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodePackingTest {
    static Stream<Arguments> widthsAndOrders() {
        return Stream.iterate(1, w -> w + 1).limit(CodePacking.MAX_WIDTH)
                .flatMap(w -> Stream.of(BitOrder.values()).map(o -> Arguments.of(w, o)));
    }

    /** The definition: the bytes are one big number, whose first digits of base 2^width are the codes. */
    private static byte[] asOneNumber(short[] codes, int width, BitOrder order) {
        int bytes = (codes.length * width + 7) / 8;
        BigInteger all = BigInteger.ZERO;
        for (int i = 0; i < codes.length; i++) {
            int shift = order == BitOrder.LOW_FIRST ? i * width : 8 * bytes - (i + 1) * width;
            all = all.or(BigInteger.valueOf(codes[i] & 0xffff).shiftLeft(shift));
        }
        byte[] out = new byte[bytes];
        for (int b = 0; b < bytes; b++) {
            int place = order == BitOrder.LOW_FIRST ? b : bytes - 1 - b;
            out[b] = all.shiftRight(8 * place).byteValue();
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("widthsAndOrders")
    void packed_codes_are_one_big_number_and_come_back(int width, BitOrder order) {
        Random random = new Random(width);
        for (int n = 0; n < 70; n++) {
            short[] codes = new short[n];
            for (int i = 0; i < n; i++) {
                codes[i] = (short) random.nextInt(1 << width);
            }
            byte[] packed = CodePacking.pack(codes, width, order);
            assertThat(packed).isEqualTo(asOneNumber(codes, width, order));
            short[] back = new short[n];
            CodePacking.unpack(packed, 0, width, order, back);
            assertThat(back).isEqualTo(codes);
            for (int first = 0; first <= n; first += 7) { // from the middle of a byte on
                short[] rest = new short[n - first];
                CodePacking.unpack(packed, (long) first * width, width, order, rest);
                assertThat(rest).isEqualTo(java.util.Arrays.copyOfRange(codes, first, n));
            }
            if (width <= 8) {
                byte[] small = new byte[n];
                CodePacking.unpack(packed, 0, width, order, small);
                assertThat(CodePacking.pack(small, width, order)).isEqualTo(packed);
            }
        }
    }

    @Test
    void four_codes_of_six_bits_take_three_bytes_as_documented() {
        byte[] codes = {0b000001, 0b100010, 0b110011, 0b111000};
        assertThat(CodePacking.pack(codes, 6, BitOrder.LOW_FIRST))
                .containsExactly(0b10_000001, 0b0011_1000, 0b111000_11);
        assertThat(CodePacking.pack(codes, 6, BitOrder.HIGH_FIRST))
                .containsExactly(0b000001_10, 0b0010_1100, 0b11_111000);
    }

    @Test
    void what_does_not_fit_is_refused() {
        assertThatThrownBy(() -> CodePacking.pack(new byte[] {1, 64}, 6, BitOrder.LOW_FIRST))
                .hasMessage("code 40 at 1 has more than 6 bits");
        assertThatThrownBy(() -> CodePacking.unpack(new byte[2], 0, 6, BitOrder.LOW_FIRST, new byte[3]))
                .hasMessageContaining("2 bytes; 3 codes of 6 bits from bit 0 on take 3");
        assertThatThrownBy(() -> CodePacking.unpack(new byte[2], 5, 6, BitOrder.LOW_FIRST, new byte[2]))
                .hasMessageContaining("take 3");
        assertThatThrownBy(() -> CodePacking.unpack(new byte[2], 0, 9, BitOrder.LOW_FIRST, new byte[1]))
                .hasMessageContaining("9 bits");
        assertThatThrownBy(() -> CodePacking.bytes(3, 17)).hasMessageContaining("1 to 16 bits");
        assertThat(CodePacking.bytes(Integer.MAX_VALUE, 16)).isEqualTo(2L * Integer.MAX_VALUE);
    }
}
