/**
 * A format for each layer: which ones turn a network's gradient least within a budget of bits, area or energy?
 *
 * <pre>
 *   LayerLoad          what a layer weighs: values rounded at its points, multiply-accumulates on them
 *   CostKind           what a format costs: bits, area or energy of a multiply-accumulate
 *   AdditiveModel      squares of angles and costs add up over the layers: greedy choice, neighbours of a choice
 *   AssignmentStudy    measures the layers, chooses greedily, measures the choice and its neighbours themselves
 * </pre>
 */
package binade.experiments.study.assignment;
