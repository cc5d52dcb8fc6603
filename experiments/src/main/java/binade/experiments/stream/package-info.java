/** Numbers as text, one line at a time: what {@code binade round} reads and writes. */
package binade.experiments.stream;
