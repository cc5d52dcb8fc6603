package binade.experiments.stream;

import binade.formats.GridFormat;
import binade.formats.Lists;
import binade.simulator.json.JsonFields;
import binade.simulator.training.ReplayedStep;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/**
 * Weight updates replayed, one JSON object per line: {@code weight_list}, {@code grad_list} (significant bits per binade),
 * {@code hysteresis}, {@code lr}, {@code momentum}, {@code weight_decay}, {@code init}, {@code weight_init}, {@code
 * weight_scale_init} and {@code steps} of {@code grad}, {@code rand_grad}, {@code rand_momentum}, {@code rand_master}.
 * Numbers are binary32 words in hex. Without {@code weight_init} the weights are {@code init} to nearest with its exact
 * scale; without {@code weight_scale_init} the scale is the exponent of the largest weight; the first step needs no {@code
 * rand_momentum}. Other fields are ignored. Empty lines and lines that begin with {@code #} are copied.
 */
public final class StepStream {
    private static final String WORDS = "a list of binary32 words of 8 hex digits";
    private static final String WORD = "a binary32 word of 8 hex digits";

    private StepStream() {}

    /**
     * Replays line by line.
     *
     * @param source name of the input, for messages
     * @throws LineException at the first line that cannot be used; everything before it has been written
     */
    public static void run(BufferedReader input, String source, Appendable output) throws IOException {
        Lines.copy(input, source, output, StepStream::replay);
    }

    private static void replay(String line, StringBuilder out) {
        JsonFields f = JsonFields.parse("object", line);
        ReplayedStep.Settings settings = new ReplayedStep.Settings(
                list(f, "weight_list"), list(f, "grad_list"), f.flag("hysteresis"), word(f, "lr"), word(f, "momentum"),
                word(f, "weight_decay"));
        float[] init = words(f, "init", -1);
        float[] weight = f.has("weight_init") ? words(f, "weight_init", init.length) : null;
        Integer scale = f.has("weight_scale_init")
                ? f.integer("weight_scale_init", settings.weight().minScale(), settings.weight().maxScale())
                : null;
        ReplayedStep replayed = new ReplayedStep(settings, init, weight, scale);
        out.append("{\"steps\":[");
        String separator = "";
        for (JsonFields step : f.objects("steps", "step")) {
            out.append(separator);
            boolean first = separator.isEmpty();
            float[] gradient = words(step, "grad", init.length);
            try {
                print(replayed.step(gradient, random(step, init.length, first)), out);
            } catch (ArithmeticException e) { // infinities that met
                throw step.wrong("grad", e.getMessage());
            }
            separator = ",";
        }
        out.append("]}");
    }

    private static GridFormat list(JsonFields f, String field) {
        int[] m = f.integers(field, 0, 24).stream().mapToInt(Integer::intValue).toArray();
        try {
            return Lists.format(field, m);
        } catch (IllegalArgumentException e) {
            throw f.wrong(field, e.getMessage());
        }
    }

    private static float word(JsonFields f, String field) {
        return word(f, field, f.string(field, WORD));
    }

    private static float word(JsonFields f, String field, String text) {
        double v;
        try {
            v = Notation.parseHex(text);
        } catch (NumberFormatException e) {
            throw f.wrong(field, "'" + text + "' is not " + WORD);
        }
        if (v != (float) v) {
            throw f.wrong(field, "'" + text + "' is " + (Double.isNaN(v) ? "NaN" : "no binary32 number"));
        }
        return (float) v;
    }

    /** @param size values wanted, or -1: at least one */
    private static float[] words(JsonFields f, String field, int size) {
        List<String> texts = f.strings(field, WORDS);
        if (size >= 0 ? texts.size() != size : texts.isEmpty()) {
            throw f.wrong(field, "has " + texts.size() + " values; needed: " + (size < 0 ? "at least 1" : size + ", as init"));
        }
        float[] x = new float[texts.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = word(f, field, texts.get(i));
        }
        return x;
    }

    private static float[][] random(JsonFields step, int size, boolean first) {
        float[] momentum = first ? new float[size] : uniform(step, "rand_momentum", size);
        return new float[][] {uniform(step, "rand_grad", size), momentum, uniform(step, "rand_master", size)};
    }

    private static float[] uniform(JsonFields step, String field, int size) {
        float[] r = words(step, field, size);
        for (float v : r) {
            if (!(v >= 0 && v < 1)) {
                throw step.wrong(field, v + " is not in [0, 1)");
            }
        }
        return r;
    }

    private static void print(ReplayedStep.State s, StringBuilder out) {
        out.append("{\"grad_scale\":").append(s.gradientScale());
        print("grad_q", s.gradient(), out);
        print("d", s.d(), out);
        print("momentum", s.momentum(), out);
        print("master", s.master(), out);
        out.append(",\"weight_scale\":").append(s.weightScale());
        print("weight", s.weight(), out);
        out.append('}');
    }

    private static void print(String field, float[] x, StringBuilder out) {
        out.append(",\"").append(field).append("\":[");
        for (int i = 0; i < x.length; i++) {
            out.append(i == 0 ? "\"" : ",\"");
            Notation.HEX.print(x[i], null, 0, false, out);
            out.append('"');
        }
        out.append(']');
    }
}
