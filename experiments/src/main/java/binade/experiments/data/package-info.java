/** Data of one's own: NumPy arrays and archives, IDX and CSV files, read without trust. */
package binade.experiments.data;
