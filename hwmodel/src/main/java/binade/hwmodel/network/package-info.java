/** The matrix products of whole networks, counted and put on machines. */
package binade.hwmodel.network;
