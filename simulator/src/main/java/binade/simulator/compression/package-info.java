/**
 * Trained networks made small (Han, Mao, Dally: Deep Compression, ICLR 2016): magnitude pruning, weights that share the values
 * of a small table, Huffman coding, and files of the outcome (docs/compressed-format.md) that give the very weights back.
 */
package binade.simulator.compression;
