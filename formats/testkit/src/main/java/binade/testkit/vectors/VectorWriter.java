package binade.testkit.vectors;

import binade.formats.Rounding.Operand;
import java.io.IOException;
import java.util.List;

/**
 * Golden vectors as text. Input and expected file go together line by line, header included, so that this holds:
 *
 * <pre>
 *   binade round --format e4m3fn … input.txt | diff - expected.txt
 * </pre>
 *
 * <p>Numbers are binary32 patterns of 8 hex digits (binary64 and 16 for formats that need it), R is hex, previous values
 * are patterns. The CSV has input, second operand where there is one, expected result and its code.
 */
public final class VectorWriter {
    private static final String VERSION = "binade-testkit 0.1.0";

    private final RoundingSpec spec;
    private final ExactAnswers answers;
    private final List<TestVector> vectors;
    private final int level;
    private final long seed;

    /** @param count how many, or 0: as the level has it */
    public VectorWriter(RoundingSpec spec, int level, long seed, int count) {
        this.spec = spec;
        this.level = level;
        this.seed = seed;
        answers = ExactAnswers.of(spec);
        vectors = new VectorGenerator(spec).generate(level, seed, count);
    }

    /** The vectors, in the order of the files. */
    public List<TestVector> vectors() {
        return List.copyOf(vectors);
    }

    /** The command that turns the input file into the expected file. */
    public String command() {
        return "binade round --format " + spec.format().id() + " --rounding " + spec.rounding().id() + " --overflow "
                + spec.overflow().id() + (spec.format().scalable() ? " --scale " + spec.scale() : "")
                + (spec.rounding().operand() == Operand.RANDOM ? " --random-bits " + spec.randomBits() : "");
    }

    private void header(Appendable out) throws IOException {
        out.append("# format ").append(spec.format().id());
        if (spec.format().scalable()) {
            out.append(" scale ").append(Integer.toString(spec.scale()));
        }
        out.append("\n# rounding ").append(spec.rounding().id());
        if (spec.rounding().operand() == Operand.RANDOM) {
            out.append(" random-bits ").append(Integer.toString(spec.randomBits()));
        }
        out.append("\n# overflow ").append(spec.overflow().id())
                .append("\n# version ").append(VERSION)
                .append("\n# level ").append(Integer.toString(level))
                .append(" count ").append(Integer.toString(vectors.size()))
                .append(" seed ").append(Long.toString(seed))
                .append("\n# command ").append(command()).append('\n');
    }

    /** What {@code binade round} reads. */
    public void writeInput(Appendable out) throws IOException {
        header(out);
        for (TestVector v : vectors) {
            out.append(pattern(v.x()));
            appendSecond(v, " ", out);
            out.append('\n');
        }
    }

    /** What {@code binade round} prints. */
    public void writeExpected(Appendable out) throws IOException {
        header(out);
        for (TestVector v : vectors) {
            out.append(pattern(answers.of(v))).append('\n');
        }
    }

    /** Both in one table. */
    public void writeCsv(Appendable out) throws IOException {
        header(out);
        out.append(switch (spec.rounding().operand()) {
            case NONE -> "input,expected,code\n";
            case RANDOM -> "input,random,expected,code\n";
            case PREVIOUS -> "input,previous,expected,code\n";
        });
        for (TestVector v : vectors) {
            double y = answers.of(v);
            out.append(pattern(v.x()));
            appendSecond(v, ",", out);
            out.append(',').append(pattern(y)).append(',');
            int digits = (spec.format().width() + 3) / 4;
            out.append(padded(Long.toHexString(spec.encode(y)), digits)).append('\n');
        }
    }

    private void appendSecond(TestVector v, String separator, Appendable out) throws IOException {
        switch (spec.rounding().operand()) {
            case NONE -> { }
            case RANDOM -> out.append(separator).append(Long.toHexString(v.random()));
            case PREVIOUS -> out.append(separator).append(pattern(v.previous()));
        }
    }

    private String pattern(double v) {
        return spec.wide()
                ? padded(Long.toHexString(Double.doubleToLongBits(v)), 16)
                : padded(Integer.toHexString(Float.floatToIntBits((float) v)), 8);
    }

    private static String padded(String hex, int digits) {
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }
}
