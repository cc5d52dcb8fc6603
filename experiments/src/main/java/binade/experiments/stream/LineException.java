package binade.experiments.stream;

/** A line of input that cannot be used: which, and why. */
public final class LineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LineException(String source, long line, String reason) {
        super(source + ", line " + line + ": " + reason);
    }
}
