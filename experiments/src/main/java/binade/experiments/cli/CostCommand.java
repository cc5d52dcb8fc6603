package binade.experiments.cli;

import binade.formats.Format;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.Technology;
import binade.hwmodel.device.Gemm;
import binade.hwmodel.network.Precision;
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
            "  binade cost --device h100 --format fp134 --gemm 4096,4096,4096",
            "  binade cost --model resnet18 --batch 128 --device h100 --format fp16",
            "  binade cost --pareto --ranking results/rank/ranking.csv --plot front.png",
            "  binade cost --device zen5 --format int8              one core of a processor",
            "  binade cost --simd zen5                              its vector paths: products per cycle, and what binds",
            "  binade cost --speedups --device h100,zen5 --model resnet18 --batch 128",
            "  binade cost --accumulators       binade cost --validate       binade cost fp134 --synth",
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
            description = "exact, fp16, bf16, fp32, fp169, fused:F or, for integers and signs, intW (default: exact up to 96 bits, else"
                    + " fp32)")
    Accumulation accumulation;

    @Option(names = "--lanes", paramLabel = "K", defaultValue = "1",
            description = "products per cycle and unit (default: ${DEFAULT-VALUE})")
    int lanes;

    @Option(names = "--adder", paramLabel = "KIND", defaultValue = "ripple", converter = Converters.OfAdder.class,
            description = "ripple or prefix (default: ${DEFAULT-VALUE})")
    Adder adder;

    @Option(names = "--node", paramLabel = "NM", defaultValue = "45",
            description = "technology, 7 to 130 and 180 nm (default: ${DEFAULT-VALUE}); 45, 130 and 180 with cells of their own, the others"
                    + " scaled and without period_ns")
    double node;

    @Option(names = "--volt", paramLabel = "V", description = "supply (default: the node's usual one, 1.1 V at 45 nm)")
    Double volt;

    @Option(names = "--device", paramLabel = "ID",
            description = "an accelerator (v100 t4 a2 a30 a40 a100 ada l40s h100 h200 b200 rtx-blackwell mi100 mi250"
                    + " mi300x mi325x mi355x gaudi2 gaudi3), one core of a processor (zen2 zen3 zen4 zen5 skylake cascadelake"
                    + " icelake sapphirerapids)"
                    + " or unit:FILE.json, an array of your own")
    String device;

    @Option(names = "--format", paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "with --device: what is multiplied there")
    Format format;

    @Option(names = "--sparse", description = "with --device: 2:4 sparsity in one operand")
    boolean sparse;

    @Option(names = "--gemm", paramLabel = "M,N,K", converter = Converters.OfGemm.class,
            description = "with --device: time, energy and utilisation of this product")
    Gemm gemm;

    @Option(names = "--model", paramLabel = "NAME",
            description = "with --device and --format: a network, layer by layer (digits-mlp fashion-resnet8 resnet18)")
    String model;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "1",
            description = "with --model: images (default: ${DEFAULT-VALUE})")
    int batch;

    @Option(names = "--plot", paramLabel = "FILE.png",
            description = "units: area and energy by part; --pareto: cost against quality; --model: the roofline with its products,"
                    + " batch 1 and N; --accumulators: area bars")
    java.nio.file.Path plot;

    @Option(names = "--weights", paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "with --model or --gemm: another format for the weights, the second operand")
    Format weights;

    @Option(names = "--errors", paramLabel = "ID", converter = Converters.OfFormat.class,
            description = "with --model --training: another format for the errors of the backward pass")
    Format errors;

    @Option(names = "--training", description = "with --model: forward, backward and update instead of forward only")
    boolean training;

    @Option(names = "--accumulators", description = "FP134, FP143, FP152, INT8, LOG4, binary with each kind of accumulator")
    boolean accumulators;

    @Option(names = "--pareto", description = "the formats given (default: the set of 498) by cost and quality: gradient angle from"
            + " --ranking, else significand bits and range; marks those that no other beats")
    boolean pareto;

    @Option(names = "--ranking", paramLabel = "FILE.csv", description = "with --pareto: a ranking.csv of binade rank")
    java.nio.file.Path ranking;

    @Option(names = "--simd", paramLabel = "ID",
            description = "a processor's vector paths: predicted products per cycle, and what binds")
    String simd;

    @Option(names = "--speedups",
            description = "with --device (several with commas) and --gemm or --model: speed-up over FP32 beside the rules of thumb")
    boolean speedUps;

    @Option(names = "--validate", description = "the model against synthesised and published figures; exit 3 if one is off")
    boolean validate;

    @Option(names = "--synth",
            description = "write Verilog of the unit of each format (--acc, default exact; --lanes), simulate and synthesise it"
                    + " (iverilog, yosys); exit 3 if it differs from the format's arithmetic")
    boolean synth;

    @Option(names = "--accumulations", paramLabel = "N", defaultValue = "10000",
            description = "with --synth: random accumulations after all pairs of codes; -1: no simulation (default:"
                    + " ${DEFAULT-VALUE})")
    int accumulations;

    @Mixin
    TableOptions table;

    @Override
    public Integer call() throws IOException {
        if (validate) {
            CostValidation validation = new CostValidation();
            boolean data = table.style.json || table.style.csv;
            table.print(data ? validation.rows() : validation.summary(), spec.commandLine().getOut());
            return validation.holds() ? 0 : 3;
        }
        if (accumulators) {
            AccumulatorTable kinds = new AccumulatorTable();
            if (plot != null) {
                kinds.plot(plot);
            }
            if (table.style.json || table.style.csv) {
                table.print(kinds.table(), spec.commandLine().getOut());
            } else {
                Files.write(table.output, spec.commandLine().getOut(), kinds::text);
            }
            return 0;
        }
        if (pareto) {
            CostPareto front = CostPareto.of(formats, accumulation, ranking);
            if (plot != null) {
                front.plot(plot);
            }
            table.print(front.table(table.style.json || table.style.csv), spec.commandLine().getOut());
            return 0;
        }
        if (ranking != null) {
            throw wrong("--ranking needs --pareto");
        }
        if (simd != null) {
            table.print(SimdTable.of(simd, table.style.json || table.style.csv), spec.commandLine().getOut());
            return 0;
        }
        if (speedUps) {
            return speedUps();
        }
        if (model != null) {
            if (device == null || format == null) {
                throw wrong("--model needs --device and --format");
            }
            if (errors != null && !training) {
                throw wrong("--errors needs --training: inference has none");
            }
            Precision precision = new Precision(weights == null ? format : weights, format, errors == null ? format : errors);
            NetworkCostTable network = new NetworkCostTable(model, device, precision, batch, training);
            network.print(table, spec.commandLine().getOut());
            if (plot != null) {
                network.plot(plot);
            }
            return 0;
        }
        if (device != null || format != null || sparse || gemm != null) {
            return device();
        }
        if (b != null && a == null) {
            throw wrong("--b needs --a");
        }
        if (a == null && formats.isEmpty()) {
            throw wrong("give formats, --a ID, or --device D --format ID");
        }
        if (a != null && !formats.isEmpty()) {
            throw wrong("give formats or --a, not both");
        }
        if (synth) {
            return synthesise();
        }
        UnitCostTable units = new UnitCostTable(accumulation, lanes, adder, technology());
        if (a != null) {
            Format other = b == null ? a : b;
            if (plot != null) {
                units.plot(List.of(a), List.of(other), plot);
            }
            table.printRecord(
                    units.table(List.of(a), List.of(other)), out -> units.text(a, other, out),
                    spec.commandLine().getOut());
            return 0;
        }
        if (plot != null) {
            units.plot(formats, formats, plot);
        }
        boolean data = table.style.json || table.style.csv;
        table.print(data ? units.table(formats, formats) : units.summary(formats), spec.commandLine().getOut());
        return 0;
    }

    private int speedUps() throws IOException {
        if (device == null || (gemm == null) == (model == null)) {
            throw wrong("--speedups needs --device, and --gemm or --model");
        }
        SpeedUpTable speeds = gemm != null ? SpeedUpTable.of(device, gemm) : SpeedUpTable.of(device, model, batch, training);
        table.print(speeds.table(table.style.json || table.style.csv), spec.commandLine().getOut());
        return 0;
    }

    private int device() throws IOException {
        if (device == null) {
            throw wrong("--format, --sparse and --gemm need --device");
        }
        if (format == null || a != null || !formats.isEmpty()) {
            throw wrong("--device takes one format, --format ID");
        }
        if (weights != null && (gemm == null || sparse || device.startsWith(ArraySpec.PREFIX))) {
            throw wrong("--weights goes with --model, or with --gemm on a device without --sparse");
        }
        new DeviceCost(device, format, weights, sparse, gemm).print(table, spec.commandLine().getOut());
        return 0;
    }

    private int synthesise() throws IOException {
        CostSynthesis synthesis = new CostSynthesis();
        List<Format> first = a != null ? List.of(a) : formats;
        List<Format> second = b != null ? List.of(b) : first;
        table.print(
                synthesis.run(first, second, accumulation, lanes, accumulations, spec.commandLine().getErr()),
                spec.commandLine().getOut());
        return synthesis.agrees() ? 0 : 3;
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
