package binade.simulator.tensorcore;

/** Whether operands have the scales their unit reads. */
final class Scales {
    private Scales() {}

    /** @throws IllegalArgumentException naming the number of scales and the block sizes the unit takes */
    static DotOperands check(MatrixUnit unit, DotOperands x) {
        Scaling scaling = unit.scaling();
        int scales = x.scaleA().length;
        if (!scaling.isPresent()) {
            if (scales > 0) {
                throw new IllegalArgumentException(unit.name() + " takes no scales, but " + scales + " were given");
            }
            return x;
        }
        if (scales == 0 || x.a().length % scales != 0 || !scaling.blocks().contains(x.scaleBlock())) {
            throw new IllegalArgumentException(unit.name() + " takes one scale per " + scaling.blocks() + " elements; "
                    + x.a().length + " elements have " + scales);
        }
        return x;
    }
}
