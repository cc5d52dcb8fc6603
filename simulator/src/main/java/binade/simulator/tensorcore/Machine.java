package binade.simulator.tensorcore;

import java.util.List;

/**
 * A device and its matrix instructions.
 *
 * @param id as on the command line
 * @param name in words
 * @param units in the order of the resource file: of several paths for the same formats the usual one comes first
 */
public record Machine(String id, String name, List<MatrixUnit> units) {
    public Machine {
        units = List.copyOf(units);
    }
}
