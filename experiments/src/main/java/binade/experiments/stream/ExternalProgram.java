package binade.experiments.stream;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that reads one line per question and prints one line per answer. Its standard input is written and its
 * standard output read by threads of their own, so that neither pipe can block the other; its standard error is ours.
 * Empty lines and lines that begin with {@code #} are no answers.
 */
public final class ExternalProgram implements AutoCloseable {
    private static final int LONGEST_LINE = 4096;
    private static final int POLL_MILLIS = 20;

    /**
     * A line that it printed.
     *
     * @param line its number, from 1, all lines counted
     */
    public record Answer(long line, String text) {}

    private final String name;
    private final int wanted;
    private final Process process;
    private final List<Answer> answers = new ArrayList<>();
    private final Thread writer;
    private final Thread reader;
    private volatile long lastSign = System.nanoTime();
    private volatile String problem;

    /**
     * Starts it.
     *
     * @throws IOException if it cannot be started
     */
    public ExternalProgram(List<String> command, List<String> questions) throws IOException {
        name = command.getFirst();
        wanted = questions.size();
        try {
            process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new IOException("cannot start '" + name + "': not found or not executable", e);
        }
        writer = Thread.ofPlatform().daemon().name("conform-writer").start(() -> write(questions));
        reader = Thread.ofPlatform().daemon().name("conform-reader").start(this::read);
    }

    private void write(List<String> questions) {
        try (BufferedWriter out = process.outputWriter(StandardCharsets.US_ASCII)) {
            for (String q : questions) {
                out.write(q);
                out.write('\n');
            }
        } catch (IOException closed) {
            // it does not read on; the number of its answers tells
        }
    }

    private void read() {
        StringBuilder line = new StringBuilder();
        long number = 0;
        try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
            int c;
            while ((c = in.read()) >= 0) {
                if (c == '\n') {
                    lastSign = System.nanoTime();
                    number++;
                    if (!take(number, line.toString())) {
                        return;
                    }
                    line.setLength(0);
                } else if (line.length() < LONGEST_LINE) {
                    line.append((char) c);
                } else {
                    problem = "line " + (number + 1) + " is longer than " + LONGEST_LINE + " characters";
                    return;
                }
            }
            take(number + 1, line.toString()); // the last line may lack its line feed
        } catch (IOException killed) {
            // the one who killed it says why
        }
    }

    private boolean take(long number, String line) {
        String text = line.strip();
        if (text.isEmpty() || text.charAt(0) == '#') {
            return true;
        }
        if (answers.size() == wanted) {
            problem = "line " + number + " is one answer too many; " + wanted + " were asked for";
            return false;
        }
        answers.add(new Answer(number, text));
        return true;
    }

    /**
     * All answers, as many as there were questions.
     *
     * @param silence seconds without a line after which it counts as hanging
     * @throws IOException if it failed, hung, or printed too few or too many lines
     */
    public List<Answer> answers(int silence) throws IOException, InterruptedException {
        while (reader.isAlive()) {
            reader.join(POLL_MILLIS);
            checkSilence(silence);
        }
        if (problem != null) {
            throw new IOException("output of '" + name + "', " + problem);
        }
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            checkSilence(silence);
        }
        String count = answers.size() + " of " + wanted + " answers";
        if (process.exitValue() != 0) {
            throw new IOException("'" + name + "' failed with exit status " + process.exitValue() + " after " + count);
        }
        if (answers.size() < wanted) {
            throw new IOException("'" + name + "' printed only " + count);
        }
        return answers;
    }

    private void checkSilence(int seconds) throws IOException {
        boolean busy = reader.isAlive() || process.isAlive();
        if (busy && System.nanoTime() - lastSign > TimeUnit.SECONDS.toNanos(seconds)) {
            throw new IOException("'" + name + "' printed nothing for " + seconds
                    + " s and was killed (--timeout allows more; does it flush its output, and end with its input?)");
        }
    }

    /** Kills it and what it started, if it still runs. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        writer.interrupt();
    }
}
