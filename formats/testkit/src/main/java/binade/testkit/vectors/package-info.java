/** Critical inputs, exact answers and vector files; plain Java, so that programs can use it without a test library. */
package binade.testkit.vectors;
