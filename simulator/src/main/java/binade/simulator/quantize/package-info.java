/**
 * Networks that were trained in binary32, made small afterwards: weights and activations in any format of the library.
 *
 * <pre>
 *   QuantizationRecipe recipe = QuantizationRecipes.parse("static");
 *   QuantizedNetwork q = PostTraining.quantize(network, samples, count, recipe);
 *   float[] logits = q.network().bind(64).forward(x, 64, q.pass());
 *   long bytes = q.size().total();
 * </pre>
 *
 * <p>Weights are seen as rows[N,K]: one row per output, K inputs that a product sums over. Ranges are what an
 * {@link binade.simulator.quantize.Observer} keeps of the values it saw; a {@link binade.simulator.quantize.TensorScheme}
 * says how a tensor is then written down. Everything is simulated in binary32
 * ("fake quantization").
 */
package binade.simulator.quantize;
