package binade.simulator.training;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a network that cannot be used (checkpoint, state of a run, compressed network): what is wrong with which file. */
public final class CorruptCheckpointException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With more advice than the reader of the file can give. */
    public CorruptCheckpointException(String message) {
        super(message);
    }

    /** About one file. */
    public CorruptCheckpointException(Path file, String reason) {
        super(file + " cannot be used: " + reason);
    }
}
