package binade.experiments.stream;

import binade.formats.Rounding.Operand;
import binade.testkit.vectors.ExactAnswers;
import binade.testkit.vectors.RoundingSpec;
import binade.testkit.vectors.TestVector;
import binade.testkit.vectors.VectorGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Asks an external program to round, and compares its answers with the exact ones. */
public final class Conformance {
    /**
     * One answer that is not the exact one.
     *
     * @param vector number of the vector, from 1
     * @param input the line it was given
     * @param expected the exact result, in the notation of the output
     * @param got what it printed
     * @param distance steps of the format between the two; infinite if one is NaN or infinite
     */
    public record Disagreement(int vector, String input, String expected, String got, double distance) {}

    /**
     * What came of it.
     *
     * @param first null if all agree
     * @param worst the first of those with the largest distance; null if all agree
     */
    public record Outcome(int vectors, int disagreements, Disagreement first, Disagreement worst) {}

    private final RoundingSpec spec;
    private final Notation in;
    private final Notation out;
    private final List<TestVector> vectors;

    /** @param count number of vectors, or 0: as the level has it */
    public Conformance(RoundingSpec spec, Notation in, Notation out, int level, long seed, int count) {
        this.spec = spec;
        this.in = in;
        this.out = out;
        VectorGenerator generator = new VectorGenerator(spec);
        vectors = in == Notation.CODE
                ? generator.generateCodes(level, seed, count)
                : generator.generate(level, seed, count);
    }

    /** The lines, as {@code binade round} reads them. */
    public List<String> questions() {
        List<String> lines = new ArrayList<>(vectors.size());
        StringBuilder b = new StringBuilder();
        for (TestVector v : vectors) {
            b.setLength(0);
            in.print(v.x(), spec.format(), spec.scale(), spec.wide(), b);
            if (spec.rounding().operand() == Operand.RANDOM) {
                b.append(' ').append(Long.toHexString(v.random()));
            } else if (spec.rounding().operand() == Operand.PREVIOUS) {
                in.print(v.previous(), spec.format(), spec.scale(), spec.wide(), b.append(' '));
            }
            lines.add(b.toString());
        }
        return lines;
    }

    /**
     * Runs the program.
     *
     * @param silence seconds without a line after which it counts as hanging
     * @throws IOException if it cannot be started, fails, hangs, or prints too few or too many lines
     * @throws LineException at the first line that is no number
     */
    public Outcome run(List<String> command, int silence) throws IOException, InterruptedException {
        List<String> questions = questions();
        double[] exact = new double[vectors.size()];
        try (ExternalProgram program = new ExternalProgram(command, questions)) {
            ExactAnswers reference = ExactAnswers.of(spec);
            Arrays.parallelSetAll(exact, i -> reference.of(vectors.get(i))); // while the program works
            return compare(questions, exact, program.answers(silence), command.getFirst());
        }
    }

    private Outcome compare(
            List<String> questions, double[] exact, List<ExternalProgram.Answer> answers, String program) {
        int disagreements = 0;
        Disagreement first = null;
        Disagreement worst = null;
        for (int i = 0; i < exact.length; i++) {
            ExternalProgram.Answer answer = answers.get(i);
            double got = parse(answer, program);
            if (spec.agree(exact[i], got)) {
                continue;
            }
            disagreements++;
            double distance = spec.distance(exact[i], got);
            if (worst == null || distance > worst.distance()) {
                worst = new Disagreement(i + 1, questions.get(i), print(exact[i]), answer.text(), distance);
                first = first == null ? worst : first;
            }
        }
        return new Outcome(exact.length, disagreements, first, worst);
    }

    private double parse(ExternalProgram.Answer answer, String program) {
        try {
            return out.parse(answer.text(), spec.format(), spec.scale());
        } catch (IllegalArgumentException e) {
            throw new LineException("output of '" + program + "'", answer.line(), e.getMessage());
        }
    }

    private String print(double value) {
        if (Double.isNaN(value) && !spec.format().hasNan() && out == Notation.CODE) {
            return "nan";
        }
        StringBuilder b = new StringBuilder();
        out.print(value, spec.format(), spec.scale(), spec.wide(), b);
        return b.toString();
    }
}
