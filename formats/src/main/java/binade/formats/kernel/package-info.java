/** Rounding kernels, scalar and vector, of which one is chosen per process; the same bits from both. */
package binade.formats.kernel;
