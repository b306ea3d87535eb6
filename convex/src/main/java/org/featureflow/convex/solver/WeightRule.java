package org.featureflow.convex.solver;

import org.apache.commons.math3.random.RandomGenerator;

/** A rule for integrals over input weights w in R^d under the Gaussian law with deviation sigma: nodes and weights. */
interface WeightRule {

    /** Receives the nodes. */
    interface Visitor {
        /**
         * One node.
         *
         * @param w the node, valid during the call only
         * @param logWeight the logarithm of its weight, the Gaussian density included
         */
        void visit(double[] w, double logWeight);
    }

    /** Visits all nodes in a fixed order. */
    void forEach(Visitor visitor);

    /** The number of nodes. */
    long nodes();

    /** The same rule with its nodes shifted at random, each node's law having the density of the integral. */
    WeightRule shifted(RandomGenerator random);
}
