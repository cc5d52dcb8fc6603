package binade.formats.block;

/** Where in a byte a packed code begins; the codes follow each other without gaps in either. */
public enum BitOrder {
    /**
     * The first code in the low bits of the first byte, each code's lowest bit first: as a little-endian number. ONNX,
     * torch {@code float4_e2m1fn_x2}.
     *
     * <pre>
     *   6 bits   byte 0: bbaaaaaa   byte 1: ccccbbbb   byte 2: ddddddcc
     * </pre>
     */
    LOW_FIRST,
    /**
     * The first code in the high bits of the first byte, each code's highest bit first: as a big-endian number.
     * bitsandbytes NF4.
     *
     * <pre>
     *   6 bits   byte 0: aaaaaabb   byte 1: bbbbcccc   byte 2: ccdddddd
     * </pre>
     */
    HIGH_FIRST
}
