/**
 * JMH benchmarks, apart from the product. Speeds are stated as ratios to copying the same arrays in the same run, because
 * such a ratio carries over to other machines.
 */
package binade.benchmarks;
