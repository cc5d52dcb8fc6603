/**
 * Counter-based random numbers: a block is a function of key and counter, so a result is the same on one thread or
 * many, in any order.
 */
package binade.formats.random;
