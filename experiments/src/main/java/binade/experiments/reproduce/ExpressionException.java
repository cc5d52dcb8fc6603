package binade.experiments.reproduce;

/** A quantity or relation that cannot be read or worked out; the message says why. */
final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExpressionException(String message) {
        super(message);
    }
}
