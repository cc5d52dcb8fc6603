package binade.simulator.tensorcore;

import java.util.List;

/**
 * A unit without scales as recipes and options write it: {@code DEVICE[/PATH[/IN[/ACC]]]}, such as {@code h100/wgmma/e4m3},
 * {@code h100/wgmma/e4m3,e5m2} or {@code exact//bf16/fp32}, or {@code unit:FILE.json}. What is left out or empty is null.
 *
 * @param device id of a machine, or {@code unit:FILE.json}
 * @param path path
 * @param in format of a and b, or of each: {@code a,b}
 * @param accumulator format of c and d
 */
public record UnitName(String device, String path, String in, String accumulator) {
    private static final int PARTS = 4;

    /** @throws IllegalArgumentException if there are more than four parts */
    public static UnitName parse(String text) {
        if (text.startsWith(Machines.OWN)) {
            return new UnitName(text, null, null, null); // slashes are the file's
        }
        String[] parts = text.split("/", -1);
        if (parts.length > PARTS) {
            throw new IllegalArgumentException("unit '" + text + "' has " + parts.length + " parts; write DEVICE[/PATH[/IN[/ACC]]],"
                    + " such as h100/wgmma/e4m3");
        }
        return new UnitName(parts[0], part(parts, 1), part(parts, 2), part(parts, 3));
    }

    private static String part(String[] parts, int i) {
        return i < parts.length && !parts[i].isEmpty() ? parts[i] : null;
    }

    /** With formats where this names none. */
    public UnitName orElse(String otherIn, String otherAccumulator) {
        return new UnitName(device, path, in == null ? otherIn : in, accumulator == null ? otherAccumulator : accumulator);
    }

    /**
     * The unit of the catalogue or the file.
     *
     * @throws IllegalArgumentException for an unknown id, or if there is no such unit or more than the path is left open; the
     *     message lists what there is
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public MatrixUnit unit() {
        List<OperandFormat> operands = in == null ? null : operands(in);
        return Machines.select(Machines.parse(device), new Machines.Query(
                path, operands == null ? null : operands.getFirst(), operands == null ? null : operands.getLast(),
                accumulator == null ? null : AccumulatorFormat.parse(accumulator), Scaling.Kind.PLAIN));
    }

    /**
     * The formats of a and b: {@code a,b}, or one id for both.
     *
     * @throws IllegalArgumentException for more ids, or an unknown one
     */
    public static List<OperandFormat> operands(String in) {
        String[] ids = in.split(",", -1);
        if (ids.length > 2) {
            throw new IllegalArgumentException("operands " + in + ": one id for both, or two: a,b");
        }
        return List.of(OperandFormat.parse(ids[0]), OperandFormat.parse(ids[ids.length - 1]));
    }
}
