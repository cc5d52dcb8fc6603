package binade.experiments.cli;

import binade.formats.Format;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.Technology;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code binade cost}. */
@Command(
        name = "cost",
        mixinStandardHelpOptions = true,
        header = "What a format costs: area, energy and time.",
        description = {
            "",
            "  binade cost fp134 fp143 int8 --acc exact             multiply-accumulate units beside each other",
            "  binade cost --a fp134 --b log4 --acc exact --json    one unit, in detail",
            "",
            "All figures of a unit are per multiply-accumulate: those of K lanes are divided by K.",
            ""
        })
final class CostCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "ID", arity = "0..*", converter = Converters.OfFormat.class,
            description = "formats, each multiplied with itself")
    List<Format> formats = List.of();

    @Option(names = "--a", paramLabel = "ID", converter = Converters.OfFormat.class, description = "one operand")
    Format a;

    @Option(names = "--b", paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "the other operand (default: like --a)")
    Format b;

    @Option(names = "--acc", paramLabel = "KIND", converter = Converters.OfAccumulation.class,
            description = "exact, fp16, bf16, fp32, fp169 or fused:F (default: exact up to 96 bits, else fp32)")
    Accumulation accumulation;

    @Option(names = "--lanes", paramLabel = "K", defaultValue = "1",
            description = "products per cycle and unit (default: ${DEFAULT-VALUE})")
    int lanes;

    @Option(names = "--adder", paramLabel = "KIND", defaultValue = "ripple", converter = Converters.OfAdder.class,
            description = "ripple or prefix (default: ${DEFAULT-VALUE})")
    Adder adder;

    @Option(names = "--node", paramLabel = "NM", defaultValue = "45",
            description = "technology, 7 to 130 nm (default: ${DEFAULT-VALUE}); period_ns is known at 45 only")
    double node;

    @Option(names = "--volt", paramLabel = "V", description = "supply (default: the node's usual one, 1.1 V at 45 nm)")
    Double volt;

    @Mixin
    TableOptions table;

    @Override
    public Integer call() throws IOException {
        if (b != null && a == null) {
            throw wrong("--b needs --a");
        }
        if (a == null && formats.isEmpty()) {
            throw wrong("give formats, or --a ID");
        }
        if (a != null && !formats.isEmpty()) {
            throw wrong("give formats or --a, not both");
        }
        UnitCostTable units = new UnitCostTable(accumulation, lanes, adder, technology());
        if (a != null) {
            Format other = b == null ? a : b;
            table.printRecord(
                    units.table(List.of(a), List.of(other)), out -> units.text(a, other, out),
                    spec.commandLine().getOut());
            return 0;
        }
        boolean data = table.style.json || table.style.csv;
        table.print(data ? units.table(formats, formats) : units.summary(formats), spec.commandLine().getOut());
        return 0;
    }

    private Technology technology() {
        try {
            return volt == null ? Technology.at(node) : new Technology(node, volt);
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
