package binade.hwmodel.device;

import binade.hwmodel.Accumulation;
import binade.hwmodel.Adder;
import binade.hwmodel.CellLibrary;
import binade.hwmodel.Cell;
import binade.hwmodel.Operand;
import binade.hwmodel.Technology;
import binade.hwmodel.UnitCost;

/**
 * A systolic array of one's own: rows x columns of multiply-accumulate units with operand registers, an SRAM and a memory.
 *
 * <pre>
 *   cycles   output stationary  ceil(M/R) ceil(N/C) (2R + C + K - 2)
 *            weight stationary  ceil(K/R) ceil(N/C) (2R + C + M - 2)       as SCALE-Sim counts
 *   area     R C (unit + operand registers) + SRAM bits x 0.42 um2 at 45 nm, periphery included (0.35 to 0.5: assumption)
 *   energy   MACs e_mac + SRAM reads (R b_a + C b_b bits a cycle) e(capacity) + memory bits e_memory
 * </pre>
 *
 * SRAM energy is not scaled with the node: it falls much less than that of arithmetic.
 *
 * @param dataflow which operand stays where it is
 * @param clockMhz MHz
 * @param bandwidthBytesPerSecond of the memory
 * @param sramBytes on chip
 * @param memory hbm, gddr6, lpddr5 or ddr
 */
public record MacArray(
        int rows, int columns, Dataflow dataflow, double clockMhz, Accumulation accumulation, Adder adder,
        Technology technology, double bandwidthBytesPerSecond, double sramBytes, String memory) {
    private static final double SRAM_UM2_PER_BIT = 0.42;
    private static final double RESULT_BITS = 32;

    /** What stays in place. */
    public enum Dataflow { OUTPUT_STATIONARY, WEIGHT_STATIONARY }

    /**
     * A product on an array.
     *
     * @param energyJ arithmetic, SRAM and memory
     * @param boundBy compute or memory
     */
    public record Run(double timeS, double energyJ, double utilisation, String boundBy) {}

    public double peakMacPerSecond() {
        return (double) rows * columns * clockMhz * 1e6;
    }

    /** The unit of one cell; both operands in the format. */
    public UnitCost unit(Operand operand) {
        return UnitCost.of(operand, operand, accumulation, 1, adder, technology);
    }

    /** Pipeline stages that the clock asks of a unit; 0 away from 45 nm, where periods are not known. */
    public int stages(Operand operand) {
        double period = unit(operand).periodNs();
        return Double.isNaN(period) ? 0 : (int) Math.ceil(period * clockMhz * 1e-3);
    }

    /** um2 of the whole array with its SRAM. */
    public double areaUm2(Operand operand) {
        double registers = 2.0 * operand.format().width() * CellLibrary.NANGATE45.areaUm2(Cell.FLIP_FLOP);
        double sram = sramBytes * 8 * SRAM_UM2_PER_BIT;
        return rows * (double) columns * (unit(operand).areaUm2() + registers * technology.areaFactor())
                + sram * technology.areaFactor();
    }

    /** Cycles of a product, the filling and draining of each tile included. */
    public double cycles(Gemm g) {
        return switch (dataflow) {
            case OUTPUT_STATIONARY ->
                Math.ceil((double) g.m() / rows) * Math.ceil((double) g.n() / columns) * (2.0 * rows + columns + g.k() - 2);
            case WEIGHT_STATIONARY ->
                Math.ceil((double) g.k() / rows) * Math.ceil((double) g.n() / columns) * (2.0 * rows + columns + g.m() - 2);
        };
    }

    /** Time, energy and utilisation of a product. */
    public Run run(Operand operand, Gemm g) {
        double bits = Roofline.storedBits(operand.format());
        double bytes = ((double) g.m() * g.k() + (double) g.k() * g.n()) * bits / 8
                + (double) g.m() * g.n() * RESULT_BITS / 8;
        double compute = cycles(g) / (clockMhz * 1e6);
        double memoryTime = bytes / bandwidthBytesPerSecond;
        double time = Math.max(compute, memoryTime);
        double sramBits = cycles(g) * (rows + columns) * bits;
        double energy = g.macs() * unit(operand).energyPj() + sramBits * Memories.sramPjPerBit(sramBytes)
                + bytes * 8 * Memories.pjPerBit(memory);
        return new Run(time, energy * 1e-12, g.macs() / (time * peakMacPerSecond()), time == compute ? "compute" : "memory");
    }
}
