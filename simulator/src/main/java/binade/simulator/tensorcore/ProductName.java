package binade.simulator.tensorcore;

import binade.simulator.matrix.MatrixProduct;

/**
 * A unit and how products are arranged on it, as recipes write it: {@code DEVICE[/PATH[/IN[/ACC]]][@K]}, such as
 * {@code h100/wgmma/e4m3,e5m2@128}.
 *
 * @param unit the unit
 * @param promoteEvery products after which the running sum goes to an outer binary32 accumulator; 0 for never
 */
public record ProductName(UnitName unit, int promoteEvery) {
    /** How it is written. */
    public static final String FORM = "DEVICE[/PATH[/IN[/ACC]]][@K]";

    /** @throws IllegalArgumentException as {@link UnitName#parse} */
    public static ProductName parse(String text) {
        int at = text.lastIndexOf('@');
        return at >= 0 && text.substring(at + 1).matches("[0-9]{1,9}")
                ? new ProductName(UnitName.parse(text.substring(0, at)), Integer.parseInt(text.substring(at + 1)))
                : new ProductName(UnitName.parse(text), 0);
    }

    /**
     * Products of binary32 matrices on this unit, with FP32 accumulator where the name leaves it open. Operands of at most
     * eight bits are scaled into their formats by powers of two, and the sums scaled back.
     *
     * @throws IllegalArgumentException if there is no such unit, binary32 matrices do not run on it, or its K does not divide
     *     that of the promotion
     */
    public MatrixProduct product() {
        MatrixUnit u = unit.orElse(null, "fp32").unit();
        UnitMatrixProduct product = new UnitMatrixProduct(u, new GemmOptions(1, promoteEvery, 1));
        return u.a().width() <= Byte.SIZE && u.b().width() <= Byte.SIZE ? new ScaledProduct(product) : product;
    }
}
