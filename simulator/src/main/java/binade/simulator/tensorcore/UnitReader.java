package binade.simulator.tensorcore;

import binade.simulator.json.JsonFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Units from JSON: one object holds the instructions that differ in path and operand formats only. */
final class UnitReader {
    private static final int LARGEST_K = 65_536;
    private static final Map<String, OperandFormat> OPERANDS =
            JsonFields.byId(OperandFormat.values(), OperandFormat::id);

    private UnitReader() {}

    /**
     * All combinations the object stands for.
     *
     * @param path where the object names none, or null if it must
     */
    static List<MatrixUnit> read(JsonFields f, String machine, NanWord nan, String path) {
        AccumulatorFormat accumulator = f.choice(
                "accumulator", JsonFields.byId(AccumulatorFormat.values(), AccumulatorFormat::id), null);
        Scaling scaling = scaling(f);
        int k = f.integer("k", 0, LARGEST_K);
        boolean sparse = f.flag("sparse");
        JsonFields arithmeticFields = f.object("arithmetic");
        UnitArithmetic arithmetic = ArithmeticJson.read(arithmeticFields, accumulator);
        Map<String, String> evidence = f.texts("evidence");
        String source = f.string("source", "a text", "");
        String paths = path == null
                ? f.string("path", "names of paths, separated by blanks")
                : f.string("path", "a name", path);
        boolean pair = f.has("a") || f.has("b");
        if (pair && f.has("in")) {
            throw f.wrong("in", "is given beside a and b; give in for operands of the same formats, or a and b");
        }
        List<MatrixUnit> units = new ArrayList<>();
        for (String p : paths.split(" +")) {
            for (OperandFormat a : operands(f, pair ? "a" : "in")) {
                for (OperandFormat b : operands(f, pair ? "b" : "in")) {
                    MatrixUnit unit = new MatrixUnit(
                            machine, p, a, b, accumulator, scaling, k, sparse, arithmetic, nan, evidence, source);
                    UnitChecks.check(f, unit);
                    units.add(unit);
                }
            }
        }
        f.noMore();
        return units;
    }

    private static List<OperandFormat> operands(JsonFields f, String field) {
        String allowed = String.join(" ", OPERANDS.keySet());
        List<OperandFormat> formats = new ArrayList<>();
        for (String id : f.string(field, allowed).split(" +")) {
            if (!OPERANDS.containsKey(id)) {
                throw f.wrong(field, "unknown format '" + id + "'; allowed: " + allowed);
            }
            formats.add(OPERANDS.get(id));
        }
        return formats;
    }

    private static Scaling scaling(JsonFields f) {
        Scaling.Kind kind =
                f.choice("kind", JsonFields.byId(Scaling.Kind.values(), Scaling.Kind::id), Scaling.Kind.PLAIN);
        if (kind == Scaling.Kind.PLAIN) {
            if (f.has("scale") || f.has("scaleBlocks")) {
                throw f.wrong(f.has("scale") ? "scale" : "scaleBlocks", "has no use with kind plain");
            }
            return Scaling.NONE;
        }
        return new Scaling(
                kind,
                f.choice("scale", JsonFields.byId(ScaleFormat.values(), ScaleFormat::id), null),
                f.integers("scaleBlocks", 1, LARGEST_K));
    }

    /** Reads the catalogue: machines in order, by id. */
    static Map<String, Machine> catalogue(JsonFields root) {
        Map<String, Machine> machines = new LinkedHashMap<>();
        root.texts("sources");
        for (JsonFields f : root.objects("machines", "machine")) {
            Machine machine = machine(f, machines);
            if (machines.put(machine.id(), machine) != null) {
                throw f.wrong("id", "'" + machine.id() + "' is there twice");
            }
        }
        root.noMore();
        return machines;
    }

    private static Machine machine(JsonFields f, Map<String, Machine> earlier) {
        String id = f.string("id", "a name");
        String name = f.string("name", "a text");
        List<MatrixUnit> units = new ArrayList<>();
        if (f.has("like")) {
            Machine model = f.choice("like", earlier, null);
            Map<String, String> evidence = f.texts("evidence");
            for (MatrixUnit u : model.units()) {
                units.add(new MatrixUnit(
                        id, u.path(), u.a(), u.b(), u.accumulator(), u.scaling(), u.k(), u.sparse(), u.arithmetic(), u.nan(),
                        evidence.isEmpty() ? u.evidence() : evidence, u.source()));
            }
        } else {
            NanWord nan = f.choice("nan", JsonFields.byId(NanWord.values(), NanWord::id), null);
            for (JsonFields unit : f.objects("units", "unit")) {
                units.addAll(read(unit, id, nan, null));
            }
        }
        f.noMore();
        return new Machine(id, name, units);
    }
}
