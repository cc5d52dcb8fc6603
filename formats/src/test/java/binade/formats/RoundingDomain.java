package binade.formats;

import binade.formats.kernel.RoundingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Formats, scales and inputs that rounding tests draw from, aimed where roundings differ. */
public final class RoundingDomain extends DomainContextBase {

    /** Formats of every family and every kernel method; w8-050 and w8-120 have irregular lists. */
    public static final List<GridFormat> FORMATS = List.of(
                    "fp134", "fp143", "fp152", "log4", "sm8", "list:4x14,0", "list:2,0", "list:1,5,2,7,3,0", "list:24,0",
                    "w8-010", "w8-050", "w8-120", "w7-077", "int8", "int4", "int16", "uint8", "q3.4", "uq0.8", "q20.4",
                    "float:6,9,31", "float:8,3,128", "hfp8-fwd", "e4m3fn", "e4m3", "e5m2", "e4m3fnuz", "e3m2fn",
                    "e2m1fn", "bf16", "tf32", "fp16", "fp32")
            .stream()
            .map(Formats::parse)
            .toList();

    /** Where an input lies. */
    public enum Kind {
        VALUE,
        VALUE_ULP,
        TIE,
        TIE_ULP,
        BETWEEN,
        BELOW_NORMAL,
        OVERFLOW_EDGE,
        ZERO,
        INFINITE,
        NAN,
        ANY
    }

    /** A format at a scale. */
    public record Scaled(GridFormat format, int scale) {
        public Grid grid() {
            return scale == 0 ? format.grid() : format.grid().scaledBy(scale);
        }

        public RoundingPlan plan(Overflow overflow) {
            return RoundingPlan.of(format, scale, overflow);
        }

        @Override
        public String toString() {
            return format.id() + " at scale " + scale;
        }
    }

    /** An input for a format at a scale. */
    public record Situation(Scaled scaled, Kind kind, float x) {
        @Override
        public String toString() {
            return scaled + ", " + kind + " " + x + " (" + Integer.toHexString(Float.floatToRawIntBits(x)) + ")";
        }
    }

    /** Scales at the ends of the range, around zero, and where vector kernels change their method. */
    public static List<Scaled> scales(GridFormat format) {
        if (!format.scalable()) {
            return List.of(new Scaled(format, 0));
        }
        List<Scaled> scaled = new ArrayList<>();
        for (int s : new int[] {format.minScale(), -100, -1, 0, 6, 100, format.maxScale()}) {
            if (s >= format.minScale()) {
                scaled.add(new Scaled(format, s));
            }
        }
        return scaled;
    }

    /** An input of the given kind, every detail of it decided by {@code random}. */
    public static float input(Scaled scaled, Kind kind, SplittableRandom random) {
        Grid grid = scaled.grid();
        float sign = random.nextBoolean() ? 1 : -1;
        long rank = grid.maxRank() < 1L << 20 || random.nextBoolean()
                ? random.nextLong(grid.maxRank() + 1)
                : random.nextLong(1L << random.nextInt(1, 20));
        double v = grid.magnitude(rank);
        double quantum = Math.scalb(1.0, grid.quantumExponent(rank == 0 ? -5000 : Math.getExponent(v)));
        float ulps = random.nextBoolean() ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        return sign * switch (kind) {
            case VALUE -> (float) v;
            case VALUE_ULP -> Math.nextAfter((float) v, ulps);
            case TIE -> (float) (v + quantum / 2);
            case TIE_ULP -> Math.nextAfter((float) (v + quantum / 2), ulps);
            case BETWEEN -> (float) (v + quantum * random.nextDouble());
            case BELOW_NORMAL -> (float) (random.nextDouble() * 2 * Math.max(grid.minNormal(), Float.MIN_NORMAL));
            case OVERFLOW_EDGE -> {
                double top = Math.scalb(1.0, grid.quantumExponent(5000)) / 2;
                float edge = (float) (grid.max() + top * random.nextInt(4));
                yield random.nextInt(4) == 0 ? edge : random.nextInt(8) == 0 ? Float.MAX_VALUE : Math.nextAfter(edge, ulps);
            }
            case ZERO -> 0f;
            case INFINITE -> Float.POSITIVE_INFINITY;
            case NAN -> Float.intBitsToFloat(0x7f800001 + random.nextInt(0x7fffff));
            case ANY -> Float.intBitsToFloat(random.nextInt());
        };
    }

    /** Inputs of all kinds, in equal numbers and mixed order, zeros, infinities and NaN of both signs among them. */
    public static float[] inputs(Scaled scaled, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            x[i] = input(scaled, Kind.values()[i % Kind.values().length], random);
        }
        return x;
    }

    @Provide
    Arbitrary<Scaled> scaled() {
        return Arbitraries.of(FORMATS).flatMap(f -> f.scalable()
                ? Arbitraries.integers().between(f.minScale(), f.maxScale()).map(s -> new Scaled(f, s))
                : Arbitraries.just(new Scaled(f, 0))).withoutEdgeCases();
    }

    @Provide
    Arbitrary<Situation> situations() {
        return Combinators.combine(scaled(), Arbitraries.of(Kind.values()), Arbitraries.longs())
                .as((scaled, kind, seed) ->
                        new Situation(scaled, kind, input(scaled, kind, new SplittableRandom(seed)))).withoutEdgeCases();
    }

    @Provide
    Arbitrary<Rounding> roundings() {
        return Arbitraries.of(Rounding.values()).withoutEdgeCases();
    }

    @Provide
    Arbitrary<Overflow> overflows() {
        return Arbitraries.of(Overflow.values()).withoutEdgeCases();
    }

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }
}
