package binade.hwmodel.device;

import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.Formats;
import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.CellLibrary;
import binade.hwmodel.Operand;
import binade.hwmodel.Part;
import binade.hwmodel.Technology;
import binade.hwmodel.UnitCost;
import binade.hwmodel.simd.SimdCost;
import binade.hwmodel.simd.SimdKernel;
import binade.hwmodel.simd.SimdPath;

/**
 * Time and energy of a matrix product: time = max(MACs / (peak u), bytes / bandwidth, conversions / vector rate, launch).
 *
 * <pre>
 *   u = u_tile u_wave eta   u_tile   useful share of the tiles at the edges
 *                           u_wave   share of the units at work, averaged over the waves of tiles
 *                           eta      best share of theory that large products reach on the device
 *   bytes                   M K b_a + K N b_b + M N b_c at least; M N K (b_a / tn + b_b / tm) + M N b_c where the tiles
 *                           tm, tn that the cache holds are smaller than the matrices
 * </pre>
 *
 * Operands are stored in the format's own bits, scales of blocks included, 2:4 sparse ones in half of them and a 2-bit
 * index per kept value; results are written once in 32 bits. The output tile of a unit is the best of 128 x 256 to 64 x 64, or 16 x 128 for thin results, the depth
 * split among up to 16 units where there are few tiles.
 * An operand that the units do not read as it is stored (weight-only formats, formats without a native type) is converted by
 * the vector units, {@link #CONVERSION_OPERATIONS} each: unpack, and scale. Every tile of {@link #TILE} rows or columns
 * of the result converts its own.
 *
 * <p>Energy = MACs e_mac + SRAM bits e_sram + memory bits e_memory + idle power x time: e_mac of a fused dot product of the
 * native type scaled to the node (not below 7 nm, the last of the table), its registers apart; every operand element is read
 * once per tile of {@link #TILE} from SRAM of {@link #LOCAL_BYTES}; memory at cell scope, {@link #IDLE_SHARE} of the board
 * power idle: an order of magnitude. One core of a processor has register tiles instead, converts with the units that multiply, and
 * spends its share of the package's power while it is busy, arithmetic included.
 *
 * @param bytes moved to and from memory
 * @param timeS s
 * @param energy by where it goes
 * @param utilisation achieved share of the peak
 * @param intensity MACs per byte
 * @param boundBy compute, memory, conversion or launch
 */
