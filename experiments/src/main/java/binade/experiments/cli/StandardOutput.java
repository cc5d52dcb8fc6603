package binade.experiments.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output that remembers why it failed: a reader that has seen enough ({@code | head}) is no error, a full disk
 * is one.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private IOException failure;

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (failure == null) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = e;
            }
        }
    }

    /** Whether everything was written, or the reader went away on purpose. */
    boolean complete() {
        return failure == null || String.valueOf(failure.getMessage()).contains("Broken pipe");
    }

    /** What went wrong, in words. */
    String problem() {
        return failure == null ? "" : failure.getMessage();
    }
}
