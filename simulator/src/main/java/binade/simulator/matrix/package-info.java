/**
 * Matrix products in binary32 of which every element is the sequential chain fma(a_k, b_k, c), k ascending: the same
 * bits on every vector width, with or without the vector module, however the loops are blocked.
 */
package binade.simulator.matrix;
