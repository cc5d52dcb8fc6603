/** JSON records of machines and training recipes, read with messages that name the field. */
package binade.simulator.json;
