/** Generators and laws for test suites: hold an implementation of a number format to its definition. */
package binade.testkit;
