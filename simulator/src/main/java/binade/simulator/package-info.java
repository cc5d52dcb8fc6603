/** What hardware does with such numbers, bit by bit. */
package binade.simulator;
