package binade.experiments.study;

import java.util.List;

/**
 * The result of the ranking study.
 *
 * @param workload id, e.g. {@code digits-noisy-mlp}
 * @param seed of initial weights, order and noise
 * @param loss mean full-precision loss over the mini-batches used, nats
 * @param batches mini-batches asked for
 * @param batchSize samples in each
 * @param rooms rooms of the ranking
 * @param placement where values are quantized: {@code workload}
 * @param orderedBy the variant whose angle orders the rows
 * @param rows all formats, room by room, best first within a room
 * @param sensitivity the named formats at several rooms, format by format; may be empty
 */
public record Ranking(
        String workload, long seed, double loss, int batches, int batchSize, List<Integer> rooms, String placement,
        Variant orderedBy, List<RankingRow> rows, List<RankingRow> sensitivity) {
    public Ranking {
        rooms = List.copyOf(rooms);
        rows = List.copyOf(rows);
        sensitivity = List.copyOf(sensitivity);
    }
}
