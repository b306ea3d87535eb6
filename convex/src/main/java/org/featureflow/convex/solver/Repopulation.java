package org.featureflow.convex.solver;

import org.featureflow.convex.program.FeatureNetworks;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.Network;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;

/**
 * A network whose atoms got new masses and weights, their features unchanged: the exact solution of the feature program on
 * its atoms ("neural feature repopulation" in [FDZ, FGZZ]).
 *
 * @param network the new network; the old one if the solver found nothing better
 * @param before the regularized objective of the old network
 * @param after the regularized objective of the new network, at most {@code before}
 * @param solution what the solver found, with its dual bound on everything these atoms can do
 */
public record Repopulation(Network network, double before, double after, FeatureSolution solution) {

    /**
     * Solves the feature program on a network's atoms.
     *
     * @param features the network's features on the N samples
     * @param objective L: loss, and targets N x c
     * @param lambda the factors of the regularizers
     * @param settings the solver's settings
     * @return the repopulated network; its own features can differ from the old ones' by rounding, times the condition of the
     *     activated features
     */
    public static Repopulation of(
            Features features, Objective objective, Regularization lambda, FeatureSettings settings) {
        Network old = features.network();
        FeatureProgram program = FeatureProgram.onAtomsOf(features, objective, lambda);
        double before = program.value(FeatureNetworks.point(old));
        FeatureSolution solution = FeatureSolver.solve(program, settings);
        if (!(solution.primal() < before)) {
            return new Repopulation(old, before, before, solution);
        }
        Network network =
                FeatureNetworks.network(old.architecture(), old.weights().input(), solution.point());
        return new Repopulation(network, before, solution.primal(), solution);
    }
}
