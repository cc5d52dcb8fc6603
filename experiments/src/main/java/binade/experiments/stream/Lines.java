package binade.experiments.stream;

import java.io.BufferedReader;
import java.io.IOException;

/** Lines through a function, with buffered output; empty lines and lines that begin with {@code #} are copied. */
final class Lines {
    private static final int FLUSH_AT = 1 << 15;

    /** What is done with a line. */
    @FunctionalInterface
    interface Handler {
        /**
         * Appends the answer, without a line feed.
         *
         * @throws IllegalArgumentException if the line cannot be used; what was appended is dropped
         */
        void answer(String line, StringBuilder out);
    }

    private Lines() {}

    /**
     * Copies lines through the function.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    static void copy(BufferedReader input, String source, Appendable output, Handler handler) throws IOException {
        StringBuilder out = new StringBuilder(2 * FLUSH_AT);
        long number = 0;
        int start = 0;
        String line;
        try {
            while ((line = input.readLine()) != null) {
                number++;
                start = out.length();
                if (line.isBlank() || line.charAt(0) == '#') {
                    out.append(line);
                } else {
                    handler.answer(line, out);
                }
                out.append('\n');
                if (out.length() > FLUSH_AT) {
                    output.append(out);
                    out.setLength(0);
                }
            }
        } catch (IllegalArgumentException e) {
            out.setLength(start);
            throw new LineException(source, number, e.getMessage());
        } finally {
            output.append(out);
        }
    }
}
