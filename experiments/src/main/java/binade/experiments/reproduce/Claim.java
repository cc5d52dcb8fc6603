package binade.experiments.reproduce;

/**
 * A row of {@code claims.csv}.
 *
 * @param paper key of the paper
 * @param id within the paper
 * @param statement in words
 * @param quantity what is measured
 * @param relation what must hold between {@code ours}, the quantity, and {@code paper}, the published value
 * @param published the paper's value: a number, or words where the relation does not use it
 * @param scale of the original experiment
 * @param setting of ours, in words
 * @param source table, figure or section; "second-hand" where the paper itself was not at hand
 * @param explanation why it fails at our scale, as far as we know; shown only if it does
 */
record Claim(
        String paper, String id, String statement, Formula quantity, Formula relation, String published, String scale,
        String setting, String source, String explanation) {
    /** An expression with its text. */
    record Formula(String text, Expression expression) {
        static Formula parse(String text) {
            return new Formula(text, Expression.parse(text));
        }
    }

    /** The paper's value as a number; NaN for words. */
    double publishedNumber() {
        try {
            return Double.parseDouble(published);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
