/**
 * Does the gradient angle predict what training with a format ends in? Networks trained from scratch in many formats, beside
 * the angles of the same formats on the network trained in binary32 (paper-method 10.2, reference-workloads 3.2).
 *
 * <pre>
 *   CorrelationPlan      what is trained and measured
 *   CorrelationStudy     does it, one training per thread
 *   FinishedTrainings    keeps what is finished, so that an interrupted study goes on
 *   Correlation          the outcome: a row per format, rank correlations per subset of widths
 * </pre>
 */
package binade.experiments.study.correlation;
