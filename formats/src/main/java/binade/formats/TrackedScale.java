package binade.formats;

/**
 * A shared scale that survives between tensors and moves by at most one per call (paper-method 3.2): up if any rounded,
 * unclamped value lies above binade index {@code room}, down if none reaches it. The new scale holds from the next call.
 *
 * <p>In steady state the largest element sits exactly in binade index room. All-zero tensors reach nothing, so they
 * lower the scale (down to the smallest one) unless {@code holdOnZero}.
 */
public final class TrackedScale {
    private final GridFormat format;
    private final int room;
    private final boolean holdOnZero;
    private int scale;

    /** @throws IllegalArgumentException if the format has no scale, the start is out of its range or the room negative */
    public TrackedScale(GridFormat format, int room, int start, boolean holdOnZero) {
        if (room < 0) {
            throw new IllegalArgumentException("room " + room + "; at least 0 binades of headroom are needed");
        }
        if (!format.scalable()) {
            throw new IllegalArgumentException("format " + format.id() + " has no scale to track");
        }
        requireInRange(format, start);
        this.format = format;
        this.room = room;
        this.scale = start;
        this.holdOnZero = holdOnZero;
    }

    /** The scale the next tensor will be quantized with. */
    public int scale() {
        return scale;
    }

    /**
     * Goes on from another scale.
     *
     * @throws IllegalArgumentException if it is out of the format's range
     */
    public void set(int newScale) {
        requireInRange(format, newScale);
        scale = newScale;
    }

    private static void requireInRange(GridFormat format, int scale) {
        if (scale < format.minScale() || scale > format.maxScale()) {
            throw new IllegalArgumentException("scale " + scale + " of format " + format.id() + " is outside "
                    + format.minScale() + " to " + format.maxScale());
        }
    }

    /**
     * Moves the scale after a tensor was quantized with the present one.
     *
     * @param largestUnclamped largest magnitude after rounding to the grid and before the range check
     *     ({@link ScalarRounding#toGrid}), 0 if all are zero; in an unsigned format negative inputs count as zero
     */
    public void update(double largestUnclamped) {
        if (largestUnclamped == 0) {
            if (!holdOnZero) {
                move(-1);
            }
            return;
        }
        int index = scale - Math.getExponent(largestUnclamped);
        if (index < room) {
            move(1);
        } else if (index > room) {
            move(-1);
        }
    }

    private void move(int step) {
        scale = Math.clamp(scale + step, format.minScale(), format.maxScale());
    }
}
