package org.featureflow.flow.regularized;

import org.featureflow.core.feature.Network;

/**
 * The limit of fast reaction: masses and weights that are optimal for the atoms of a network, their features held fixed. Whoever
 * wires it has a solver of the feature program, theory section 5.2; the flow knows none.
 */
@FunctionalInterface
public interface Reaction {

    /**
     * Repopulates the atoms of a network.
     *
     * @param state the network and its features
     * @return a network on its atoms, of which those without mass may be missing, whose objective is not higher; the state's own
     *     network if nothing better was found
     */
    Network repopulated(RegularizedState state);
}
