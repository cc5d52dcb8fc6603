package binade.formats.block;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Blocks of the kinds that break implementations, with a fixed seed. */
final class BlockDomain {
    private BlockDomain() {}

    /** Normal, log-uniform, near ties of small grids, subnormal, huge, nearly a power of two, with specials, short. */
    static List<float[]> blocks(int size, int count, boolean nan) {
        Random random = new Random(20_260_614L + size);
        List<float[]> all = new ArrayList<>();
        all.add(new float[size]);
        all.add(new float[] {-0f, 0f, -0f});
        all.add(new float[] {Float.MIN_VALUE});
        all.add(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 1});
        all.add(new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f});
        all.add(new float[] {Float.POSITIVE_INFINITY, 1.5f, -3e-5f});
        if (nan) {
            all.add(new float[] {1, Float.NaN, Float.NEGATIVE_INFINITY});
            all.add(new float[] {Float.intBitsToFloat(0x7f800001), 0});
        }
        for (int k = -149; k <= 127; k++) {
            float power = Math.scalb(1f, k);
            all.add(new float[] {Math.nextDown(power), power / 3, -power / 7});
            all.add(new float[] {-power, power / 5, power / 64});
            all.add(new float[] {power * 1.75f, Math.nextUp(power * 1.75f), -power * 1.9375f});
            all.add(new float[] {Math.nextUp(power), power * 1.25f, power * 0.375f});
        }
        for (int i = 0; i < count; i++) {
            float[] x = new float[1 + random.nextInt(size)];
            int kind = i % 5;
            int centre = random.nextInt(250) - 135;
            for (int j = 0; j < x.length; j++) {
                float g = (float) random.nextGaussian();
                x[j] = switch (kind) {
                    case 0 -> g;
                    case 1 -> Math.scalb(g, random.nextInt(120) - 60);
                    case 2 -> Math.scalb((float) (random.nextInt(513) - 256), centre); // many ties
                    case 3 -> Math.scalb(g, -140 + random.nextInt(12));
                    default -> Float.intBitsToFloat(random.nextInt());
                };
                if (Float.isNaN(x[j]) && !nan) {
                    x[j] = 1;
                }
            }
            all.add(x);
        }
        return all;
    }
}
