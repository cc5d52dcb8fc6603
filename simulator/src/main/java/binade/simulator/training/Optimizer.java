package binade.simulator.training;

import binade.simulator.network.Gradients;
import binade.simulator.network.Network;

/** Updates the parameters of one network from their gradients; keeps what it needs between updates. */
public interface Optimizer {
    /** One update of all parameters. */
    void step(Gradients gradients, double learningRate);

    /** How the optimizer of a network is made: the hyper-parameters. */
    interface Rule {
        Optimizer on(Network network);
    }
}
