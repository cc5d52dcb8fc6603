package binade.hwmodel.validation;

import java.util.ArrayList;
import java.util.List;

/** All points, check by check; {@code binade cost --validate} prints them. */
public final class Validation {
    private Validation() {}

    public static List<Point> points() {
        List<Point> points = new ArrayList<>();
        points.addAll(SynthesisChecks.areas());
        points.addAll(SynthesisChecks.medians());
        points.addAll(SynthesisChecks.relativeAreas());
        points.addAll(SynthesisChecks.lists());
        points.addAll(SynthesisChecks.order());
        points.addAll(SynthesisChecks.energies());
        points.addAll(SynthesisChecks.periods());
        points.addAll(PublishedChecks.areas());
        points.addAll(PublishedChecks.energies());
        points.addAll(PublishedChecks.blockMinifloat());
        points.addAll(DeviceChecks.peaks());
        points.addAll(DeviceChecks.instructions());
        points.addAll(DeviceChecks.achieved());
        points.addAll(DeviceChecks.sram());
        return List.copyOf(points);
    }
}
