package binade.experiments.cli;

import java.io.PrintWriter;

/**
 * Progress of long phases on standard error: a line that rewrites itself on a terminal, else one line every ten
 * seconds. Safe for several threads.
 */
final class ProgressLine {
    private static final long TERMINAL_INTERVAL = 100_000_000L;
    private static final long PLAIN_INTERVAL = 10_000_000_000L;

    private final PrintWriter err;
    private final boolean quiet;
    private final boolean terminal;
    private String phase = "";
    private long total;
    private long start;
    private long last;
    private boolean shown;

    ProgressLine(PrintWriter err, boolean quiet) {
        this.err = err;
        this.quiet = quiet;
        this.terminal = System.console() != null && System.console().isTerminal();
    }

    synchronized void begin(String newPhase, long newTotal) {
        phase = newPhase;
        total = newTotal;
        start = System.nanoTime();
        last = start;
        shown = false;
    }

    synchronized void update(long done) {
        update(done, "");
    }

    /** @param detail put behind the count, such as the loss */
    synchronized void update(long done, String detail) {
        long now = System.nanoTime();
        if (quiet || now - last < (terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL)) {
            return;
        }
        last = now;
        double seconds = (now - start) / 1e9;
        double left = done == 0 ? 0 : seconds * (total - done) / done;
        String line = "%s: %d of %d (%.0f %%)%s, %.0f s left".formatted(
                phase, done, total, 100.0 * done / total, detail, left);
        if (terminal) {
            err.print("\r" + line + "   ");
            err.flush();
            shown = true;
        } else {
            err.println(line);
        }
    }

    /** Ends the phase. @return its seconds */
    synchronized double end() {
        if (shown) {
            err.print("\r" + " ".repeat(78) + "\r");
            err.flush();
        }
        return (System.nanoTime() - start) / 1e9;
    }

    synchronized void note(String text) {
        if (!quiet) {
            err.println(text);
        }
    }
}
