/**
 * A network as a graph of tensors and operators, as exchange formats describe it: every shape is known, each operator stands
 * beside its own gradient, activations and errors are rounded where they enter and leave matrix operators.
 */
package binade.simulator.graph;
