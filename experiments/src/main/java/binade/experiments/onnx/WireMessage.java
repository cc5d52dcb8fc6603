package binade.experiments.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Fields of a protobuf message, one by one, by their published numbers; unknown ones are skipped. */
final class WireMessage {
    /** Graphs in attributes of nodes of graphs ...: deeper nesting is refused. */
    private static final int MAX_DEPTH = 40;

    private final CodedInputStream in;
    private final int depth;
    private int tag;

    WireMessage(byte[] bytes) {
        this(CodedInputStream.newInstance(bytes), 0);
        in.enableAliasing(true);
    }

    private WireMessage(CodedInputStream in, int depth) {
        this.in = in;
        this.depth = depth;
    }

    /** What is done with a nested message. */
    @FunctionalInterface
    interface Reader<T> {
        T read(WireMessage message) throws IOException;
    }

    /** Goes to the next field; 0 at the end. */
    int next() throws IOException {
        tag = in.readTag();
        return WireFormat.getTagFieldNumber(tag);
    }

    /** Passes over a field that is of no interest. */
    void skip() throws IOException {
        in.skipField(tag);
    }

    private void require(int type) throws OnnxException {
        if (WireFormat.getTagWireType(tag) != type) {
            throw new OnnxException("field " + WireFormat.getTagFieldNumber(tag) + " has another wire type than ONNX gives it");
        }
    }

    <T> T message(Reader<T> reader) throws IOException {
        require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        if (depth > MAX_DEPTH) {
            throw new OnnxException("messages are nested deeper than " + MAX_DEPTH + " levels");
        }
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        T result = reader.read(new WireMessage(in, depth + 1));
        in.checkLastTagWas(0);
        in.popLimit(outer);
        return result;
    }

    String text() throws IOException {
        require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return in.readString();
    }

    /** Bytes of the file itself, little-endian; not a copy. */
    ByteBuffer bytes() throws IOException {
        require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        return in.readByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
    }

    long integer() throws IOException {
        require(WireFormat.WIRETYPE_VARINT);
        return in.readInt64();
    }

    float number() throws IOException {
        require(WireFormat.WIRETYPE_FIXED32);
        return in.readFloat();
    }

    private boolean isPacked() {
        return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** Adds one integer, or all of a packed field. */
    void integers(Numbers to) throws IOException {
        if (!isPacked()) {
            to.add(integer());
            return;
        }
        int limit = in.pushLimit(in.readRawVarint32());
        while (!in.isAtEnd()) {
            to.add(in.readInt64());
        }
        in.popLimit(limit);
    }

    /** Adds one number of 4 or 8 bytes, or all of a packed field. */
    void numbers(Numbers to, boolean wide) throws IOException {
        if (!isPacked()) {
            require(wide ? WireFormat.WIRETYPE_FIXED64 : WireFormat.WIRETYPE_FIXED32);
            to.add(wide ? in.readDouble() : in.readFloat());
            return;
        }
        int length = in.readRawVarint32();
        int limit = in.pushLimit(length);
        to.reserve(Math.min(Math.max(0, length), in.getBytesUntilLimit()) / (wide ? 8 : 4));
        while (!in.isAtEnd()) {
            to.add(wide ? in.readDouble() : in.readFloat());
        }
        in.popLimit(limit);
    }
}
