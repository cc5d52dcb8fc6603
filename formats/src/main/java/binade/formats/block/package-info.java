/**
 * Blocks of values that share a scale: OCP Microscaling, NVFP4, NF4, block minifloat, block floating point; and affine
 * integers with a scale and a zero point per tensor, channel or group.
 *
 * <p>{@link binade.formats.BlockFormat} is the front door, {@link binade.formats.block.BlockTensor} what it makes, {@link
 * binade.formats.block.BlockFile} where it is kept. The obvious second version of each definition is {@code
 * binade.formats.reference.ExactBlocks}.
 */
package binade.formats.block;
