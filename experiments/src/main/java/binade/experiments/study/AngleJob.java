package binade.experiments.study;

import binade.formats.Format;
import binade.simulator.network.PointRounding;
import binade.simulator.training.FormatRounding;

/** One format at one room, at every point. */
public record AngleJob(Format format, int room) implements AngleCase {
    public AngleJob {
        if (room < 0 || room > 64) {
            throw new IllegalArgumentException("room " + room + "; allowed: 0 to 64 binades of headroom");
        }
    }

    @Override
    public PointRounding rounding() {
        return FormatRounding.of(format, room);
    }
}
