/** Studies: pure functions from a workload, a recipe and a seed to a table. Nothing here prints, draws or saves. */
package binade.experiments.study;
