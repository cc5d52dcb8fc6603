/** Slow, obvious, exact: big integers straight from the definitions. Used by tests and verification only. */
package binade.formats.reference;
