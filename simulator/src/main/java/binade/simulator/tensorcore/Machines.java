package binade.simulator.tensorcore;

import binade.simulator.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The catalogue of machines: {@code machines.json} in the resources of this package, one entry per device. A user's own unit
 * is a file of the same form.
 */
public final class Machines {
    private static final String RESOURCE = "machines.json";
    /** What a file's name follows. */
    static final String OWN = "unit:";

    private Machines() {}

    private static final class Holder {
        static final Map<String, Machine> CATALOGUE = read();

        private static Map<String, Machine> read() {
            try (InputStream in = Machines.class.getResourceAsStream(RESOURCE)) {
                return UnitReader.catalogue(
                        JsonFields.parse(RESOURCE, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + RESOURCE, e);
            }
        }
    }

    /** All machines in the order of the file. */
    public static List<Machine> all() {
        return List.copyOf(Holder.CATALOGUE.values());
    }

    /**
     * A machine of the catalogue, or {@code unit:FILE.json}: one unit of the user's own.
     *
     * @throws IllegalArgumentException for an unknown id (the message lists the known ones) or a file that describes no unit (it
     *     names field, reason and what is allowed)
     * @throws UncheckedIOException if the file cannot be read
     */
    public static Machine parse(String id) {
        if (id.startsWith(OWN)) {
            return own(Path.of(id.substring(OWN.length())));
        }
        Machine machine = Holder.CATALOGUE.get(id);
        if (machine == null) {
            throw new IllegalArgumentException("unknown device '" + id + "'; allowed: "
                    + String.join(" ", Holder.CATALOGUE.keySet()) + " unit:FILE.json");
        }
        return machine;
    }

    private static Machine own(Path file) {
        try {
            return own(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A machine of one unit entry in JSON; id, name, path and NaN may be left out. */
    static Machine own(String source, String json) {
        JsonFields f = JsonFields.parse(source, json);
        String id = f.string("id", "a name", "unit");
        String name = f.string("name", "a text", source);
        NanWord nan = f.choice("nan", JsonFields.byId(NanWord.values(), NanWord::id), NanWord.ALL_ONES);
        return new Machine(id, name, UnitReader.read(f, id, nan, "own"));
    }

    /**
     * What to look for among the units of a machine; null for whatever there is.
     *
     * @param path path
     * @param a format of a
     * @param b format of b
     * @param accumulator format of c and d
     * @param kind kind of instruction
     */
    public record Query(
            String path, OperandFormat a, OperandFormat b, AccumulatorFormat accumulator, Scaling.Kind kind) {
        private boolean matches(MatrixUnit u) {
            return (path == null || path.equals(u.path()))
                    && (a == null || a == u.a())
                    && (b == null || b == u.b())
                    && (accumulator == null || accumulator == u.accumulator())
                    && (kind == null || kind == u.scaling().kind());
        }
    }

    /**
     * The unit that computes the combination; of several paths the machine's usual one.
     *
     * @throws IllegalArgumentException if there is none, or if more than the path is left open; the message lists what there is
     */
    public static MatrixUnit select(Machine machine, Query query) {
        List<MatrixUnit> found = machine.units().stream().filter(query::matches).toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(machine.id() + " has no " + describe(query) + "; it has: " + combinations(machine.units()));
        }
        MatrixUnit first = found.getFirst();
        boolean open = found.stream().anyMatch(u -> u.a() != first.a() || u.b() != first.b()
                || u.accumulator() != first.accumulator() || u.scaling().kind() != first.scaling().kind());
        if (open) {
            throw new IllegalArgumentException(machine.id() + " has several units for " + describe(query)
                    + "; choose among: " + combinations(found));
        }
        return first;
    }

    private static String describe(Query q) {
        return (q.path() == null ? "" : q.path() + " ")
                + (q.kind() == null ? "" : q.kind().id() + " ")
                + (q.a() == null ? "any" : q.a().id()) + " x " + (q.b() == null ? "any" : q.b().id())
                + " -> " + (q.accumulator() == null ? "any" : q.accumulator().id());
    }

    /** Units that differ in the operands only are named together. */
    private static String combinations(List<MatrixUnit> units) {
        Map<String, List<String>> groups = units.stream().collect(Collectors.groupingBy(
                u -> u.path() + (u.scaling().isPresent() ? " " + u.scaling().kind().id() : "") + " -> " + u.accumulator().id(),
                java.util.LinkedHashMap::new,
                Collectors.mapping(
                        u -> u.a() == u.b() ? u.a().id() : u.a().id() + "," + u.b().id(), Collectors.toList())));
        return groups.entrySet().stream()
                .map(e -> e.getKey().replace(" -> ", " " + String.join(" ", e.getValue()) + " -> "))
                .collect(Collectors.joining("; "));
    }

    /**
     * A unit with fields of its arithmetic set, for the open questions: {@code floor} to {@code none}, {@code zeroTerms} to
     * {@code minimum-exponent}, {@code type} to {@code pairwise}.
     *
     * @throws IllegalArgumentException naming the field, the reason and what is allowed
     */
    public static MatrixUnit with(MatrixUnit unit, Map<String, String> settings) {
        return settings.isEmpty() ? unit : unit.with(ArithmeticJson.with(unit.arithmetic(), settings, unit.accumulator()));
    }
}
