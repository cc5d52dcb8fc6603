package binade.experiments.reproduce;

import binade.simulator.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The papers that come with the program, or those of a folder. */
public final class Papers {
    private static final String RESOURCES = "/papers/";
    /** What a recipe may run: nothing that starts other programs, or reproductions. */
    private static final Set<String> VERBS = new TreeSet<>(List.of(
            "assign", "calc", "compress", "convert", "correlate", "cost", "formats", "gemm", "methods", "mma", "quantize", "rank",
            "round", "search", "sensitivity", "step", "train", "verify"));
    /** Options that write files. */
    private static final Set<String> WRITING = Set.of("-o", "--plot", "--save");

    private final Path folder;

    private Papers(Path folder) {
        this.folder = folder;
    }

    /** Those of the {@code papers} folder of the repository, as they were when the program was built. */
    public static Papers shipped() {
        return new Papers(null);
    }

    /** Those of another folder: a file {@code papers.txt} with a key per line and a folder for each. */
    public static Papers in(Path folder) {
        return new Papers(folder);
    }

    /**
     * All keys, in the order of {@code papers.txt}.
     *
     * @throws IllegalArgumentException if there is none, or one is no name of a folder
     */
    public List<String> keys() {
        List<String> keys = read("papers.txt").lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
        for (String key : keys) {
            if (!key.matches("[A-Za-z0-9][A-Za-z0-9_-]*")) {
                throw new IllegalArgumentException("papers.txt: '" + key + "' is not made of letters, digits, - and _");
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("papers.txt: no papers");
        }
        return keys;
    }

    /** A paper in a line. */
    public record Summary(String title, String venue, int measurements, int claims) {}

    /** @throws IllegalArgumentException as {@link #paper} */
    public Summary summary(String key) {
        Paper p = paper(key);
        return new Summary(p.title(), p.venue(), p.measurements().size(), p.claims().size());
    }

    /** @throws IllegalArgumentException if there is no such paper, or its files cannot be used; the message names file and line */
    Paper paper(String key) {
        List<String> keys = keys();
        if (!keys.contains(key)) {
            throw new IllegalArgumentException("unknown paper '" + key + "'; allowed: " + String.join(" ", keys));
        }
        String recipe = key + "/recipe.json";
        JsonFields fields = JsonFields.parse(recipe, read(recipe));
        String title = fields.string("title", "the title");
        String authors = fields.string("authors", "names");
        String venue = fields.string("venue", "where and when it appeared");
        List<Measurement> measurements = new ArrayList<>();
        for (JsonFields m : fields.objects("measurements", "measurement")) {
            measurements.add(measurement(m));
        }
        fields.noMore();
        Set<String> ids = new LinkedHashSet<>();
        for (Measurement m : measurements) {
            if (!ids.add(m.id())) {
                throw fields.wrong("measurements", "two have the id " + m.id());
            }
        }
        String claims = key + "/claims.csv";
        return new Paper(key, title, authors, venue, measurements, new ClaimsFile(key, claims, ids).read(read(claims)));
    }

    private static Measurement measurement(JsonFields m) {
        String id = m.string("id", "a name");
        if (!id.matches("[a-z][a-z0-9_]*")) {
            throw m.wrong("id", "'" + id + "' is not made of small letters, digits and _");
        }
        String full = m.string("command", "a verb of binade and its options");
        String quick = m.string("quick", "a verb of binade and its options", full);
        checkCommand(m, "command", full);
        checkCommand(m, "quick", quick);
        List<String> pictures = m.has("pictures") ? m.strings("pictures", "names of PNG files") : List.of();
        Map<String, String> lines = m.texts("lines");
        m.noMore();
        return new Measurement(id, full, quick, pictures, lines);
    }

    private static void checkCommand(JsonFields m, String field, String command) {
        List<String> words = List.of(command.strip().split("\\s+"));
        if (!VERBS.contains(words.getFirst())) {
            throw m.wrong(field, "'" + words.getFirst() + "' cannot be measured; allowed: " + String.join(" ", VERBS));
        }
        for (int i = 0; i + 1 < words.size(); i++) {
            if (WRITING.contains(words.get(i)) && !words.get(i + 1).matches("\\{dir}(/[\\w-][\\w.-]*)*")) {
                throw m.wrong(field, words.get(i) + " " + words.get(i + 1) + "; files go to " + Measurement.FOLDER);
            }
        }
    }

    private String read(String file) {
        try {
            if (folder != null) {
                return Files.readString(folder.resolve(file));
            }
            try (InputStream in = Papers.class.getResourceAsStream(RESOURCES + file)) {
                if (in == null) {
                    throw new NoSuchFileException("papers/" + file);
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
