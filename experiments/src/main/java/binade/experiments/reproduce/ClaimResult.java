package binade.experiments.reproduce;

import java.util.List;

/**
 * A claim with what was measured.
 *
 * @param paper key
 * @param id of the claim
 * @param statement in words
 * @param published the paper's value
 * @param ours the quantity; NaN if it is none
 * @param relation what must hold
 * @param verdict whether it does
 * @param source in the paper
 * @param scale of the original
 * @param setting of ours
 * @param quantity how ours follows from the tables of the commands
 * @param commands that were run
 * @param note why it failed or was not measured; empty if it holds
 */
public record ClaimResult(
        String paper, String id, String statement, String published, double ours, String relation, Verdict verdict, String source,
        String scale, String setting, String quantity, List<String> commands, String note) {
    public ClaimResult {
        commands = List.copyOf(commands);
    }
}
