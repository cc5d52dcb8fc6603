package binade.hwmodel;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The cell areas of one standard-cell library; area = sum over cells of count x cell area.
 *
 * <p>Source: {@code cells/gate_costs.csv} in the resources of this package, with its README and citations.
 */
public final class CellLibrary {
    /** 45 nm, typical, 1.1 V: the library in which the model states areas and energies. */
    public static final CellLibrary NANGATE45 = read("nangate45");

    /** 130 nm, typical, 1.8 V. */
    public static final CellLibrary SKY130_HD = read("sky130_fd_sc_hd");

    /** 180 nm, 1.8 V. */
    public static final CellLibrary OSU018 = read("osu018");

    private static final String TABLE = "cells/gate_costs.csv";

    private final String id;
    private final Map<Cell, Double> areaUm2;

    private CellLibrary(String id, Map<Cell, Double> areaUm2) {
        this.id = id;
        this.areaUm2 = areaUm2;
    }

    /** The rows whose library column starts with the id. */
    private static CellLibrary read(String id) {
        Map<String, Double> byGate = new HashMap<>();
        try (InputStream in = CellLibrary.class.getResourceAsStream(TABLE);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(in)) {
            for (NamedCsvRecord row : rows) {
                if (row.getField("library").startsWith(id + " ")) {
                    byGate.put(row.getField("gate"), Double.valueOf(row.getField("area_um2")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + TABLE, e);
        }
        Map<Cell, Double> areas = new EnumMap<>(Cell.class);
        for (Cell cell : Cell.values()) {
            Double area = byGate.get(cell.gate());
            if (area == null || !(area > 0)) {
                throw new IllegalStateException(
                        TABLE + " has no area for cell " + cell.gate() + " of library '" + id + "'; add the row");
            }
            areas.put(cell, area);
        }
        return new CellLibrary(id, areas);
    }

    public String id() {
        return id;
    }

    /** Area of one cell, um2. */
    public double areaUm2(Cell cell) {
        return areaUm2.get(cell);
    }

    /** Area of all these cells, um2: cells only, without wires or placement. */
    public double areaUm2(CellCounts cells) {
        double sum = 0;
        for (Cell cell : Cell.values()) {
            sum += cells.count(cell) * areaUm2(cell);
        }
        return sum;
    }

    /** The same area as a number of two-input NAND gates: nearly independent of the technology. */
    public double nand2(CellCounts cells) {
        return areaUm2(cells) / areaUm2(Cell.NAND);
    }

    @Override
    public String toString() {
        return id;
    }
}
