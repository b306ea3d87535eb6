package org.featureflow.flow.integrate;

import org.featureflow.flow.field.FlowState;

/**
 * What the flow is told of the optimum: an upper bound on how far above it a network is. Whoever wires it says whether the bound is
 * proved; the flow stops on nothing else.
 */
public interface ExcessBound {

    /**
     * A lower bound of the optimum, cheap: below it nothing needs to be proved.
     *
     * @return a number at most the optimum
     */
    double optimumLower();

    /**
     * An upper bound of L minus the optimum at a state. It is asked for only where the computed loss is within the tolerance of
     * {@link #optimumLower()}.
     *
     * @param state the state
     * @return the bound, perhaps infinite
     */
    double excessUpper(FlowState state);

    /**
     * A bound without proof: the computed loss minus a number.
     *
     * @param optimumLower a number at most the optimum
     * @return the bound
     */
    static ExcessBound floatingPoint(double optimumLower) {
        return new ExcessBound() {
            @Override
            public double optimumLower() {
                return optimumLower;
            }

            @Override
            public double excessUpper(FlowState state) {
                return state.loss() - optimumLower;
            }
        };
    }
}
