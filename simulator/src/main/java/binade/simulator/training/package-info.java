/** Training of networks: the optimizer, its schedule, and checkpoints. */
package binade.simulator.training;
