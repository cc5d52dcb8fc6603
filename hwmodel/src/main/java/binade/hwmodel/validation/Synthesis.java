package binade.hwmodel.validation;

import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.BinaryMac;
import binade.hwmodel.Datapath;
import binade.hwmodel.IntegerMac;
import binade.hwmodel.MacCost;
import binade.hwmodel.MacUnit;
import binade.hwmodel.MacUnits;
import binade.hwmodel.Tables;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The synthesised units of the validation tables, and the model's unit for each. */
public final class Synthesis {
    private Synthesis() {}

    static final String NANGATE45 = "nangate45";

    /**
     * One synthesised unit.
     *
     * @param areaUm2 of all lanes
     * @param energyPj of one product, normal operands
     * @param uniformEnergyPj of one product, uniformly drawn codes
     */
    public record Row(
            String format, String accumulator, int lanes, int accumulatorBits, Adder adder, String library,
            double areaUm2, double periodNs, double energyPj, double uniformEnergyPj) {

        /** The first operand; null for binary numbers. */
        public GridFormat a() {
            return operand(0);
        }

        /** The second operand. */
        public GridFormat b() {
            return operand(1);
        }

        private GridFormat operand(int index) {
            String name = format.replace(" (table decoder)", "");
            if (name.equals("BINARY")) {
                return null;
            }
            String[] operands = name.split("x");
            String id = operands[Math.min(index, operands.length - 1)].toLowerCase(Locale.ROOT);
            return Formats.parse(switch (id) {
                case "e2m1" -> "e2m1fn";
                case "e1m2" -> "fp112";
                default -> id;
            });
        }

        /** The unit of the model. */
        public MacUnit unit() {
            if (a() == null) {
                return new BinaryMac(lanes, accumulatorBits);
            }
            Datapath a = Datapath.of(a());
            Datapath b = Datapath.of(b());
            if (accumulator.startsWith("int") && a.isInteger() && b.isInteger()) {
                return new IntegerMac(a.precision(), b.precision(), accumulatorBits, lanes);
            }
            String accumulation = accumulator.startsWith("int") ? "exact" : accumulator.replace("fused", "fused:");
            return MacUnits.of(a, b, Accumulation.parse(accumulation), lanes);
        }

        /** All lanes, at 45 nm. */
        public double modelAreaUm2() {
            return adder.areaUm2(unit());
        }

        /** Model over synthesis. */
        public double areaRatio() {
            return modelAreaUm2() / areaUm2;
        }

        /** fJ per um2 and cycle. */
        public double densityFjPerUm2() {
            return energyPj * 1e3 * lanes / areaUm2;
        }

        public String kind() {
            return unit().getClass().getSimpleName();
        }

        @Override
        public String toString() {
            return format + " into " + accumulator + (lanes > 1 ? ", " + lanes + " lanes" : "")
                    + (adder == Adder.PREFIX ? ", prefix adders" : "") + " (" + library + ")";
        }
    }

    /** One synthesised list format, table decoders, exact accumulator. */
    public record ListRow(int width, String list, double areaUm2, double energyPj, int magnitudeBits, int precision, int shift) {
        public GridFormat format() {
            return Formats.parse("list:" + list.replace(' ', ','));
        }

        public double modelAreaUm2() {
            return MacCost.of(format()).areaUm2();
        }

        @Override
        public String toString() {
            return list;
        }
    }

    /** All units with ripple adders, three libraries. */
    public static List<Row> units() {
        return all().stream().filter(r -> r.adder() == Adder.RIPPLE).toList();
    }

    /** All units. */
    public static List<Row> all() {
        return read("mac_gates.csv").stream()
                .map(r -> new Row(
                        r.getField("format"), r.getField("accumulator"), Integer.parseInt(r.getField("lanes")),
                        Integer.parseInt(r.getField("acc_bits")), Adder.parse(r.getField("adder")),
                        r.getField("library"), Tables.number(r, "area_um2"), Tables.number(r, "min_period_ns"),
                        Tables.number(r, "energy_per_mac_pj_gauss"), Tables.number(r, "energy_per_mac_pj_uniform")))
                .toList();
    }

    /** Units with ripple adders at 45 nm. */
    public static List<Row> at45Nm() {
        return units().stream().filter(r -> r.library().equals(NANGATE45)).toList();
    }

    /** List formats. */
    public static List<ListRow> lists() {
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

    /** A validation table. */
    public static List<NamedCsvRecord> read(String table) {
        return Tables.read("validation/" + table);
    }

    /** The middle of the values. */
    public static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }

    /** Rank correlation; equal values share their mean rank. */
    public static double spearman(double[] x, double[] y) {
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
