package binade.experiments.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Lines of tensors through a function; empty lines and lines that begin with {@code #} are copied. */
final class TensorLines {
    private TensorLines() {}

    /** @throws LineException at the first line that cannot be used; everything before it has been written */
    static void copy(BufferedReader input, String source, Appendable output, UnaryOperator<String> tensor)
            throws IOException {
        long number = 0;
        String line;
        while ((line = input.readLine()) != null) {
            number++;
            try {
                output.append(line.isBlank() || line.charAt(0) == '#' ? line : tensor.apply(line)).append('\n');
            } catch (IllegalArgumentException e) {
                throw new LineException(source, number, e.getMessage());
            }
        }
    }
}
