/**
 * What a number can be, and how a real becomes one.
 *
 * <p>A {@link binade.formats.Format} is a set of values with bit patterns. Nearly every format of deep learning is a
 * {@link binade.formats.Grid}: in each binade [2^e, 2^(e+1)) its values are evenly spaced by a power of two, the
 * <em>quantum</em> 2^q(e). A grid is therefore one small table, q by binade, and one rounding kernel serves them all.
 *
 * <pre>
 *   Formats.parse("fp134")              an id to a format           (the catalogue)
 *   format.grid()                       its values                  (quantum exponent by binade)
 *   format.encoding()                   its bit patterns            (code point to value and back)
 *   Quantizer.of(format).quantize(...)  a tensor, scaled and rounded (the front door)
 * </pre>
 *
 * <p>Whatever must be exact exists twice: {@code binade.formats.reference} is slow and obvious (big integers, straight
 * from the definitions), {@code binade.formats.kernel} is fast; tests hold them together bit by bit.
 */
package binade.formats;
