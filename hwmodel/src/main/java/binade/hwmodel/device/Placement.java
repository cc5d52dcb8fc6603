package binade.hwmodel.device;

import binade.formats.BlockFormat;
import binade.formats.Format;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The native type that runs a format on a device: the fastest exact container, of equally fast ones the format itself,
 * then integers. A core of a processor multiplies what it has a path for as it is stored, and decodes codes of up to 8 bits that
 * fit no 8-bit integer by table ({@code grid8}); conversions of other formats are not charged. Where there is no container, the next wider type,
 * as software would choose, and the products are not those of the format.
 *
 * @param format what is run
 * @param type in what
 * @param exact whether every value of the format has its place in the type
 * @param sparse whether 2:4 sparsity is used
 * @param reason in words
 */
public record Placement(Device device, Format format, NativeType type, boolean exact, boolean sparse, String reason) {

    /**
     * @throws IllegalArgumentException if 2:4 sparsity is asked for on a device without
     */
    public static Placement of(Format format, Device device, boolean sparse) {
        List<NativeType> types = device.natives().stream().filter(t -> !sparse || t.hasSparsity()).toList();
        if (types.isEmpty()) {
            throw new IllegalArgumentException(device.title() + " has no 2:4 sparsity; leave out --sparse");
        }
        Comparator<NativeType> fastest = Comparator.<NativeType>comparingDouble(t -> -peak(t, sparse))
                .thenComparing(t -> !isNative(t, format, device))
                .thenComparing(t -> !t.id().startsWith("int")) // sums of integers are exact
                .thenComparingInt(t -> width(t, device))
                .thenComparing(t -> t.id().equals("bf16"));
        Optional<NativeType> exact = types.stream().filter(t -> holds(t, format, device, true)).min(fastest);
        if (exact.isPresent()) {
            return new Placement(device, format, exact.get(), true, sparse, exactReason(exact.get(), format, device, types));
        }
        NativeType next = types.stream()
                .filter(t -> width(t, device) >= Math.min(format.width(), widest(types, device)))
                .min(Comparator.<NativeType>comparingInt(t -> width(t, device)).thenComparing(fastest))
                .orElseThrow();
        return new Placement(
                device, format, next, false, sparse, "no type of " + device.title() + " holds " + format.id()
                        + " exactly; " + next.id() + " approximates it");
    }

    /**
     * The native type that runs products of two formats: the fastest that holds both; without one, the wider of those that
     * the two would run in by themselves, and the products are approximations.
     */
    public static Placement of(Format a, Format b, Device device) {
        if (a.id().equals(b.id())) {
            return of(a, device, false);
        }
        Comparator<NativeType> fastest = Comparator.<NativeType>comparingDouble(t -> -t.peakMacPerSecond())
                .thenComparing(t -> !isNative(t, a, device) && !isNative(t, b, device))
                .thenComparing(t -> t.id().equals("bf16"));
        return device.natives().stream()
                .filter(t -> holds(t, a, device, true) && holds(t, b, device, true))
                .min(fastest)
                .map(t -> new Placement(device, a, t, true, false, t.id() + " is the fastest type that holds every value of "
                        + a.id() + " and of " + b.id()))
                .orElseGet(() -> {
                    Placement first = of(a, device, false);
                    Placement second = of(b, device, false);
                    Placement wider = width(first.type, device) >= width(second.type, device) ? first : second;
                    return new Placement(device, a, wider.type, false, false, "no type of " + device.title() + " holds "
                            + a.id() + " and " + b.id() + "; " + wider.type.id() + " approximates them");
                });
    }

    /** Whether the matrix units read an operand of this format as it is stored. */
    public boolean reads(Format operand) {
        return isNative(type, operand, device)
                || type.id().equals(NativeType.GRID8) && operand.width() <= 8 // the table look-up is part of the path
                || operand instanceof BlockFormat && device.hasBlockScales() && scaledNatively(operand.id(), type.id());
    }

    /** @param converted whether a core's conversions count: what it multiplies as stored, and codes behind a table */
    private static boolean holds(NativeType type, Format format, Device device, boolean converted) {
        boolean narrow = format.width() <= 8;
        if (type.id().equals(NativeType.GRID8)) {
            return narrow && Container.holds(type.formats(false).getFirst(), format);
        }
        if (converted && device.isCore() && !isNative(type, format, device)) {
            boolean decoded = narrow && width(type, device) > 8
                    && device.natives().stream().anyMatch(t -> t.id().equals(NativeType.GRID8));
            if (decoded || device.natives().stream().anyMatch(t -> isNative(t, format, device))) {
                return false;
            }
        }
        if (format instanceof BlockFormat && device.hasBlockScales() && scaledNatively(format.id(), type.id())) {
            return true;
        }
        return type.formats(device.hasShiftedFloat8()).stream().anyMatch(t -> Container.holds(t, format));
    }

    private static boolean scaledNatively(String format, String type) {
        return switch (type) {
            case "fp8" -> format.startsWith("mxfp8");
            case "fp6" -> format.startsWith("mxfp6");
            case "fp4" -> format.equals("mxfp4_e2m1") || format.equals("nvfp4");
            default -> false;
        };
    }

    private static String exactReason(NativeType chosen, Format format, Device device, List<NativeType> types) {
        if (isNative(chosen, format, device)) {
            return format.id() + " is native";
        }
        String what = chosen.id().equals(NativeType.GRID8)
                ? "bf16 behind a table of all codes (grid8)"
                : chosen.id();
        StringBuilder reason = new StringBuilder(format.id() + " is not native; " + what
                + " is the fastest type that holds every value times a power of two");
        types.stream()
                .filter(t -> t.peakMacPerSecond() > chosen.peakMacPerSecond() && !holds(t, format, device, false))
                .forEach(t -> reason.append("; ").append(t.id()).append(' ').append(whyNot(t, format, device)));
        return reason.toString();
    }

    private static boolean isNative(NativeType type, Format format, Device device) {
        return !type.id().equals(NativeType.GRID8) && type.formats(device.hasShiftedFloat8()).stream().anyMatch(t -> t.id().equals(format.id()));
    }

    private static String whyNot(NativeType type, Format format, Device device) {
        int missing = type.formats(device.hasShiftedFloat8()).stream()
                .mapToInt(t -> Container.missing(t, format))
                .min()
                .orElse(Integer.MAX_VALUE);
        return missing == Integer.MAX_VALUE ? "does not" : "lacks " + missing + " of its values";
    }

    private static int width(NativeType type, Device device) {
        return type.formats(device.hasShiftedFloat8()).getFirst().width();
    }

    private static int widest(List<NativeType> types, Device device) {
        return types.stream().mapToInt(t -> width(t, device)).max().orElseThrow();
    }

    private static double peak(NativeType type, boolean sparse) {
        return sparse ? type.sparsePeakMacPerSecond() : type.peakMacPerSecond();
    }

    /** Peak multiply-accumulates per second; with 2:4 sparsity skipped zeros count as done. */
    public double peakMacPerSecond() {
        return peak(type, sparse);
    }
}
