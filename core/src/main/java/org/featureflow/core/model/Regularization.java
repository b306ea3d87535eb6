package org.featureflow.core.model;

import java.util.Collections;
import java.util.List;

/**
 * The factors lambda_1, .., lambda_{L+1} of the regularizers R_1, .., R_{L+1}, theory section 5.2.
 *
 * @param input lambda_1, of sum_k p_k |v_1^k|^2; may be 0
 * @param hidden lambda_2, .., lambda_L, of the l_{1,2} norms of the hidden weights, one a layer from the second
 * @param output lambda_{L+1}, of sum_k |c_k|^2/p_k
 */
public record Regularization(double input, List<Double> hidden, double output) {

    /**
     * Copies the list and checks the factors.
     *
     * @param input lambda_1
     * @param hidden lambda_2, .., lambda_L
     * @param output lambda_{L+1}
     * @throws IllegalArgumentException if one is not finite, or not positive (the first: negative), naming it
     */
    public Regularization {
        hidden = List.copyOf(hidden);
        if (!(input >= 0 && input < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("lambda (input) is " + input + ": it must be finite and not negative");
        }
        for (int i = 0; i < hidden.size(); i++) {
            check("hidden " + (i + 1), hidden.get(i));
        }
        check("output", output);
    }

    /**
     * The same factor in every layer.
     *
     * @param lambda the factor, positive
     * @param depth the number L of hidden layers, at least 1
     * @return L + 1 equal factors
     */
    public static Regularization uniform(double lambda, int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("depth " + depth + ": a network has at least 1 hidden layer");
        }
        return new Regularization(lambda, Collections.nCopies(depth - 1, lambda), lambda);
    }

    /**
     * The number of hidden layers.
     *
     * @return L
     */
    public int depth() {
        return hidden.size() + 1;
    }

    private static void check(String which, double lambda) {
        // At 0 the dual bound divides by it, and infima need not be attained.
        if (!(lambda > 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "lambda (" + which + ") is " + lambda + ": it must be positive and finite");
        }
    }
}
