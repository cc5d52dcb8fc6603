package binade.simulator.training;

import binade.simulator.network.Parameter;
import binade.simulator.training.recipe.TensorRule;
import java.util.stream.Stream;

/** Weights under learned steps, one for each group (Esser et al., ICLR 2020; {@link LearnedScale}). */
final class LsqWeights extends WeightRounder {
    private final LearnedScale[] steps;

    LsqWeights(Parameter p, TensorRule rule) {
        super(p, rule.perChannel(), false);
        steps = Stream.generate(() -> LearnedScale.of(rule)).limit(groups).toArray(LearnedScale[]::new);
    }

    @Override
    void round(float[] from, float[] w, boolean first, int step) {
        for (int i = 0; i < groups; i++) {
            if (first) {
                steps[i].start(from, i * groupSize, groupSize);
            }
            for (int k = i * groupSize; k < (i + 1) * groupSize; k++) {
                w[k] = steps[i].round(from[k]);
            }
        }
    }

    @Override
    void backward(float[] g, float[] from, double rate, double momentum) {
        for (int i = 0; i < g.length; i++) {
            LearnedScale s = steps[i % groups]; // channels are the last dimension
            s.add(from[i], g[i]);
            g[i] = s.passes(from[i]) ? g[i] : 0f;
        }
        for (LearnedScale s : steps) {
            s.learn(groupSize, rate, momentum, 1);
        }
    }

    @Override
    void exchange(TrainingState.Exchange state, String name) {
        float[] values = new float[2 * groups];
        for (int i = 0; i < groups; i++) {
            System.arraycopy(steps[i].state(), 0, values, 2 * i, 2);
        }
        state.floats(name + " steps", values);
        for (int i = 0; i < groups; i++) {
            steps[i].restore(values[2 * i], values[2 * i + 1]);
        }
    }
}
