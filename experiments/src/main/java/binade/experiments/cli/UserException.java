package binade.experiments.cli;

/** Something the user can mend: one line that says what, where, and what is allowed. Exit code 1. */
final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserException(String message) {
        super(message);
    }

    UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
