package binade.formats.block;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is no usable block tensor: which, and why. It is left as it is. */
public final class BlockFileException extends IOException {
    private static final long serialVersionUID = 1L;

    BlockFileException(Path file, String reason) {
        super(file + " is no usable block tensor: " + reason);
    }
}