public record Roofline(
        Placement placement, Gemm gemm, double bytes, double timeS, Energy energy, double utilisation,
        double intensity, String boundBy) {

    /** Unpack and multiply by the scale: assumption. */
    public static final double CONVERSION_OPERATIONS = 2;

    /** Side of the tile of the result that a compute unit holds. */
    public static final double TILE = 128;

    /** Shared memory of a compute unit. */
    public static final double LOCAL_BYTES = 192 * 1024;

    /** A kernel is not shorter than this, s: assumption. */
    public static final double LAUNCH_S = 2e-6;

    /** A call of a product on a processor, s: assumption. */
    public static final double CALL_S = 1e-7;

    /** Share of the board power that is spent whatever happens: assumption. */
    public static final double IDLE_SHARE = 0.15;

    /** Results are written in binary32 or as 32-bit integers. */
    public static final double RESULT_BITS = 32;

    private static final int TILE_DEPTH = 64;
    private static final int[][] TILES = {{128, 256}, {256, 128}, {128, 128}, {64, 128}, {128, 64}, {64, 64}};
    /** For results with a side below 64: the granularity of the instructions is 8 to 16. */
    private static final int[][] THIN_TILES = {{16, 128}, {128, 16}};

    private static final int MOST_SPLITS = 16;
    private static final int LEAST_DEPTH = 128;
    private static final double FINEST_NODE_NM = 7;
    private static final int FUSED_LANES = 8;
    private static final int FUSED_BITS = 25;

    /** Both operands in the format of the placement. */
    public static Roofline of(Placement placement, Gemm gemm) {
        double bits = storedBits(placement.format());
        double bitsA = placement.sparse() ? bits / 2 + 1 : bits;
        boolean converts = !placement.reads(placement.format());
        return of(placement, gemm, new Storage(bitsA, bits, RESULT_BITS, converts, converts));
    }

    /** Operands and results stored in other ways, as weight-only formats and convolutions need. */
    public static Roofline of(Placement placement, Gemm gemm, Storage storage) {
        Device device = placement.device();
        double bytes = traffic(gemm, storage.bitsA(), storage.bitsB(), storage.bitsC(), device.cacheBytes());
        double rate = placement.peakMacPerSecond() * tiling(gemm, placement) * device.achieved();
        double compute = gemm.macs() / rate;
        double memory = bytes / device.bandwidthBytesPerSecond();
        double operations = CONVERSION_OPERATIONS * conversions(gemm, storage);
        double conversion = operations / device.vectorPerSecond();
        double busy = device.isCore() ? compute + conversion : Math.max(compute, conversion);
        double time = Math.max(device.isCore() ? CALL_S : LAUNCH_S, Math.max(busy, memory));
        String bound = time == busy
                ? compute >= conversion ? "compute" : "conversion"
                : time == memory ? "memory" : "launch";
        return new Roofline(
                placement, gemm, bytes, time, energy(placement, gemm, storage, bytes, operations, time),
                gemm.macs() / (time * placement.peakMacPerSecond()), gemm.macs() / bytes, bound);
    }

    /** Whether the product lies left of the ridge: were there no launch and no lost tiles, memory would bind it. */
    public boolean isBelowRidge() {
        return intensity < ridge(placement);
    }

    public double energyJ() {
        return energy.totalJ();
    }

    /** Elements that the vector units turn into the native type. */
    private static double conversions(Gemm g, Storage storage) {
        double a = storage.convertsA() ? (double) g.m() * g.k() * Math.ceil(g.n() / TILE) : 0;
        double b = storage.convertsB() ? (double) g.k() * g.n() * Math.ceil(g.m() / TILE) : 0;
        return a + b;
    }

    private static Energy energy(
            Placement placement, Gemm gemm, Storage storage, double bytes, double operations, double timeS) {
        Device device = placement.device();
        double pico = 1e-12;
        double dram = bytes * 8 * Memories.pjPerBit(device.memory()) * pico;
        if (device.isCore()) {
            return new Energy(device.powerW() * timeS, 0, 0, dram, 0);
        }
        UnitCost unit = unit(placement);
        double macPj = gemm.macs() * (placement.sparse() ? 0.5 : 1) * unit.energyPj();
        double registers = registerShare(unit);
        double vectorPj = operations * vectorPj(device);
        double sramBits = gemm.macs() * (storage.bitsA() / Math.min(TILE, gemm.n()) + storage.bitsB() / Math.min(TILE, gemm.m()));
        double idle = Double.isNaN(device.powerW()) ? 0 : IDLE_SHARE * device.powerW() * timeS;
        return new Energy(
                (macPj * (1 - registers) + vectorPj) * pico, macPj * registers * pico,
                sramBits * Memories.sramPjPerBit(LOCAL_BYTES, device.nodeNm()) * pico,
                dram, idle);
    }

    /** The accumulator's share of the unit, by area. */
    private static double registerShare(UnitCost unit) {
        double all = CellLibrary.NANGATE45.areaUm2(unit.unit().cells());
        return CellLibrary.NANGATE45.areaUm2(unit.unit().breakdown().cells(Part.REGISTER)) / all;
    }

    /** A binary32 multiply-add. */
    private static double vectorPj(Device device) {
        Operand fp32 = Operand.of(Formats.any("fp32"));
        return UnitCost.of(fp32, fp32, Accumulation.FP32, 1, Adder.PREFIX, technology(device)).energyPj();
    }

    /** Bits that an element takes in memory, its share of the scales included. */
    public static double storedBits(Format format) {
        if (format instanceof BlockFormat block) {
            return block.width() + 8.0 / block.blockSize();
        }
        return format.width();
    }

    /** MACs per byte at which memory and compute take equally long. */
    public static double ridge(Placement placement) {
        return placement.peakMacPerSecond() / placement.device().bandwidthBytesPerSecond();
    }

    private static double traffic(Gemm g, double bitsA, double bitsB, double bitsC, double cacheBytes) {
        double compulsory = ((double) g.m() * g.k() * bitsA + (double) g.k() * g.n() * bitsB) / 8
                + (double) g.m() * g.n() * bitsC / 8;
        double[] tile = cacheTile(g, bitsA, bitsB, cacheBytes);
        double tiled = g.macs() * (bitsA / tile[1] + bitsB / tile[0]) / 8 + (double) g.m() * g.n() * bitsC / 8;
        return Math.max(compulsory, tiled);
    }

    /** The largest square tile with tm tk b_a + tn tk b_b + tm tn b_acc bits in the cache; a short side leaves room. */
    private static double[] cacheTile(Gemm g, double bitsA, double bitsB, double cacheBytes) {
        double budget = cacheBytes * 8;
        double linear = TILE_DEPTH * (bitsA + bitsB);
        double side = (-linear + Math.sqrt(linear * linear + 4 * RESULT_BITS * budget)) / (2 * RESULT_BITS);
        if (!(side >= 1)) {
            return new double[] {Math.min(g.m(), 128), Math.min(g.n(), 128)};
        }
        double tm = Math.min(g.m(), side);
        double tn = Math.min(g.n(), (budget - tm * TILE_DEPTH * bitsA) / (TILE_DEPTH * bitsB + tm * RESULT_BITS));
        tm = Math.min(g.m(), (budget - tn * TILE_DEPTH * bitsB) / (TILE_DEPTH * bitsA + tn * RESULT_BITS));
        return new double[] {tm, tn};
    }

    /** u_tile u_wave of the best output tile; few tiles share the depth among more units, down to 128 of it each. */
    private static double tiling(Gemm g, Placement placement) {
        if (placement.device().isCore()) {
            return edges(g, placement.type().tile());
        }
        int units = placement.device().units();
        double best = 0;
        for (int[] t : Math.min(g.m(), g.n()) < 64 ? THIN_TILES : TILES) {
            double tiles = Math.ceil((double) g.m() / t[0]) * Math.ceil((double) g.n() / t[1]);
            double useful = (double) g.m() * g.n() / (tiles * t[0] * t[1]);
            for (long split = 1; split == 1 || split <= MOST_SPLITS && g.k() / split >= LEAST_DEPTH; split *= 2) {
                double parts = tiles * split;
                best = Math.max(best, useful * parts / (Math.ceil(parts / units) * units));
            }
        }
        return best;
    }

    private static UnitCost unit(Placement placement) {
        Format format = placement.type().formats(placement.device().hasShiftedFloat8()).getFirst();
        Operand operand = Operand.of(format);
        boolean integer = operand.isSign() || operand.datapath().isInteger();
        return UnitCost.of(
                operand, operand, integer ? Accumulation.EXACT : new Accumulation.Fused(FUSED_BITS), FUSED_LANES,
                Adder.PREFIX, technology(placement.device()));
    }

    private static Technology technology(Device device) {
        return Technology.at(Math.max(FINEST_NODE_NM, device.nodeNm()));
    }

    /** Useful share of register tiles of mr rows by nr vectors of columns. */
    private static double edges(Gemm g, SimdCost.Tile tile) {
        SimdPath path = tile.cost().path();
        double rows = tile.mr() * (path.isTile() ? 16 : 1);
        double columns = tile.nr() * (path.isTile() ? 16 : SimdKernel.columns(path));
        return (double) g.m() * g.n() / (Math.ceil(g.m() / rows) * rows * Math.ceil(g.n() / columns) * columns);
    }
}
