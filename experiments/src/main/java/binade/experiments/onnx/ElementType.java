package binade.experiments.onnx;

import binade.simulator.graph.Value;
import java.nio.ByteBuffer;

/** Types of the numbers in a tensor, with their codes in ONNX's TensorProto.DataType. */
enum ElementType {
    FLOAT(1, 4, Value.Kind.FLOAT),
    UINT8(2, 1, Value.Kind.INTEGER),
    INT8(3, 1, Value.Kind.INTEGER),
    UINT16(4, 2, Value.Kind.INTEGER),
    INT16(5, 2, Value.Kind.INTEGER),
    INT32(6, 4, Value.Kind.INTEGER),
    INT64(7, 8, Value.Kind.INTEGER),
    BOOL(9, 1, Value.Kind.BOOLEAN),
    FLOAT16(10, 2, Value.Kind.FLOAT),
    DOUBLE(11, 8, Value.Kind.FLOAT),
    UINT32(12, 4, Value.Kind.INTEGER),
    UINT64(13, 8, Value.Kind.INTEGER),
    BFLOAT16(16, 2, Value.Kind.FLOAT);

    final int code;
    final int bytes;
    final Value.Kind kind;

    ElementType(int code, int bytes, Value.Kind kind) {
        this.code = code;
        this.bytes = bytes;
        this.kind = kind;
    }

    /** @throws OnnxException for a code that stands for no number */
    static ElementType of(long code, String what) throws OnnxException {
        for (ElementType t : values()) {
            if (t.code == code) {
                return t;
            }
        }
        throw new OnnxException(what + " has element type " + code + "; supported are float32, float64, float16, bfloat16, "
                + "integers and bool");
    }

    /** The next number of a little-endian buffer; unsigned 64-bit ones beyond the range of long come out negative. */
    double next(ByteBuffer raw) {
        return switch (this) {
            case FLOAT -> raw.getFloat();
            case DOUBLE -> raw.getDouble();
            case FLOAT16 -> Float.float16ToFloat(raw.getShort());
            case BFLOAT16 -> Float.intBitsToFloat(raw.getShort() << 16);
            case INT8 -> raw.get();
            case UINT8 -> raw.get() & 0xff;
            case BOOL -> raw.get() != 0 ? 1 : 0;
            case INT16 -> raw.getShort();
            case UINT16 -> raw.getShort() & 0xffff;
            case INT32 -> raw.getInt();
            case UINT32 -> raw.getInt() & 0xffffffffL;
            case INT64, UINT64 -> raw.getLong();
        };
    }
}
