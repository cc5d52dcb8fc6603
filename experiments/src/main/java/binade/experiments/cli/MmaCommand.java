package binade.experiments.cli;

import binade.experiments.stream.DotStream;
import binade.experiments.study.GoldenVectors;
import binade.simulator.tensorcore.DotEngine;
import binade.simulator.tensorcore.ExactEngine;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.Scaling;
import binade.simulator.tensorcore.Sparsity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade mma}. */
@Command(
        name = "mma",
        mixinStandardHelpOptions = true,
        header = "Dot products as a real matrix unit computes them, bit for bit.",
        description = {
            "",
            "  echo '3c00 0c00 0000 0000  3c00 8c00 0000 0000  00000000' |",
            "    binade mma --device v100 --in fp16 --acc fp32                   3f800000",
            "  binade mma --check H100_wgmma_e4m3_fp32.csv.gz                    rows and mismatches",
            "  binade mma --list                                                 all machines and formats",
            "",
            "A line is one output element: K words of a, K words of b, one word of c, then (block-scaled kinds) the scales of a and",
            "of b, all in hex, ascending k, separated by blanks; the word of d is printed. b1: one 8-digit word per 32 bits.",
            "A K that is not a multiple of the instruction's is padded with exact zeros. Empty lines and lines beginning with #",
            "are copied.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done", " 1:a case, a golden file or a unit file cannot be used",
            " 2:wrong usage, or a combination that the machine does not have", " 3:--check found mismatches"
        })
final class MmaCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--check", description = "compare golden files (gzip or plain) row by row; their headers name the unit")
    boolean check;

    @Option(names = "--list", description = "all device, path and format combinations with their parameters and evidence")
    boolean list;

    @Mixin
    UnitOptions unit;

    @Option(names = "--k", paramLabel = "K", description = "products of a line (default: those of one instruction)")
    Integer k;

    @Option(names = "--satfinite", description = "integers: clamp the exact sum of an instruction instead of wrapping")
    boolean satfinite;

    @Option(names = "--sparse", paramLabel = "NIBBLE", description = "2:4 sparse a: the metadata nibble of every chunk, in hex;"
            + " a and b are given over the full logical K")
    String sparse;

    @Option(names = "--scale-format", paramLabel = "ID", description = "format of the block scales: ue8m0 ue4m3 (default: the kind's)")
    String scaleFormat;

    @Option(names = "--scale-block", paramLabel = "N", description = "stored elements that share a scale (default: the kind's)")
    Integer scaleBlock;

    @Option(names = "--exact", description = "compute with the big-integer model instead of the fast one: the same bits")
    boolean exact;

    @Mixin
    TableOptions table;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "cases (default: standard input); with --check golden files")
    List<Path> files = List.of();

    @Override
    public Integer call() throws IOException {
        if (check && list) {
            throw wrongUsage("--check and --list exclude each other");
        }
        if (list) {
            table.print(UnitTable.of(unit.listed()), spec.commandLine().getOut());
            return 0;
        }
        return check ? check() : stream();
    }

    private ParameterException wrongUsage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private DotEngine engine(MatrixUnit u) {
        return exact ? new ExactEngine(u) : DotEngine.of(u);
    }

    private int check() throws IOException {
        if (files.isEmpty()) {
            throw wrongUsage("--check needs golden files");
        }
        GoldenVectors golden = new GoldenVectors(this::engine, unit::applicable);
        PlainTable t = new PlainTable("file", "rows", "mismatches", "first_mismatch");
        long mismatches = 0;
        for (Path file : files) {
            GoldenVectors.Outcome o = golden.check(file);
            mismatches += o.mismatches();
            t.add(o.file(), o.rows(), o.mismatches(), o.first());
        }
        table.print(t, spec.commandLine().getOut());
        return mismatches == 0 ? 0 : 3;
    }

    private int stream() throws IOException {
        if (table.style.json || table.style.csv) {
            throw wrongUsage("words are printed one per line; --json and --csv go with --check and --list");
        }
        if (files.size() > 1) {
            throw wrongUsage("one FILE of cases, not " + files.size() + "; --check takes several golden files");
        }
        DotStream stream = dotStream();
        Path file = files.isEmpty() ? null : files.getFirst();
        try (BufferedReader in = file == null
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : java.nio.file.Files.newBufferedReader(file)) {
            Files.write(table.output, spec.commandLine().getOut(),
                    out -> stream.run(in, file == null ? "standard input" : file.toString(), out));
        }
        return 0;
    }

    private DotStream dotStream() {
        MatrixUnit u = unit.select(scaleFormat);
        try {
            u = satfinite ? u.saturating() : u;
            Sparsity sparsity = sparse == null ? null : Sparsity.of(u, nibble());
            int block = scaleBlock(u.scaling());
            int products = k != null ? k : sparsity == null ? u.k() : 2 * u.k();
            if (k != null && k < 1) {
                throw wrongUsage("--k " + k + " is not a positive number of products");
            }
            return new DotStream(u, engine(u), sparsity, products, block);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    private int nibble() {
        try {
            int n = Integer.decode(sparse.startsWith("0x") || sparse.startsWith("0X") ? sparse : "0x" + sparse);
            if (n <= 15) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrongUsage("--sparse " + sparse + " is not one hexadecimal digit");
    }

    private int scaleBlock(Scaling scaling) {
        if (!scaling.isPresent()) {
            if (scaleBlock != null || scaleFormat != null) {
                throw wrongUsage((scaleBlock != null ? "--scale-block" : "--scale-format")
                        + " goes with --kind mxf8f6f4 mxf4 mxf4nvf4 nvfp4");
            }
            return 0;
        }
        if (scaleBlock != null && !scaling.blocks().contains(scaleBlock)) {
            throw wrongUsage("--scale-block " + scaleBlock + ": kind " + scaling.kind().id() + " has " + scaling.blocks());
        }
        return scaleBlock != null ? scaleBlock : scaling.blocks().getFirst();
    }
}
