/** What a format costs in silicon: counts of cells, and what follows from them. */
package binade.hwmodel;
