package binade.simulator.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.GridFormat;
import binade.formats.Formats;
import binade.formats.block.AffineQuantizer;
import binade.formats.block.AffineQuantizer.Range;
import binade.formats.block.ScaleGroups;
import binade.formats.block.ScaledQuantizer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The roundings of tensors have the bits of the quantizers of {@code binade.formats.block}. */
class ScaledRoundingProperties {
    private static final String[] FORMATS = {"fp134", "e4m3fn", "e2m1fn", "sm4", "log4", "posit8_1", "nf4", "bf16", "int4"};

    @Property(tries = 300)
    void affineIntegersAreThoseOfOnnx(
            @ForAll @Size(min = 1, max = 30) float[] values, @ForAll @IntRange(min = 2, max = 16) int bits,
            @ForAll boolean symmetric) {
        float[] x = finite(values);
        ScaleGroups one = ScaleGroups.tensor(x.length);
        AffineQuantizer q = symmetric
                ? AffineQuantizer.symmetric(bits, x, one) : AffineQuantizer.asymmetric(Range.signed(bits), x, one);
        int[] codes = new int[x.length];
        float[] expected = new float[x.length];
        q.quantize(x, codes);
        q.dequantize(codes, expected);
        TensorScheme scheme = TensorScheme.of(Formats.any("int" + bits)).withSymmetric(symmetric);
        ScaledRounding r = ScaledRounding.of(scheme, Observer.range(x, 0, x.length, scheme));
        float[] y = new float[x.length];
        r.round(x, 0, y, 0, x.length);
        assertThat(y).usingElementComparator(ScaledRoundingProperties::byValue).containsExactly(expected);
        assertThat(r.scale()).isEqualTo(q.scales()[0]);
        assertThat(r.zeroPoint()).isEqualTo(q.zeroPoints()[0]);
    }

    @Property(tries = 200)
    void otherGridsAreThoseOfAScaledQuantizer(
            @ForAll @Size(min = 1, max = 30) float[] values, @ForAll @IntRange(min = 0, max = 4) int format) {
        float[] x = finite(values);
        GridFormat grid = Formats.parse(FORMATS[format]);
        float[] expected = new float[x.length];
        ScaledQuantizer.toMaximum(grid, x, ScaleGroups.tensor(x.length)).quantize(x, expected);
        TensorScheme scheme = TensorScheme.of(grid);
        float[] y = new float[x.length];
        ScaledRounding.of(scheme, Observer.range(x, 0, x.length, scheme)).round(x, 0, y, 0, x.length);
        assertThat(y).usingElementComparator(ScaledRoundingProperties::byValue).containsExactly(expected);
    }

    @Property(tries = 500)
    void neighboursLieOnBothSidesAndTheNearestIsOneOfThem(
            @ForAll @FloatRange(min = -3, max = 3) float x, @ForAll @IntRange(min = 0, max = 8) int format) {
        TensorScheme scheme = TensorScheme.of(Formats.any(FORMATS[format]));
        ScaledRounding r = ScaledRounding.of(scheme, ClipRange.symmetric(2.5f));
        float below = r.below(x);
        float above = r.above(x);
        assertThat(r.round(x)).isIn(below, above);
        if (Math.abs(x) < 2) {
            assertThat(below).isLessThanOrEqualTo(x);
            assertThat(above).isGreaterThanOrEqualTo(x);
        }
        assertThat(r.round(below)).isEqualTo(below);
        assertThat(r.round(above)).isEqualTo(above);
        float[] y = new float[1];
        r.round(new float[] {x}, 0, y, 0, 1);
        assertThat(y[0]).isEqualTo(r.round(x));
    }

    private static int byValue(float a, float b) {
        return a == b ? 0 : Float.compare(a, b); // zeros of either sign are one value
    }

    private static float[] finite(float[] values) {
        float[] x = values.clone();
        for (int i = 0; i < x.length; i++) {
            x[i] = Float.isFinite(x[i]) && Math.abs(x[i]) < 1e30f && Math.abs(x[i]) > 1e-30f ? x[i] : 1;
        }
        return x;
    }
}
