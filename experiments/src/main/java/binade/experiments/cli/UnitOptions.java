package binade.experiments.cli;

import binade.simulator.tensorcore.AccumulatorFormat;
import binade.simulator.tensorcore.Machine;
import binade.simulator.tensorcore.Machines;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.OperandFormat;
import binade.simulator.tensorcore.ScaleFormat;
import binade.simulator.tensorcore.Scaling;
import binade.simulator.tensorcore.UnitName;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which matrix unit is meant. */
final class UnitOptions {
    @Spec(Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--device", paramLabel = "ID", description = "machine (binade mma --list), or unit:FILE.json")
    String device;

    @Option(names = "--path", paramLabel = "ID",
            description = "wmma mma mma-fp8-as-hmma wgmma tcgen05 mfma (default: the machine's usual one for the formats)")
    String path;

    @Option(names = "--in", paramLabel = "ID[,ID]", description = "format of a and b in the vendor's spelling; one id for both")
    String in;

    @Option(names = "--acc", paramLabel = "ID", description = "format of c and d: fp16 fp32 fp64 s32")
    String accumulator;

    @Option(names = "--kind", paramLabel = "KIND", defaultValue = "plain",
            description = "plain mxf8f6f4 mxf4 mxf4nvf4 nvfp4 (default: ${DEFAULT-VALUE})")
    String kind;

    @Option(names = "--set", paramLabel = "FIELD=VALUE",
            description = "change a field of the unit's arithmetic, where published models disagree or to try one:"
                    + " floor=none zeroTerms=minimum-exponent type=pairwise rule=simple fractionBits=24 …")
    Map<String, String> settings = Map.of();

    /** @param scaleFormat of the block scales, null for the kind's */
    MatrixUnit select(String scaleFormat) {
        if (device == null) {
            throw new ParameterException(spec.commandLine(), "--device is needed (binade mma --list shows all)");
        }
        Machine machine = machine();
        Scaling.Kind k = usage(kind, Scaling.Kind::parse);
        ScaleFormat scales = scaleFormat == null ? null : usage(scaleFormat, ScaleFormat::parse);
        if (k == Scaling.Kind.MXF4NVF4 && scales == ScaleFormat.UE4M3) {
            k = Scaling.Kind.NVFP4; // PTX's kind mxf4nvf4 with these scales
        }
        List<OperandFormat> formats = in == null ? null : usage(in, UnitName::operands);
        Machines.Query query = new Machines.Query(
                path, formats == null ? null : formats.getFirst(), formats == null ? null : formats.getLast(), accumulator == null ? null : usage(accumulator, AccumulatorFormat::parse), k);
        MatrixUnit unit = usage(query, q -> Machines.select(machine, q));
        if (scales != null && unit.scaling().isPresent() && scales != unit.scaling().scale()) {
            throw new ParameterException(spec.commandLine(),
                    "--scale-format " + scales.id() + ": kind " + k.id() + " has " + unit.scaling().scale().id());
        }
        return usage(unit, u -> Machines.with(u, settings));
    }

    private Machine machine() {
        try {
            return Machines.parse(device);
        } catch (IllegalArgumentException e) {
            if (device.startsWith("unit:")) {
                throw new UserException(e.getMessage(), e); // the file is at fault, not the command
            }
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    /** The unit with the settings, if it has those fields. */
    MatrixUnit applicable(MatrixUnit unit) {
        return settings.isEmpty() ? unit : usage(unit, u -> Machines.with(u, settings));
    }

    /** The machines to list: the one named, or all. */
    List<Machine> listed() {
        return device == null ? Machines.all() : List.of(machine());
    }

    private <T, R> R usage(T argument, Function<T, R> parse) {
        try {
            return parse.apply(argument);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }
}
