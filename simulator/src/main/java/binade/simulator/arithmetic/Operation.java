package binade.simulator.arithmetic;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An operation whose operands and result have one format. IEEE 754-2019 sections 5.3.1, 5.4.1. */
public enum Operation {
    /** a + b. */
    ADD("add", 2),
    /** a - b. */
    SUB("sub", 2),
    /** a b. */
    MUL("mul", 2),
    /** a / b. */
    DIV("div", 2),
    /** The square root; that of -0 is -0. */
    SQRT("sqrt", 1),
    /** a - n b, n the integer nearest to a / b, ties to even; a zero has the sign of a. */
    REM("rem", 2),
    /** a b + c. */
    FMA("fma", 3),
    /** The integer that the rounding rule chooses; a zero has the sign of a. Differing from a is inexact. */
    ROUND_TO_INT("roundToInt", 1);

    private final String id;
    private final int operands;

    Operation(String id, int operands) {
        this.id = id;
        this.operands = operands;
    }

    /** The name on the command line. */
    public String id() {
        return id;
    }

    /** Number of operands, 1 to 3. */
    public int operands() {
        return operands;
    }

    /** @throws IllegalArgumentException naming the allowed ids */
    public static Operation parse(String id) {
        for (Operation o : values()) {
            if (o.id.equalsIgnoreCase(id)) {
                return o;
            }
        }
        throw new IllegalArgumentException("unknown operation '" + id + "'; allowed: "
                + Arrays.stream(values()).map(Operation::id).collect(Collectors.joining(" ")));
    }
}
