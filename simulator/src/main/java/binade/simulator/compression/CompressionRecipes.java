package binade.simulator.compression;

import binade.simulator.compression.CompressionRecipe.LayerRule;
import binade.simulator.compression.CompressionRecipe.PruningPlan;
import binade.simulator.compression.CompressionRecipe.PruningRule;
import binade.simulator.compression.CompressionRecipe.SharingPlan;
import binade.simulator.json.JsonFields;
import binade.simulator.json.ShippedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The shipped compression recipes, read from {@code recipes.json}, and those of users. */
public final class CompressionRecipes {
    private static final String AUTO = "best";
    private static final double MAX_RATE = 100;

    private static final ShippedRecords<CompressionRecipe> SHIPPED = new ShippedRecords<>(
            "/binade/simulator/compression/recipes.json", "recipes", "recipe", CompressionRecipe::id, CompressionRecipes::read);

    private CompressionRecipes() {}

    /** All shipped recipes, in the order of the file. */
    public static List<CompressionRecipe> all() {
        return SHIPPED.all();
    }

    /**
     * The shipped recipe of an id, or the one in a file: a name with a slash or ending in {@code .json}.
     *
     * @throws IllegalArgumentException for an unknown id, naming those there are, or a record that cannot be used
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public static CompressionRecipe parse(String idOrFile) {
        return SHIPPED.parse(idOrFile);
    }

    /**
     * Reads one record.
     *
     * @param source name of the text, for messages
     * @throws IllegalArgumentException naming the field
     */
    public static CompressionRecipe read(String source, String json) {
        return read(JsonFields.parse(source, json));
    }

    private static CompressionRecipe read(JsonFields f) {
        f.integer("version", CompressionRecipe.VERSION, CompressionRecipe.VERSION);
        String id = f.string("id", "a name");
        String title = f.string("title", "a few words", id);
        String source = f.string("source", "a text", "");
        PruningPlan pruning = f.has("pruning") ? pruning(f.object("pruning")) : new PruningPlan(PruningRule.MAGNITUDE, 0, 0, 0, 1);
        SharingPlan sharing =
                f.has("sharing") || pruning.rule() == PruningRule.MAGNITUDE ? sharing(f.object("sharing")) : null;
        int gapBits = f.isText("gap_bits") ? gapBits(f) : f.integer(
                "gap_bits", 0, CompressionRecipe.MAX_GAP_BITS, CompressionRecipe.BEST);
        List<LayerRule> layers = new ArrayList<>();
        for (JsonFields layer : f.has("layers") ? f.objects("layers", "layer") : List.<JsonFields>of()) {
            layers.add(layer(layer));
        }
        f.noMore();
        return new CompressionRecipe(id, title, source, pruning, sharing, gapBits, layers);
    }

    private static int gapBits(JsonFields f) {
        if (!f.string("gap_bits", AUTO).equals(AUTO)) {
            throw f.wrong("gap_bits", "is neither " + AUTO + " nor a number from 0 to " + CompressionRecipe.MAX_GAP_BITS);
        }
        return CompressionRecipe.BEST;
    }

    private static PruningPlan pruning(JsonFields f) {
        PruningRule rule = f.choice("rule", JsonFields.byId(PruningRule.values(), PruningRule::id), PruningRule.MAGNITUDE);
        boolean half = rule == PruningRule.TWO_OF_FOUR;
        double sparsity = half
                ? f.number("sparsity", CompressionRecipe.HALF, CompressionRecipe.HALF, CompressionRecipe.HALF)
                : f.number("sparsity", 0, Math.nextDown(1.0));
        PruningPlan plan = new PruningPlan(
                rule, sparsity, f.integer("epochs", 0, CompressionRecipe.MAX_EPOCHS),
                half ? f.number("ramp", 0, 0, 0) : f.number("ramp", 0, 1, 0.5), f.number("rate", Double.MIN_NORMAL, MAX_RATE));
        f.noMore();
        return plan;
    }

    private static SharingPlan sharing(JsonFields f) {
        SharingPlan plan = new SharingPlan(
                f.integer("bits", 1, CompressionRecipe.MAX_BITS),
                f.choice("start", JsonFields.byId(KMeans.Start.values(), CompressionRecipes::id), KMeans.Start.LINEAR),
                f.integer("epochs", 0, CompressionRecipe.MAX_EPOCHS), f.number("rate", Double.MIN_NORMAL, MAX_RATE));
        f.noMore();
        return plan;
    }

    private static LayerRule layer(JsonFields f) {
        String name = f.string("name", "the name of a weight tensor");
        Double sparsity = f.has("sparsity") ? f.number("sparsity", 0, Math.nextDown(1.0)) : null;
        Integer bits = f.has("bits") ? f.integer("bits", 1, CompressionRecipe.MAX_BITS) : null;
        f.noMore();
        return new LayerRule(name, sparsity, bits);
    }

    private static String id(KMeans.Start start) {
        return start.name().toLowerCase(Locale.ROOT);
    }

    /** The record that {@link #read} reads back as an equal recipe, every value stated. */
    public static String write(CompressionRecipe r) {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        ObjectNode o = mapper.createObjectNode();
        o.put("version", CompressionRecipe.VERSION).put("id", r.id()).put("title", r.title());
        if (!r.source().isEmpty()) {
            o.put("source", r.source());
        }
        o.putObject("pruning").put("rule", r.pruning().rule().id()).put("sparsity", r.pruning().sparsity()).put("epochs", r.pruning().epochs())
                .put("ramp", r.pruning().ramp()).put("rate", r.pruning().rate());
        if (r.sharing() != null) {
            o.putObject("sharing").put("bits", r.sharing().bits()).put("start", id(r.sharing().start()))
                    .put("epochs", r.sharing().epochs()).put("rate", r.sharing().rate());
        }
        if (r.gapBits() == CompressionRecipe.BEST) {
            o.put("gap_bits", AUTO);
        } else {
            o.put("gap_bits", r.gapBits());
        }
        if (!r.layers().isEmpty()) {
            ArrayNode layers = o.putArray("layers");
            for (LayerRule layer : r.layers()) {
                ObjectNode rule = layers.addObject().put("name", layer.name());
                if (layer.sparsity() != null) {
                    rule.put("sparsity", layer.sparsity());
                }
                if (layer.bits() != null) {
                    rule.put("bits", layer.bits());
                }
            }
        }
        return mapper.writeValueAsString(o) + "\n";
    }
}
