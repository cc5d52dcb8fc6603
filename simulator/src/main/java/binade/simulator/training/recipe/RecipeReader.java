package binade.simulator.training.recipe;

import binade.formats.Format;
import binade.formats.Formats;
import binade.formats.Rounding;
import binade.simulator.json.JsonFields;
import binade.simulator.tensorcore.ProductName;
import binade.simulator.training.recipe.Recipe.LayerOverride;
import binade.simulator.training.recipe.Recipe.ProductNames;
import binade.simulator.training.recipe.TensorRule.Method;
import binade.simulator.training.recipe.TensorRule.RuleException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads recipes; every complaint names the record, the field, what is wrong and what is allowed. */
final class RecipeReader {
    private static final String FULL = "fp32";
    private static final Map<String, Boolean> GRANULARITIES = ordered("tensor", false, "channel", true);
    private static final Map<String, Boolean> DECAYS = ordered("master", false, "quantized", true);
    private static final Map<String, Boolean> ESTIMATORS = ordered("identity", false, "clipped", true);
    private static final Map<String, Boolean> SIGNS = ordered("unit", false, "glorot", true);
    private static final Map<String, Boolean> TERMS = ordered("one", false, "two", true);

    private RecipeReader() {}

    private static Map<String, Boolean> ordered(String a, boolean av, String b, boolean bv) {
        Map<String, Boolean> map = new LinkedHashMap<>();
        map.put(a, av);
        map.put(b, bv);
        return map;
    }

    /** @throws IllegalArgumentException naming the field */
    static Recipe read(JsonFields f) {
        f.integer("version", Recipe.VERSION, Recipe.VERSION);
        String id = f.string("id", "a name");
        Map<Role, TensorRule> rules = new EnumMap<>(Role.class);
        rules(f, false).forEach((role, rule) -> {
            if (rule != null) {
                rules.put(role, rule);
            }
        });
        List<LayerOverride> overrides = new ArrayList<>();
        if (f.has("overrides")) {
            for (JsonFields o : f.objects("overrides", "override")) {
                overrides.add(new LayerOverride(o.string("where", "first last, or a name with * for any letters"), rules(o, true)));
                o.noMore();
            }
        }
        Recipe recipe = new Recipe(
                id, f.string("title", "a few words", id), f.string("source", "a text", ""),
                f.string("points", "workload or a placement", Recipe.WORKLOAD_POINTS), rules, overrides, products(f),
                lossScaling(f), compression(f), f.choice("decay", DECAYS, false), f.choice("signs", SIGNS, false),
                (float) f.number("master_limit", 0, Float.MAX_VALUE, Double.POSITIVE_INFINITY),
                (float) f.number("gradient_norm", 0, Float.MAX_VALUE, Double.POSITIVE_INFINITY),
                f.choice("straight_through", ESTIMATORS, false), f.integer("calibration", 0, 1_000_000, 0));
        f.noMore();
        return recipe;
    }

    /** @param override whether only weights, activations and errors may be named */
    private static Map<Role, TensorRule> rules(JsonFields f, boolean override) {
        Map<Role, TensorRule> rules = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            boolean allowed = !override || role.ordinal() <= Role.WEIGHT.ordinal();
            if (allowed && f.has(role.field())) {
                rules.put(role, f.isText(role.field()) ? full(f, role) : rule(f.object(role.field()), role));
            }
        }
        return rules;
    }

    private static TensorRule full(JsonFields f, Role role) {
        f.choice(role.field(), Map.of(FULL, FULL), null);
        return null;
    }

    private static TensorRule rule(JsonFields f, Role role) {
        Method method = f.choice("method", JsonFields.byId(Method.values(), Method::id), Method.ROUND);
        Format format = method.takesFormat() || f.has("format") ? format(f) : null;
        Rounding rounding = f.choice("rounding", JsonFields.byId(Rounding.values(), Rounding::id), Rounding.NEAREST_EVEN);
        ScaleRule scale = f.choice("scale", JsonFields.byId(ScaleRule.values(), ScaleRule::id),
                method != Method.ROUND || format == null ? ScaleRule.NONE : TensorRule.defaultScale(format));
        try {
            TensorRule rule = new TensorRule(
                    method, format, rounding, scale, f.integer("exponent", -1000, 1000, 0), f.integer("room", 0, 64, 0), f.choice("granularity", GRANULARITIES, false),
                    f.integer("random_bits", 1, 32, TensorRule.RANDOM_BITS), f.integer("history", 1, 1024, TensorRule.HISTORY),
                    f.choice("terms", TERMS, false), f.number("clip_decay", 0, Double.MAX_VALUE, 0));
            rule.checkRole(role);
            f.noMore();
            return rule;
        } catch (RuleException e) {
            throw f.wrong(e.field(), e.getMessage());
        }
    }

    private static Format format(JsonFields f) {
        String id = f.string("format", "a format id (binade formats lists all)");
        try {
            return Formats.any(id);
        } catch (IllegalArgumentException e) {
            throw f.wrong("format", e.getMessage());
        }
    }

    private static ProductNames products(JsonFields f) {
        if (!f.has("products")) {
            return ProductNames.ORDINARY;
        }
        JsonFields p = f.object("products");
        ProductNames names = new ProductNames(product(p, "forward"), product(p, "input_gradient"), product(p, "weight_gradient"));
        p.noMore();
        return names;
    }

    private static String product(JsonFields p, String field) {
        String name = p.string(field, "binary32 or " + ProductName.FORM, ProductNames.BINARY32);
        try {
            if (!name.equals(ProductNames.BINARY32)) {
                ProductName.parse(name).product();
            }
            return name;
        } catch (IllegalArgumentException e) {
            throw p.wrong(field, e.getMessage());
        }
    }

    private static GradientCompression compression(JsonFields f) {
        if (!f.has("compression")) {
            return GradientCompression.NONE;
        }
        JsonFields c = f.object("compression");
        GradientCompression.Method method = c.choice(
                "method", JsonFields.byId(GradientCompression.Method.values(), GradientCompression.Method::id), null);
        double clip = c.number("clip", 0, Float.MAX_VALUE, Double.POSITIVE_INFINITY);
        c.noMore();
        try {
            return new GradientCompression(method, clip);
        } catch (IllegalArgumentException e) {
            throw f.wrong("compression", e.getMessage());
        }
    }

    private static LossScaling lossScaling(JsonFields f) {
        if (!f.has("loss_scaling")) {
            return LossScaling.NONE;
        }
        JsonFields s = f.object("loss_scaling");
        boolean dynamic = s.choice("kind", ordered("static", false, "dynamic", true), null);
        try {
            LossScaling scaling = new LossScaling(
                    s.number("initial", 0x1p-100, 0x1p100, 65536), dynamic, s.number("growth", 1, 0x1p100, 2),
                    s.number("backoff", 0x1p-100, 1, 0.5), s.integer("interval", 1, Integer.MAX_VALUE, 2000));
            s.noMore();
            return scaling;
        } catch (IllegalArgumentException e) {
            throw e.getMessage().contains("loss_scaling") ? e : f.wrong("loss_scaling", e.getMessage());
        }
    }
}
