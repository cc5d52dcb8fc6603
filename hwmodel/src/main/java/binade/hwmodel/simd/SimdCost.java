package binade.hwmodel.simd;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Cycles of a step: the largest of
 *
 * <pre>
 *   ports      {@link PortPressure} of the instructions, loads left out
 *   front end  micro-operations, loads and loop control among them, / rename width
 *   chain      latency through an accumulator / accumulators that do not wait for each other
 *   loads      loads / loads per cycle; wider ones than a port, and those that cross a cache line, count twice
 *   transfer   bytes / bandwidth of the second-level cache or of memory, where operands come from there
 * </pre>
 *
 * Not modelled: start and end of a loop (some 50 cycles a call), the choice of ports by the scheduler
 * (a block that keeps all ports busy reaches 80 to 95 % of it), translation misses, the clock's dependence on the instructions.
 *
 * @param level where operands are
 * @param portPressure with the ports that bind
 * @param evenShares what the ports would take if each instruction kept its even shares
 */
public record SimdCost(
        Cpu cpu, SimdPath path, SimdKernel kernel, Level level, PortPressure portPressure, double evenShares, double frontEnd,
        double chain, double loads, double transfer) {
    /** Add and branch. */
    private static final double LOOP_UOPS = 2;

    /** Where operands are. */
    public enum Level { L1, L2, MEMORY }

    /** Operands aligned to their vectors. */
    public static SimdCost of(Cpu cpu, SimdPath path, SimdKernel kernel, Level level) {
        return of(cpu, path, kernel, level, true);
    }

    /**
     * @param aligned whether vectors start at multiples of their size; those of 64 bytes cross a line if not
     * @throws IllegalArgumentException if the processor lacks the path, or tiles are asked for one vector at a time
     */
    public static SimdCost of(Cpu cpu, SimdPath path, SimdKernel kernel, Level level, boolean aligned) {
        if (!cpu.runs(path)) {
            throw new IllegalArgumentException(cpu.id() + " has no " + path.id() + ", which needs " + path.isa());
        }
        if (path.isTile() && !kernel.title().equals("tile")) {
            throw new IllegalArgumentException(path.id() + " multiplies tiles; there is no " + kernel.title() + " with it");
        }
        Map<Instruction, Double> counts = new LinkedHashMap<>();
        double decodes = kernel.vectors() + kernel.broadcasts();
        path.compute().forEach((name, n) -> counts.merge(cpu.instruction(name, path.form()), (double) n, Double::sum));
        path.decode().forEach((name, n) -> counts.merge(cpu.instruction(name, path.form()), n * decodes, Double::sum));
        double uops = LOOP_UOPS / kernel.chains() + kernel.vectors() * path.loads() + kernel.broadcasts();
        for (Map.Entry<Instruction, Double> c : counts.entrySet()) {
            uops += c.getKey().uops() * c.getValue();
        }
        double bits = path.isTile() ? 512 : path.operandBytes() * 8 / path.loads();
        double slots = Math.ceil(bits / cpu.loadBits()) * (aligned || bits < 512 ? 1 : 2);
        double loads = (kernel.vectors() * path.loads() * slots + kernel.broadcasts()) / cpu.loadsPerCycle();
        double latency = path.chain().stream().mapToDouble(name -> cpu.instruction(name, path.form()).latency()).sum();
        double bytes = kernel.streamed() * path.operandBytes();
        double bytesPerCycle = switch (level) {
            case L1 -> Double.POSITIVE_INFINITY;
            case L2 -> cpu.l2BytesPerCycle();
            case MEMORY -> cpu.coreBandwidth() / (cpu.clockGhz() * 1e9);
        };
        return new SimdCost(
                cpu, path, kernel, level, PortPressure.of(counts), PortPressure.evenShares(counts), uops / cpu.renameWidth(),
                latency / kernel.chains(), loads, bytes / bytesPerCycle);
    }

    /** The register tile with the most products per cycle, of equal ones that with the fewest loads. */
    public static Tile bestTile(Cpu cpu, SimdPath path) {
        Tile best = null;
        for (int nr = 1; nr <= 8; nr++) {
            for (int mr = 1; registers(path, mr, nr) <= Cpu.registers(path.form()); mr++) {
                SimdCost cost = of(cpu, path, SimdKernel.tile(mr, nr, path.isTile()), Level.L1);
                if (best == null || cost.macPerCycle() > best.cost.macPerCycle() * (1 + 1e-9)
                        || cost.macPerCycle() > best.cost.macPerCycle() * (1 - 1e-9) && cost.loads < best.cost.loads) {
                    best = new Tile(mr, nr, cost);
                }
            }
        }
        if (best == null) {
            throw new IllegalStateException("no tile of " + path.id() + " fits the registers of " + cpu.id());
        }
        return best;
    }

    /** Accumulators, nr vectors of b, one of a, constants. */
    private static int registers(SimdPath path, int mr, int nr) {
        return mr * nr * path.accumulators() + (nr + 1) * path.operandRegisters() + path.constants();
    }

    /** A register tile: mr rows of a by nr vectors of b. */
    public record Tile(int mr, int nr, SimdCost cost) {}

    /** Cycles of a step. */
    public double cycles() {
        return Math.max(Math.max(Math.max(portPressure.cycles(), frontEnd), Math.max(chain, loads)), transfer);
    }

    /** What takes the longest. */
    public String boundBy() {
        double most = cycles() * (1 - 1e-9);
        return transfer >= most ? level == Level.L2 ? "L2" : "memory"
                : loads >= most ? "loads"
                : portPressure.cycles() >= most ? "ports " + String.join(" ", portPressure.ports())
                : chain >= most ? "chain"
                : "front end";
    }

    public double macPerCycle() {
        return path.macs() / cycles();
    }

    public double macPerSecond() {
        return macPerCycle() * cpu.clockGhz() * 1e9;
    }
}
