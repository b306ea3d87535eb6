package org.featureflow.flow.mckean;

import java.util.Collections;
import java.util.List;
import org.featureflow.core.model.Activation;

/**
 * The model of [AOY], theory section 8, for any width: z^(1)_i = h0(theta^(0)_i . x), z^(l+1)_j = mean_i s_l(z^(l)_i, theta^(l)_ij), output
 * mean_j s_L(z^(L)_j, theta^(L)_j). Weights theta^(0) in R^d and theta^(L) are frozen, theta^(1) .. theta^(L-1) are trained.
 *
 * @param inputs d, at least 1
 * @param featureActivation h0
 * @param featureLaw the initial law of the d independent entries of theta^(0)
 * @param maps s_1 .. s_L, L of them
 * @param laws the initial laws of theta^(1) .. theta^(L), L of them
 */
public record FrozenEndsModel(
        int inputs, Activation featureActivation, WeightLaw featureLaw, List<UnitMap> maps, List<WeightLaw> laws) {

    /**
     * Checks depth and sizes.
     *
     * @param inputs d, at least 1
     * @param featureActivation h0
     * @param featureLaw the initial law of the d independent entries of theta^(0)
     * @param maps s_1 .. s_L, L of them
     * @param laws the initial laws of theta^(1) .. theta^(L), L of them
     * @throws IllegalArgumentException if L is below 3, where frozen ends would meet in one weight, or numbers do not fit
     */
    public FrozenEndsModel {
        maps = List.copyOf(maps);
        laws = List.copyOf(laws);
        if (inputs < 1 || maps.size() < 3 || laws.size() != maps.size()) {
            throw new IllegalArgumentException("inputs " + inputs + ", " + maps.size() + " maps, " + laws.size()
                    + " laws: at least 1 input, at least 3 maps and as many laws are needed");
        }
    }

    /**
     * A model with the same map and law in every layer.
     *
     * @param depth L, at least 3
     * @param inputs d, at least 1
     * @param featureActivation h0
     * @param featureLaw the initial law of the entries of theta^(0)
     * @param map s_l for all l
     * @param law the initial law of all other weights
     * @return the model
     */
    public static FrozenEndsModel uniform(
            int depth, int inputs, Activation featureActivation, WeightLaw featureLaw, UnitMap map, WeightLaw law) {
        return new FrozenEndsModel(
                inputs,
                featureActivation,
                featureLaw,
                Collections.nCopies(depth, map),
                Collections.nCopies(depth, law));
    }

    /**
     * The number of hidden layers.
     *
     * @return L
     */
    public int depth() {
        return maps.size();
    }

    /**
     * The map of a layer.
     *
     * @param layer l, from 1 to L
     * @return s_l
     */
    public UnitMap map(int layer) {
        return maps.get(layer - 1);
    }

    /**
     * The initial law of a layer's weights.
     *
     * @param layer l, from 1 to L
     * @return the law of theta^(l)
     */
    public WeightLaw law(int layer) {
        return laws.get(layer - 1);
    }

    double feature(double[] x, double[] theta) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += theta[i] * x[i];
        }
        return featureActivation.value(sum);
    }
}
