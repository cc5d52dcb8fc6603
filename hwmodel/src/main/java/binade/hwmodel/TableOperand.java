package binade.hwmodel;

import binade.formats.Encoding.Layout;
import binade.formats.GridFormat.Family;
import binade.formats.TableFormat;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Posits, logarithmic numbers and codebooks: a unit decodes them to significand and shift and goes on as with a float.
 *
 * <p>Posits are decoded by structure and codebooks by a table. A logarithmic number has its integer part as the shift and a
 * table from the fraction to the significand; two of them are added first ({@link MacUnits}). Values with more than {@link #WIDEST} significant bits (all logarithmic ones,
 * NF4) are decoded to {@link #ROUNDED} bits, as dequantization to BF16 does.
 */
final class TableOperand {
    private static final int WIDEST = 16;
    private static final int ROUNDED = 8;

    private TableOperand() {}

    static Datapath of(TableFormat format) {
        int precision = 1;
        int top = Integer.MIN_VALUE;
        int quantum = Integer.MAX_VALUE;
        for (int rank = 0; rank < format.size(); rank++) {
            double v = Math.abs(format.value(rank));
            if (v == 0 || Double.isInfinite(v)) {
                continue;
            }
            int bits = significantBits(v);
            int kept = bits > WIDEST ? ROUNDED : bits;
            precision = Math.max(precision, kept);
            top = Math.max(top, Math.getExponent(v));
            quantum = Math.min(quantum, Math.getExponent(v) - kept + 1);
        }
        int magnitudeBits = Math.max(precision, top - quantum + 1);
        int shiftRange = magnitudeBits - precision;
        int shiftBits = Circuits.clog2(shiftRange + 1L);
        return new Datapath(
                precision, shiftRange, magnitudeBits, shiftBits, Layout.SIGN_MAGNITUDE, decoder(format, precision, shiftBits));
    }

    private static int significantBits(double v) {
        BigInteger unscaled = new BigDecimal(v).multiply(new BigDecimal(BigInteger.TWO.pow(1100))).toBigIntegerExact();
        return unscaled.bitLength() - unscaled.getLowestSetBit();
    }

    private static Decoder decoder(TableFormat format, int precision, int shiftBits) {
        int n = format.width();
        return switch (format.family()) {
            case Family.POSIT -> new Decoder.Posit(n, after(format.id(), '_'));
            case Family.LNS -> new Decoder.Antilog(after(format.id(), '_'), precision - 1);
            default -> new Decoder.Lookup(n, 1 + precision + shiftBits);
        };
    }

    /** The number behind the last such character: es of {@code posit8_2}, fraction bits of {@code lns8_3}. */
    private static int after(String id, char separator) {
        return Integer.parseInt(id.substring(id.lastIndexOf(separator) + 1));
    }
}
