package binade.hwmodel.device;

/**
 * Where energy goes, J.
 *
 * @param arithmeticJ multiplying and adding, conversions included
 * @param registersJ accumulators
 * @param sramJ on-chip memory that feeds the units
 * @param dramJ off-chip memory
 * @param idleJ spent whatever happens, over the time taken
 */
public record Energy(double arithmeticJ, double registersJ, double sramJ, double dramJ, double idleJ) {
    public static final Energy NONE = new Energy(0, 0, 0, 0, 0);

    public Energy plus(Energy o) {
        return new Energy(
                arithmeticJ + o.arithmeticJ, registersJ + o.registersJ, sramJ + o.sramJ, dramJ + o.dramJ, idleJ + o.idleJ);
    }

    public double totalJ() {
        return arithmeticJ + registersJ + sramJ + dramJ + idleJ;
    }
}
