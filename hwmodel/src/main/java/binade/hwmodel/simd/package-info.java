/**
 * Vector units of processors: cycles of dot products, matrix-vector products and register tiles from the instructions they take.
 *
 * <pre>
 *   Cpus.find("zen5")                          a Cpu: widths, caches, clock, and its instruction tables
 *   SimdPaths.all()                            instruction sequences that multiply and accumulate, as data
 *   SimdCost.of(cpu, path, kernel, level)      cycles of a step, by bound, and what follows
 * </pre>
 */
package binade.hwmodel.simd;
