package binade.simulator.methods;

import binade.simulator.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The catalogue of methods, read from {@code methods.json}. */
public final class Methods {
    private static final String RESOURCE = "/binade/simulator/methods/methods.json";

    private Methods() {}

    private static final class Holder {
        static final List<MethodEntry> ALL = load();
    }

    private static List<MethodEntry> load() {
        try (InputStream in = Methods.class.getResourceAsStream(RESOURCE)) {
            return read("methods.json", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("embedded resource " + RESOURCE + " cannot be read", e);
        }
    }

    /** All methods, by kind, in the order of the file within a kind. */
    public static List<MethodEntry> all() {
        return Holder.ALL;
    }

    /** The methods of a kind. */
    public static List<MethodEntry> of(MethodKind kind) {
        return all().stream().filter(m -> m.kind() == kind).toList();
    }

    /** @throws IllegalArgumentException naming the methods there are */
    public static MethodEntry parse(String id) {
        return all().stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "unknown method '" + id + "'; allowed: "
                        + all().stream().map(MethodEntry::id).collect(Collectors.joining(" "))));
    }

    /**
     * Reads a catalogue.
     *
     * @param source name of the text, for messages
     * @throws IllegalArgumentException naming the method and the field
     */
    static List<MethodEntry> read(String source, String json) {
        List<MethodEntry> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonFields f : JsonFields.parse(source, json).objects("methods", "method")) {
            MethodEntry entry = entry(f);
            if (!ids.add(entry.id())) {
                throw f.wrong("id", "'" + entry.id() + "' stands there twice");
            }
            entries.add(entry);
        }
        return Arrays.stream(MethodKind.values())
                .flatMap(kind -> entries.stream().filter(e -> e.kind() == kind))
                .toList();
    }

    private static MethodEntry entry(JsonFields f) {
        String id = f.string("id", "a name");
        List<String> recipes = f.has("recipes") ? f.strings("recipes", "ids of recipes") : List.of();
        MethodEntry entry = new MethodEntry(
                id, f.string("title", "a few words"), f.choice("kind", JsonFields.byId(MethodKind.values(), MethodKind::id), null),
                f.string("source", "a paper", ""), f.string("class", "the name of a class"), recipes,
                f.string("command", "a verb and its options", recipes.isEmpty() ? null : "train --recipe " + recipes.getFirst()),
                f.has("code") || recipes.isEmpty() ? f.strings("code", "lines of Java") : training(recipes.getFirst()));
        f.noMore();
        if (entry.command() == null) {
            throw f.wrong("command", "is missing; only a method with recipes may leave it out");
        }
        return entry;
    }

    /** How any recipe is carried out from the library. */
    private static List<String> training(String recipe) {
        return List.of(
                "Workload workload = Workloads.parse(\"digits-mlp\");",
                "TrainingPlan plan = new TrainingPlan(workload, Recipes.parse(\"" + recipe + "\"), 0, 1, 0.02, Schedule.COSINE);",
                "TrainingResult result = new TrainingRun(",
                "        plan, TrainingData.of(workload), 1, TrainingRun.Keeping.NOTHING, Workers.ONE).run(step -> {});",
                "double accuracy = result.test().accuracy();");
    }
}
