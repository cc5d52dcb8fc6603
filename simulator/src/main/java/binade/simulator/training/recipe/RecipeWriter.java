package binade.simulator.training.recipe;

import binade.simulator.training.recipe.Recipe.LayerOverride;
import binade.simulator.training.recipe.Recipe.ProductNames;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes a recipe as the JSON record that {@link RecipeReader} reads back as the same recipe, every value stated. */
final class RecipeWriter {
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private RecipeWriter() {}

    static String write(Recipe r) {
        ObjectNode o = MAPPER.createObjectNode();
        o.put("version", Recipe.VERSION);
        o.put("id", r.id());
        o.put("title", r.title());
        if (!r.source().isEmpty()) {
            o.put("source", r.source());
        }
        o.put("points", r.points());
        for (Role role : Role.values()) {
            put(o, role, r.rule(role));
        }
        if (!r.overrides().isEmpty()) {
            var list = o.putArray("overrides");
            for (LayerOverride override : r.overrides()) {
                ObjectNode item = list.addObject().put("where", override.where());
                for (Map.Entry<Role, TensorRule> e : override.rules().entrySet()) {
                    put(item, e.getKey(), e.getValue());
                }
            }
        }
        ProductNames p = r.products();
        o.putObject("products").put("forward", p.forward()).put("input_gradient", p.inputGradient())
                .put("weight_gradient", p.weightGradient());
        LossScaling s = r.lossScaling();
        if (!s.isNone()) {
            o.putObject("loss_scaling").put("kind", s.dynamic() ? "dynamic" : "static").put("initial", s.initial())
                    .put("growth", s.growth()).put("backoff", s.backoff()).put("interval", s.interval());
        }
        GradientCompression c = r.compression();
        ObjectNode compression = o.putObject("compression").put("method", c.method().id());
        if (Double.isFinite(c.clip())) {
            compression.put("clip", c.clip());
        }
        o.put("decay", r.decayOfQuantized() ? "quantized" : "master");
        o.put("signs", r.glorotSigns() ? "glorot" : "unit");
        if (Float.isFinite(r.masterLimit())) {
            o.put("master_limit", r.masterLimit());
        }
        if (Float.isFinite(r.gradientNorm())) {
            o.put("gradient_norm", r.gradientNorm());
        }
        o.put("straight_through", r.clipped() ? "clipped" : "identity");
        o.put("calibration", r.calibration());
        return MAPPER.writeValueAsString(o) + "\n";
    }

    private static void put(ObjectNode o, Role role, TensorRule rule) {
        if (rule == null) {
            o.put(role.field(), "fp32");
            return;
        }
        ObjectNode node = o.putObject(role.field());
        node.put("method", rule.method().id());
        if (rule.format() != null) {
            node.put("format", rule.format().id());
        }
        node.put("rounding", rule.rounding().id()).put("scale", rule.scale().id());
        if (rule.scale() == ScaleRule.FIXED) {
            node.put("exponent", rule.exponent());
        }
        node.put("room", rule.room());
        node.put("granularity", rule.perChannel() ? "channel" : "tensor").put("random_bits", rule.randomBits());
        node.put("history", rule.history()).put("terms", rule.twoTerm() ? "two" : "one");
        if (rule.clipDecay() > 0) {
            node.put("clip_decay", rule.clipDecay());
        }
    }
}
