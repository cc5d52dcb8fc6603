package binade.experiments.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * One run of the program inside the test.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Cli(int code, String out, String err) {
    static Cli run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Cli(code, out.toString(), err.toString());
    }

    /** With standard input. */
    static Cli feed(String input, String... args) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(args);
        } finally {
            System.setIn(before);
        }
    }

    /** {@code binade round} of decimals, decimals out; the output without its last line feed. */
    static String dec(String input, String args) {
        Cli cli = feed(input, ("round --in dec --out dec " + args).split(" "));
        if (cli.code != 0) {
            throw new AssertionError(cli.toString());
        }
        return cli.out.strip();
    }
}
