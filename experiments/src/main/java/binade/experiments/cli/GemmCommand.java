package binade.experiments.cli;

import binade.experiments.report.GemmChart;
import binade.experiments.study.GemmErrors;
import binade.simulator.tensorcore.GemmOptions;
import binade.simulator.tensorcore.MatrixUnit;
import binade.simulator.tensorcore.UnitName;
import binade.simulator.tensorcore.UnitMatrixProduct;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code binade gemm}. */
@Command(
        name = "gemm",
        mixinStandardHelpOptions = true,
        header = "A matrix product on simulated machines, with its error against the exact one.",
        description = {
            "",
            "  binade gemm --device v100,a100,h100,mi300x --k 64,1024,16384 --data uniform",
            "  binade gemm --device h100/wgmma/e4m3,b200/tcgen05/e4m3 --csv --plot fp8.png",
            "",
            "A device may be followed by path and formats: DEVICE/PATH/IN/ACC. Operands are rounded to each unit's formats first and",
            "the exact product is that of the rounded ones. relative: root of the sum of squared errors over that of squared",
            "elements; max, mean, bias: of d - exact, over the root mean square of the elements; ulp: of the accumulator format.",
            ""
        })
final class GemmCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Option(names = "--device", required = true, split = ",", paramLabel = "D[/PATH[/IN[/ACC]]]",
            description = "machines (binade mma --list), or unit:FILE.json")
    List<String> devices;

    @Option(names = "--m", paramLabel = "M", defaultValue = "32", description = "rows (default: ${DEFAULT-VALUE})")
    int m;

    @Option(names = "--n", paramLabel = "N", defaultValue = "32", description = "columns (default: ${DEFAULT-VALUE})")
    int n;

    @Option(names = "--k", split = ",", paramLabel = "K", defaultValue = "32,128,512,2048,8192",
            description = "products per element (default: ${DEFAULT-VALUE})")
    int[] k;

    @Option(names = "--in", paramLabel = "ID[,ID]", defaultValue = "fp16",
            description = "format of a and b where the device names none (default: ${DEFAULT-VALUE})")
    String in;

    @Option(names = "--acc", paramLabel = "ID", defaultValue = "fp32", description = "where the device names none: fp16 fp32 (default: ${DEFAULT-VALUE})")
    String accumulator;

    @Option(names = "--data", paramLabel = "KIND", defaultValue = "normal",
            description = "normal, or uniform in [0,1) (default: ${DEFAULT-VALUE})")
    GemmErrors.Data data;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "of the operands (default: ${DEFAULT-VALUE})")
    long seed;

    @Option(names = "--split-k", paramLabel = "N", defaultValue = "1",
            description = "parts of K whose sums are added in order (default: ${DEFAULT-VALUE})")
    int splitK;

    @Option(names = "--promote-every", paramLabel = "K", defaultValue = "0",
            description = "add to an outer binary32 accumulator every K products; 0 never (default: ${DEFAULT-VALUE})")
    int promoteEvery;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "the bits do not depend on it (default:"
            + " ${DEFAULT-VALUE})")
    int threads;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "draw relative error against K")
    Path plot;

    @Mixin
    TableOptions table;

    @Override
    public Integer call() throws IOException {
        if (m < 1 || n < 1 || Arrays.stream(k).anyMatch(x -> x < 1)) {
            throw new ParameterException(spec.commandLine(), "--m, --n and --k are positive numbers");
        }
        GemmOptions options;
        List<MatrixUnit> units = new ArrayList<>();
        try {
            options = new GemmOptions(splitK, promoteEvery, threads);
            for (String device : devices) {
                MatrixUnit unit = unit(device);
                new UnitMatrixProduct(unit, options); // refuses what does not run on binary32 matrices
                units.add(unit);
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        GemmErrors study = new GemmErrors(m, n, data, seed, options);
        List<GemmErrors.Row> rows = new ArrayList<>();
        for (MatrixUnit unit : units) {
            rows.addAll(study.measure(unit, k));
        }
        table.print(table(rows), spec.commandLine().getOut());
        if (plot != null) {
            GemmChart.write(rows, "Error of matrix products, " + data.name().toLowerCase(java.util.Locale.ROOT) + " operands", plot);
        }
        return 0;
    }

    private MatrixUnit unit(String device) {
        UnitName name = UnitName.parse(device).orElse(in, accumulator);
        UnitOptions o = new UnitOptions();
        o.spec = spec;
        o.device = name.device();
        o.path = name.path();
        o.in = name.in();
        o.accumulator = name.accumulator();
        o.kind = "plain";
        return o.select(null);
    }

    private static PlainTable table(List<GemmErrors.Row> rows) {
        List<String> columns = new ArrayList<>(List.of(
                "device", "path", "a", "b", "acc", "m", "n", "k", "relative", "max", "mean", "bias", "max_ulp"));
        for (int ulps : GemmErrors.ULPS) {
            columns.add("ulp_le_" + ulps);
        }
        columns.add("ulp_more");
        PlainTable t = new PlainTable(columns.toArray(String[]::new));
        for (GemmErrors.Row r : rows) {
            List<Object> cells = new ArrayList<>(List.of(
                    r.unit().machine(), r.unit().path(), r.unit().a().id(), r.unit().b().id(), r.unit().accumulator().id(),
                    r.m(), r.n(), r.k(), number(r.relative()), number(r.max()), number(r.mean()), number(r.bias()), number(r.maxUlp())));
            Arrays.stream(r.histogram()).forEach(cells::add);
            t.add(cells.toArray());
        }
        return t;
    }

    /** Four significant digits. */
    private static double number(double x) {
        return Double.isFinite(x) ? new java.math.BigDecimal(x).round(new java.math.MathContext(4)).doubleValue() : x;
    }
}
