/** The catalogue of quantization, training and compression methods: what there is, where, and how to use it; data in {@code methods.json}. */
package binade.simulator.methods;
