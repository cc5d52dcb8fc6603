package binade.experiments.study;

import binade.simulator.network.PointRounding;

/** Something whose gradient angle is measured: what is done at each quantization point. */
public interface AngleCase {
    /** The rounding of activations and of errors; for one thread. */
    PointRounding rounding();
}
