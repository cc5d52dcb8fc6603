package binade.hwmodel;

/** How the energy of a unit is estimated; 45 nm, 1.1 V. */
public interface EnergyRule {

    /** Energy of one multiply-accumulate, pJ: that of a cycle divided by the lanes. */
    double energyPjPerMac(MacUnit unit);

    /** What it assumes, in one line. */
    String text();
}
