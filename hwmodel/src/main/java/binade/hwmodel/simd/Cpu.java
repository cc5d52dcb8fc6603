package binade.hwmodel.simd;

import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A core of a microarchitecture: {@code cpus/cpus.csv}, a row per field with its source.
 *
 * @param id what the command line takes
 * @param title with the part that clock and power are of
 * @param tables instruction tables, the first that has an instruction counts
 * @param isa instruction sets that decide which paths there are
 * @param renameWidth micro-operations per cycle
 * @param loadsPerCycle loads of at most {@code loadBits}
 * @param l2BytesPerCycle from the second- to the first-level cache
 * @param clockGhz GHz
 * @param coreBandwidth memory bytes per second that one core reaches
 * @param corePowerW the package's power divided by its cores
 * @param sources where each field is from: source and evidence
 */
public record Cpu(
        String id, String title, String vendor, List<String> tables, Set<String> isa, double renameWidth, double loadsPerCycle,
        double loadBits, double l1Kib, double l2Kib, double l2BytesPerCycle, double clockGhz, double coreBandwidth,
        double corePowerW, double nodeNm, String memory, Map<String, String> sources) {
    private static final Map<String, Instruction> ROWS = rows();

    private static Map<String, Instruction> rows() {
        Map<String, Instruction> rows = new HashMap<>();
        for (String file : List.of("cpus/simd_instructions.csv", "cpus/simd_instructions_own.csv")) {
            for (NamedCsvRecord r : Tables.read(file)) {
                rows.put(key(r.getField("cpu_model"), r.getField("instruction"), r.getField("form")), Instruction.of(r));
            }
        }
        return Map.copyOf(rows);
    }

    private static String key(String table, String name, String form) {
        return table + " " + name + " " + form;
    }

    /** The same core with the figures of other instruction tables. */
    public Cpu withTables(String... names) {
        return new Cpu(
                id, title, vendor, List.of(names), isa, renameWidth, loadsPerCycle, loadBits, l1Kib, l2Kib, l2BytesPerCycle,
                clockGhz, coreBandwidth, corePowerW, nodeNm, memory, sources);
    }

    /**
     * An instruction of the first table that has it.
     *
     * @throws IllegalArgumentException if none has
     */
    public Instruction instruction(String name, String form) {
        return find(name, form).orElseThrow(() -> new IllegalArgumentException(
                "no " + name + " with " + form + " registers in the tables " + String.join(", ", tables) + " of " + id));
    }

    private Optional<Instruction> find(String name, String form) {
        return tables.stream()
                .map(table -> ROWS.get(key(table, name, form)))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Registers of a form: 16 of AVX2, 32 of AVX-512, 8 tiles. */
    public static int registers(String form) {
        return switch (form) {
            case "ymm" -> 16;
            case "zmm" -> 32;
            case "tmm" -> 8;
            default -> throw new IllegalArgumentException("registers '" + form + "'; allowed: ymm, zmm, tmm");
        };
    }

    /** Whether the core has the instruction sets of a path and the tables its instructions. */
    public boolean runs(SimdPath path) {
        return isa.containsAll(path.isa())
                && Stream.concat(path.decode().keySet().stream(), path.compute().keySet().stream())
                        .allMatch(name -> find(name, path.form()).isPresent());
    }
}
