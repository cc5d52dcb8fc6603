package binade.experiments.onnx;

import java.io.IOException;

/** A file that is no ONNX model, is damaged, or holds something that is not supported; the message says what and where. */
public final class OnnxException extends IOException {
    public OnnxException(String message) {
        super(message);
    }

    public OnnxException(String message, Throwable cause) {
        super(message, cause);
    }
}
