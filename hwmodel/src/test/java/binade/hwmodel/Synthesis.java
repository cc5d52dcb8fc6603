package binade.hwmodel;

import binade.formats.Formats;
import binade.formats.GridFormat;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The synthesised units of the test resources, and the model's unit for each. */
final class Synthesis {
    private Synthesis() {}

    static final String NANGATE45 = "nangate45";

    /** One synthesised unit. */
    record Row(
            String format, String accumulator, int lanes, int accumulatorBits, String library, double areaUm2,
            double energyPj) {

        /** The unit of the model. */
        MacUnit unit() {
            String name = format.replace(" (table decoder)", "");
            if (name.equals("BINARY")) {
                return new BinaryMac(lanes, accumulatorBits);
            }
            String[] operands = name.split("x");
            Datapath a = datapath(operands[0]);
            Datapath b = operands.length == 1 ? a : datapath(operands[1]);
            if (accumulator.startsWith("int") && a.isInteger() && b.isInteger()) {
                return new IntegerMac(a.precision(), b.precision(), accumulatorBits, lanes);
            }
            String accumulation = accumulator.startsWith("int") ? "exact" : accumulator.replace("fused", "fused:");
            return MacUnits.of(a, b, Accumulation.parse(accumulation), lanes);
        }

        private static Datapath datapath(String name) {
            String id = name.toLowerCase(Locale.ROOT);
            return Datapath.of(Formats.parse(switch (id) {
                case "e2m1" -> "e2m1fn";
                case "e1m2" -> "fp112";
                default -> id;
            }));
        }

        double modelAreaUm2() {
            return CellLibrary.NANGATE45.areaUm2(unit().cells());
        }

        /** Model over synthesis. */
        double areaRatio() {
            return modelAreaUm2() / areaUm2;
        }

        /** fJ per um2 and cycle. */
        double densityFjPerUm2() {
            return energyPj * 1e3 * lanes / areaUm2;
        }

        String kind() {
            return unit().getClass().getSimpleName();
        }

        @Override
        public String toString() {
            return format + " into " + accumulator + (lanes > 1 ? ", " + lanes + " lanes" : "") + " (" + library + ")";
        }
    }

    /** One synthesised list format, table decoders, exact accumulator. */
    record ListRow(int width, String list, double areaUm2, double energyPj, int magnitudeBits, int precision, int shift) {
        GridFormat format() {
            return Formats.parse("list:" + list.replace(' ', ','));
        }

        double modelAreaUm2() {
            return MacCost.of(format()).areaUm2();
        }

        @Override
        public String toString() {
            return list;
        }
    }

    static List<Row> units() {
        return read("mac_gates.csv").stream()
                .map(r -> new Row(
                        r.getField("format"), r.getField("accumulator"), Integer.parseInt(r.getField("lanes")),
                        Integer.parseInt(r.getField("acc_bits")), r.getField("library"),
                        Double.parseDouble(r.getField("area_um2")),
                        Double.parseDouble(r.getField("energy_per_mac_pj_gauss"))))
                .toList();
    }

    static List<Row> at45Nm() {
        return units().stream().filter(r -> r.library().equals(NANGATE45)).toList();
    }

    static List<ListRow> lists() {
        return read("mac_area_lists.csv").stream()
                .map(r -> new ListRow(
                        Integer.parseInt(r.getField("width")), r.getField("list"),
                        Double.parseDouble(r.getField("area_um2")),
                        Double.parseDouble(r.getField("energy_per_mac_pj")),
                        Integer.parseInt(r.getField("magnitude_bits")),
                        Integer.parseInt(r.getField("significand_bits")),
                        Integer.parseInt(r.getField("max_shift"))))
                .toList();
    }

    static List<NamedCsvRecord> read(String resource) {
        try (InputStream in = Synthesis.class.getResourceAsStream(resource);
                CsvReader<NamedCsvRecord> rows =
                        CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(in)) {
            return rows.stream().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** Rank correlation; equal values share their mean rank. */
    static double spearman(double[] x, double[] y) {
        double[] a = ranks(x);
        double[] b = ranks(y);
        double mean = (x.length - 1) / 2.0;
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double[] ranks(double[] x) {
        return Arrays.stream(x)
                .map(v -> Arrays.stream(x).filter(w -> w < v).count()
                        + (Arrays.stream(x).filter(w -> w == v).count() - 1) / 2.0)
                .toArray();
    }
}
