package binade.simulator.quantize;

import binade.simulator.json.JsonFields;
import binade.simulator.quantize.QuantizationRecipe.Mode;
import binade.simulator.quantize.QuantizationRecipe.WeightRounding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The shipped quantization recipes, read from {@code recipes.json}, and those of users. */
public final class QuantizationRecipes {
    private static final String RESOURCE = "/binade/simulator/quantize/recipes.json";
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final Map<String, Boolean> SYMMETRY = symmetry();

    private QuantizationRecipes() {}

    private static Map<String, Boolean> symmetry() {
        Map<String, Boolean> map = new LinkedHashMap<>();
        map.put("symmetric", true);
        map.put("affine", false);
        return map;
    }

    private static final class Holder {
        static final List<QuantizationRecipe> SHIPPED = load();
    }

    private static List<QuantizationRecipe> load() {
        try (InputStream in = QuantizationRecipes.class.getResourceAsStream(RESOURCE)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<QuantizationRecipe> recipes = new ArrayList<>();
            for (JsonFields f : JsonFields.parse("recipes.json", text).objects("recipes", "recipe")) {
                recipes.add(read(f));
            }
            return List.copyOf(recipes);
        } catch (IOException e) {
            throw new UncheckedIOException("embedded resource " + RESOURCE + " cannot be read", e);
        }
    }

    /** All shipped recipes, in the order of the file. */
    public static List<QuantizationRecipe> all() {
        return Holder.SHIPPED;
    }

    /**
     * The shipped recipe of an id, or the one in a file: a name with a slash or ending in {@code .json}.
     *
     * @throws IllegalArgumentException for an unknown id, naming those there are, or a record that cannot be used
     * @throws UncheckedIOException if the file cannot be read
     */
    public static QuantizationRecipe parse(String idOrFile) {
        if (idOrFile.contains("/") || idOrFile.endsWith(".json")) {
            try {
                return read(idOrFile, Files.readString(Path.of(idOrFile)));
            } catch (IOException e) {
                throw new UncheckedIOException("recipe file " + idOrFile + " cannot be read", e);
            }
        }
        return all().stream().filter(r -> r.id().equals(idOrFile)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "unknown method '" + idOrFile + "'; allowed: a file ending in .json, or "
                        + all().stream().map(QuantizationRecipe::id).collect(Collectors.joining(" "))));
    }

    /**
     * Reads one record.
     *
     * @param source name of the text, for messages
     * @throws IllegalArgumentException naming the field
     */
    public static QuantizationRecipe read(String source, String json) {
        return read(JsonFields.parse(source, json));
    }

    private static QuantizationRecipe read(JsonFields f) {
        f.integer("version", QuantizationRecipe.VERSION, QuantizationRecipe.VERSION);
        String id = f.string("id", "a name");
        TensorScheme weights = scheme(f.object("weights"), true);
        Mode mode = Mode.NONE;
        TensorScheme activations = null;
        if (f.has("activations") && !f.isText("activations")) {
            JsonFields a = f.object("activations");
            mode = a.choice("mode", JsonFields.byId(
                    new Mode[] {Mode.DYNAMIC, Mode.STATIC, Mode.INTEGER}, Mode::id), null);
            activations = scheme(a, false);
        } else if (f.has("activations") && !f.string("activations", "none").equals("none")) {
            throw f.wrong("activations", "is neither an object nor none");
        }
        WeightRounding rounding = f.choice("rounding", JsonFields.byId(WeightRounding.values(), WeightRounding::id),
                WeightRounding.NEAREST);
        double smoothing = f.number("smoothing", 0, 1, QuantizationRecipe.UNSMOOTHED);
        try {
            QuantizationRecipe recipe = new QuantizationRecipe(
                    id, f.string("title", "a few words", id), f.string("source", "a text", ""), weights, mode, activations,
                    rounding, smoothing, f.flag("activation_aware"), f.flag("fold"), f.flag("equalize"),
                    f.flag("bias_correction"), f.has("exclude") ? f.strings("exclude", "names of operators") : List.of());
            f.noMore();
            return recipe;
        } catch (IllegalArgumentException e) {
            throw e.getMessage().contains(": ") ? e : new IllegalArgumentException("recipe " + id + ": " + e.getMessage(), e);
        }
    }

    private static TensorScheme scheme(JsonFields f, boolean weights) {
        try {
            TensorScheme scheme = TensorScheme.of(TensorScheme.parseFormat(f.string("format", "a format id")));
            scheme = scheme.withGranularity(
                    weights ? Granularity.parse(f.string("granularity", "tensor channel group:N", "channel")) : Granularity.TENSOR);
            scheme = scheme.withSymmetric(f.choice("range", SYMMETRY, weights || !scheme.isInteger()));
            scheme = scheme.withRule(RangeRule.parse(f.string("observer", RangeRule.ALLOWED, "min-max")));
            f.noMore();
            return scheme;
        } catch (IllegalArgumentException e) {
            throw e.getMessage().contains(weights ? ": weights" : ": activations")
                    ? e : f.wrong("format", e.getMessage());
        }
    }

    /** The record that {@link #read} reads back as an equal recipe, every value stated. */
    public static String write(QuantizationRecipe r) {
        ObjectNode o = MAPPER.createObjectNode();
        o.put("version", QuantizationRecipe.VERSION).put("id", r.id()).put("title", r.title());
        if (!r.source().isEmpty()) {
            o.put("source", r.source());
        }
        put(o.putObject("weights"), r.weights()).put("granularity", r.weights().granularity().id());
        if (r.mode() == Mode.NONE) {
            o.put("activations", "none");
        } else {
            put(o.putObject("activations").put("mode", r.mode().id()), r.activations());
        }
        o.put("rounding", r.rounding().id());
        if (r.smoothing() >= 0) {
            o.put("smoothing", r.smoothing());
        }
        o.put("activation_aware", r.aware()).put("fold", r.fold()).put("equalize", r.equalize());
        o.put("bias_correction", r.biasCorrection());
        if (!r.exclude().isEmpty()) {
            r.exclude().forEach(o.putArray("exclude")::add);
        }
        return MAPPER.writeValueAsString(o) + "\n";
    }

    private static ObjectNode put(ObjectNode o, TensorScheme s) {
        return o.put("format", s.format().id()).put("range", s.symmetric() ? "symmetric" : "affine")
                .put("observer", s.rule().id());
    }
}
