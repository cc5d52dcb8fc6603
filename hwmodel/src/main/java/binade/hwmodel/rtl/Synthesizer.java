package binade.hwmodel.rtl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Yosys with the 180 nm library of Debian's package qflow-tech-osu018, where both are installed. Full and half adders are
 * instantiated as the library's cells, which yosys does not find by itself; abc gets a script without dch, which runs for
 * minutes on trees of XOR.
 */
public final class Synthesizer {
    private static final Path LIBERTY = Path.of("/usr/share/qflow/tech/osu018/osu018_stdcells.lib");
    private static final Pattern AREA = Pattern.compile("Chip area for module '\\\\mac': ([0-9.]+)");
    private static final Pattern CELLS = Pattern.compile("Number of cells: +(\\d+)");
    private static final String ADDERS = """
            module fa(input a, input b, input c, output s, output co);
              FAX1 cell_(.A(a), .B(b), .C(c), .YS(s), .YC(co));
            endmodule
            module ha(input a, input b, output s, output co);
              HAX1 cell_(.A(a), .B(b), .YS(s), .YC(co));
            endmodule
            """;

    private Synthesizer() {}

    /** A mapped netlist: area of its cells, um2 at 180 nm, and their number. */
    public record Netlist(double areaUm2, int cells) {}

    /** First line of {@code yosys -V}; empty if the program or the library is not there. */
    public static Optional<String> version() {
        return Files.isReadable(LIBERTY) ? Simulator.firstLine(List.of("yosys", "-V")) : Optional.empty();
    }

    /** Maps a module mac; works in the folder. */
    public static Netlist run(Path folder, String verilog) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("synth.v"), verilog + ADDERS);
        String script = "read_liberty -lib " + LIBERTY + "; read_verilog synth.v; hierarchy -top mac; "
                + "synth -flatten -top mac; opt -full; techmap; opt_clean; dfflibmap -liberty " + LIBERTY
                + "; abc -liberty " + LIBERTY
                + " -script +strash;ifraig;scorr;dc2;strash;&get,-n;&nf;&put;buffer;upsize;dnsize; opt_clean; "
                + "tee -o stat.txt stat -liberty " + LIBERTY;
        Simulator.output(folder, List.of("yosys", "-q", "-p", script));
        String stat = Files.readString(folder.resolve("stat.txt"));
        Matcher area = AREA.matcher(stat);
        Matcher cells = CELLS.matcher(stat);
        if (!area.find() || !cells.find()) {
            throw new IOException("yosys printed no area: " + stat.strip());
        }
        return new Netlist(Double.parseDouble(area.group(1)), Integer.parseInt(cells.group(1)));
    }
}
