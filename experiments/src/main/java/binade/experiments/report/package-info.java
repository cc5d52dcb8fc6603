/** Drawing, printing and saving, once for all studies. */
package binade.experiments.report;
