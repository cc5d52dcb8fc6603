package binade.simulator.quantize;

import binade.simulator.quantize.QuantizationRecipe.WeightRounding;

/** The weight rounding that a recipe asks for. */
final class WeightRoundings {
    private WeightRoundings() {}

    static WeightTensor round(QuantizationRecipe recipe, Operator o, float[] rows, InputStatistics inputs) {
        TensorScheme scheme = recipe.weights();
        if (o.isTable() || recipe.rounding() == WeightRounding.NEAREST) {
            return WeightTensor.nearest(rows, o.outputs(), o.inputs(), scheme);
        }
        int perGroup = o.outputs() / o.groups();
        int k = o.inputs();
        ScaledRounding[] roundings = WeightTensor.roundings(rows, o.outputs(), k, scheme);
        float[] rounded = new float[rows.length];
        for (int g = 0; g < o.groups(); g++) {
            double[] moment = inputs.secondMoment(g);
            switch (recipe.rounding()) {
                case ADAROUND -> AdaRound.round(rows, rounded, g * perGroup, perGroup, k, moment, scheme, roundings);
                case GPTQ -> Gptq.round(rows, rounded, g * perGroup, perGroup, k, moment, scheme, roundings);
                case NEAREST -> throw new AssertionError();
            }
        }
        return WeightTensor.scaled(scheme, rounded, o.outputs(), k);
    }
}
