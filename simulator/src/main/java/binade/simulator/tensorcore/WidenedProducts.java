package binade.simulator.tensorcore;

import binade.simulator.tensorcore.UnitArithmetic.WidenedFp8;
import java.util.function.Function;

/**
 * FP8 products on the FP16 unit, as the compiler expands them for sm_90 and sm_100, section 3: positions with k mod 4 in
 * {0,1} from 0, then those in {2,3} on top, then one IEEE addition of c.
 */
final class WidenedProducts {
    /** Positions of one instruction. */
    private static final int K = 32;

    private final MatrixUnit unit;
    private final DotEngine fp16;
    private final IeeeSteps steps;

    WidenedProducts(MatrixUnit unit, WidenedFp8 kind, Function<MatrixUnit, DotEngine> engine, IeeeSteps steps) {
        this.unit = unit;
        this.steps = steps;
        fp16 = engine.apply(new MatrixUnit(
                unit.machine(), unit.path(), OperandFormat.FP16, OperandFormat.FP16, unit.accumulator(), Scaling.NONE,
                K / 2, false, kind.block(), unit.nan(), unit.evidence(), unit.source()));
    }

    long dot(DotOperands x) {
        long c = x.c();
        for (int from = 0; from < x.a().length; from += K) {
            long first = fp16.dot(half(x, from, 0));
            DotOperands rest = half(x, from, 2);
            long d = steps.add(fp16.dot(new DotOperands(rest.a(), rest.b(), first)), c);
            c = unit.accumulator().words().isNan(d) ? unit.nanWord() : d;
        }
        return c;
    }

    /** Positions k with k mod 4 = offset or offset + 1, widened. */
    private DotOperands half(DotOperands x, int from, int offset) {
        long[] a = new long[K / 2];
        long[] b = new long[K / 2];
        for (int i = 0; i < K / 2; i++) {
            int k = from + i / 2 * 4 + offset + i % 2;
            a[i] = IeeeSteps.widen(unit.a(), x.a()[k], AccumulatorFormat.FP16);
            b[i] = IeeeSteps.widen(unit.b(), x.b()[k], AccumulatorFormat.FP16);
        }
        return new DotOperands(a, b, 0);
    }
}
