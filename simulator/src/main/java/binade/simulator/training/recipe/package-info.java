/** Low-precision training schemes as data: one JSON record each, shipped ones in {@code recipes.json}. */
package binade.simulator.training.recipe;
