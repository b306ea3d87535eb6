package org.featureflow.flow.twolevel;

/**
 * A reaction so fast that it ends between steps of transport: mass moves between the units of a network, whose input weights stay, to
 * where the objective is least ("neural feature repopulation" in [FDZ, FGZZ]), theory section 6. The convex program on the units at
 * hand is one; it lives outside this module.
 */
@FunctionalInterface
public interface Reaction {

    /**
     * The network after the reaction.
     *
     * @param state the state before
     * @return a network of the same units with new masses, perhaps of zero, and output weights; one with a larger objective is not used
     */
    TwoLevelNetwork after(TwoLevelState state);
}
