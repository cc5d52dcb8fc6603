package binade.simulator.training.recipe;

import binade.simulator.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The shipped recipes, read from {@code recipes.json}, and those of users. */
public final class Recipes {
    private static final String RESOURCE = "/binade/simulator/training/recipes.json";

    private Recipes() {}

    private static final class Holder {
        static final List<Recipe> SHIPPED = load();
    }

    private static List<Recipe> load() {
        try (InputStream in = Recipes.class.getResourceAsStream(RESOURCE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Recipe> recipes = new ArrayList<>();
            for (JsonFields f : JsonFields.parse("recipes.json", text).objects("recipes", "recipe")) {
                recipes.add(RecipeReader.read(f));
            }
            return List.copyOf(recipes);
        } catch (IOException e) {
            throw new UncheckedIOException("embedded resource " + RESOURCE + " cannot be read", e);
        }
    }

    /** All shipped recipes, in the order of the file. */
    public static List<Recipe> all() {
        return Holder.SHIPPED;
    }

    /**
     * The shipped recipe of an id, or the one in a file: a name with a slash or ending in {@code .json}.
     *
     * @throws IllegalArgumentException for an unknown id, naming those there are, or a record that cannot be used
     * @throws UncheckedIOException if the file cannot be read
     */
    public static Recipe parse(String idOrFile) {
        if (idOrFile.contains("/") || idOrFile.endsWith(".json")) {
            try {
                return read(idOrFile, Files.readString(Path.of(idOrFile)));
            } catch (IOException e) {
                throw new UncheckedIOException("recipe file " + idOrFile + " cannot be read", e);
            }
        }
        return all().stream().filter(r -> r.id().equals(idOrFile)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "unknown recipe '" + idOrFile + "'; allowed: a file ending in .json, or "
                        + all().stream().map(Recipe::id).collect(Collectors.joining(" "))));
    }

    /**
     * Reads one record.
     *
     * @param source name of the text, for messages
     * @throws IllegalArgumentException naming the field
     */
    public static Recipe read(String source, String json) {
        return RecipeReader.read(JsonFields.parse(source, json));
    }

    /** The record that {@link #read} reads back as an equal recipe, every value stated. */
    public static String write(Recipe recipe) {
        return RecipeWriter.write(recipe);
    }
}
