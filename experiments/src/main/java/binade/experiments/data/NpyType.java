package binade.experiments.data;

import java.nio.ByteBuffer;

/**
 * A number type of NumPy.
 *
 * @param kind f float, i signed, u unsigned, b truth value
 * @param bytes of one number
 */
record NpyType(char kind, int bytes, boolean isBig) {
    /** @throws DataException naming what is read, for a type that is no number */
    static NpyType parse(String descr, String what) throws DataException {
        boolean ordered = !descr.isEmpty() && "<>|=".indexOf(descr.charAt(0)) >= 0;
        String type = ordered ? descr.substring(1) : descr;
        NpyType parsed = switch (type) {
            case "f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1" ->
                new NpyType(type.charAt(0), type.charAt(1) - '0', descr.startsWith(">"));
            default -> null;
        };
        if (parsed == null) {
            throw new DataException(what + " has the type '" + descr + "'" + (type.startsWith("O") ? ", Python objects" : "")
                    + "; numbers are read: f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1");
        }
        return parsed;
    }

    boolean isFloat() {
        return kind == 'f';
    }

    double next(ByteBuffer in) {
        return switch (kind) {
            case 'f' -> bytes == 2 ? Float.float16ToFloat(in.getShort()) : bytes == 4 ? in.getFloat() : in.getDouble();
            case 'u' -> switch (bytes) {
                case 1 -> in.get() & 0xff;
                case 2 -> in.getShort() & 0xffff;
                case 4 -> in.getInt() & 0xffffffffL;
                default -> in.getLong() & Long.MAX_VALUE;
            };
            case 'i' -> switch (bytes) {
                case 1 -> in.get();
                case 2 -> in.getShort();
                case 4 -> in.getInt();
                default -> in.getLong();
            };
            default -> in.get() != 0 ? 1 : 0;
        };
    }
}
