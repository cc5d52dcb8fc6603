/**
 * Executable papers: claims as data, measured by the verbs of the command line and judged by a relation.
 *
 * <p>A paper is a folder: {@code recipe.json} names command lines, {@code claims.csv} has a row per claim. A measurement is a
 * command that anybody can type; what it prints as JSON are the tables in which a claim's quantity looks up its numbers.
 */
package binade.experiments.reproduce;
