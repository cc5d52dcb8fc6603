package binade.hwmodel.validation;

/**
 * One point that the model is held to.
 *
 * @param check the row of the list of checks
 * @param name what is compared
 * @param source where the reference is from
 * @param unit of both figures
 * @param ours the model's
 * @param lowest smallest ratio ours / reference that holds
 * @param highest largest one
 */
public record Point(
        String check, String name, String source, String unit, double reference, double ours, double lowest,
        double highest) {

    static Point within(
            String check, String name, String source, String unit, double reference, double ours, double percent) {
        return new Point(check, name, source, unit, reference, ours, 1 - percent / 100, 1 + percent / 100);
    }

    static Point withinFactor(
            String check, String name, String source, String unit, double reference, double ours, double factor) {
        return new Point(check, name, source, unit, reference, ours, 1 / factor, factor);
    }

    public double ratio() {
        return ours / reference;
    }

    /** Whether the point holds. */
    public boolean holds() {
        return ratio() >= lowest && ratio() <= highest;
    }
}
