package binade.experiments.data;

import java.io.IOException;

/** A data file that is damaged or of a kind that is not read; the message says which and what is allowed. */
public final class DataException extends IOException {
    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
