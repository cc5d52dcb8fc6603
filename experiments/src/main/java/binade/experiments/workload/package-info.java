/** Data sets, networks and training recipes: a workload is one entry of {@code workloads.json}. */
package binade.experiments.workload;
