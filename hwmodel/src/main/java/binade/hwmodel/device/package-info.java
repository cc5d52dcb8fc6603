/**
 * Machines as data: what they multiply natively, how fast, and how long a matrix product takes on them.
 *
 * <pre>
 *   Devices.find("h100")              a Device with its NativeTypes
 *   Placement.of(format, device, ..)  the native type that runs a format, and why
 *   Roofline.of(placement, gemm)      time, energy, utilisation, and what binds
 * </pre>
 */
package binade.hwmodel.device;
