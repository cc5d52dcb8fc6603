package binade.experiments.study;

import binade.formats.GridFormat;

/** One format at one room, to be measured. */
public record AngleJob(GridFormat format, int room) {}
