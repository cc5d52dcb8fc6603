package binade.experiments.cli;

import binade.simulator.methods.MethodEntry;
import binade.simulator.methods.MethodKind;
import binade.simulator.methods.Methods;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade methods}. */
@Command(
        name = "methods",
        mixinStandardHelpOptions = true,
        header = "The quantization, training and compression methods available.",
        description = {
            "",
            "  binade methods                         all, by kind",
            "  binade methods --kind binary-ternary",
            "  binade methods twn                     one: its paper, a command, and Java to start from",
            ""
        })
final class MethodsCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "one method, in full")
    String id;

    @Option(names = "--kind", paramLabel = "KIND",
            description = "post-training quantization-aware codebook binary-ternary power-of-two training-format"
                    + " gradient-compression mixed-precision sparsity inference (default: all)")
    String kind;

    @Mixin
    TableOptions table;

    @Override
    public Integer call() throws IOException {
        List<MethodEntry> entries = entries();
        PlainTable t = new PlainTable("id", "kind", "title", "source", "class", "recipes", "command", "code");
        for (MethodEntry m : entries) {
            t.add(m.id(), m.kind().id(), m.title(), m.source(), m.type(), String.join(" ", m.recipes()), "binade " + m.command(),
                    String.join("\n", m.code()));
        }
        if (id != null) {
            table.printRecord(t, out -> full(entries.getFirst(), out), spec.commandLine().getOut());
        } else if (table.style.json || table.style.csv) {
            table.print(t, spec.commandLine().getOut());
        } else {
            PlainTable narrow = new PlainTable("id", "kind", "title", "command");
            entries.forEach(m -> narrow.add(m.id(), m.kind().id(), m.title(), "binade " + m.command()));
            table.print(narrow, spec.commandLine().getOut());
        }
        return 0;
    }

    private static void full(MethodEntry m, Appendable out) throws IOException {
        out.append(m.id() + ": " + m.title() + "\n\n");
        out.append("kind     " + m.kind().id() + "\n");
        out.append(m.source().isEmpty() ? "" : "source   " + m.source() + "\n");
        out.append("class    " + m.type() + "\n");
        out.append(m.recipes().isEmpty() ? "" : "recipes  " + String.join(" ", m.recipes()) + "\n");
        out.append("command  binade " + m.command() + "\n\n");
        for (String line : m.code()) {
            out.append("    " + line + "\n");
        }
    }

    private List<MethodEntry> entries() {
        if (id != null && kind != null) {
            throw new ParameterException(spec.commandLine(), "give a method or --kind, not both");
        }
        if (id != null) {
            try {
                return List.of(Methods.parse(id));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
        }
        if (kind == null) {
            return Methods.all();
        }
        return Methods.of(Arrays.stream(MethodKind.values()).filter(k -> k.id().equals(kind)).findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "unknown kind '" + kind + "'; allowed: "
                        + Arrays.stream(MethodKind.values()).map(MethodKind::id).collect(Collectors.joining(" ")))));
    }
}
