/**
 * Arithmetic in a format: decode the operands exactly, operate exactly, round once.
 *
 * <pre>
 *   Projection.of(format)                 how an exact result becomes a code: format, scale, rounding, overflow
 *   Arithmetic.of(projection).add(a, b)   codes in, a code and the IEEE flags it raised out
 *   Conversion.of(format, projection)     the same for a change of format
 * </pre>
 *
 * <p>There are several implementations. {@link binade.simulator.arithmetic.ExactArithmetic} works on exact rationals and
 * roots and rounds by the sentences of the definitions. {@link binade.simulator.arithmetic.LongArithmetic} works in
 * 64-bit integers and takes every format of up to 25 significant bits, {@link
 * binade.simulator.arithmetic.DoubleArithmetic} in the platform's binary64 for FP64 to nearest even. Tests hold them
 * together code by code, flags included; {@code Arithmetic.of} takes a fast one where it reaches.
 *
 * <p>Operations: IEEE 754-2019 sections 5.3 to 5.5. Flags: its section 7 with tininess detected after rounding, as in
 * Berkeley SoftFloat 3e; see {@link binade.simulator.arithmetic.Flags} for formats without infinity or NaN.
 */
package binade.simulator.arithmetic;
