package org.featureflow.convex.solver;

import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
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

    private static final double[] LEAST_MASSES = {1e-4, 1e-5, 1e-6, 1e-7};

    private static final double LOST_GAIN = 1e-3;

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

    /**
     * Solves on a Res-Net's atoms, and again on those that have a mass to speak of: the interior-point method leaves small
     * masses and weights where the optimum has none, and a network of few atoms is quicker to go on with.
     *
     * @param features the network's features on the N samples
     * @param objective L: loss, and targets N x c
     * @param lambda the factors of the regularizers
     * @param settings the solver's settings
     * @return the repopulated network on the fewest atoms tried that keep all but a thousandth of the gain; {@code solution} is that on
     *     all atoms. At the optimum, where there is nothing to gain, that of {@link #of}
     */
    public static Repopulation onFewAtoms(
            Features features, Objective objective, Regularization lambda, FeatureSettings settings) {
        Repopulation all = of(features, objective, lambda, settings);
        if (!(all.after < all.before)) {
            return all;
        }
        FeatureProgram program = FeatureProgram.onAtomsOf(features, objective, lambda);
        double[] p = all.solution.point().masses(0);
        for (double least : LEAST_MASSES) {
            int[] atoms = IntStream.range(0, p.length).filter(k -> p[k] > least).toArray();
            if (atoms.length == 0) {
                continue;
            }
            FeatureSolution fewer = FeatureSolver.solve(program.restrictedTo(atoms), settings);
            if (fewer.primal() - all.after <= LOST_GAIN * (all.before - all.after)) {
                DMatrixRMaj input = features.network().weights().input();
                DMatrixRMaj chosen = new DMatrixRMaj(input.numRows, atoms.length);
                for (int i = 0; i < chosen.getNumElements(); i++) {
                    chosen.data[i] = input.get(i / atoms.length, atoms[i % atoms.length]);
                }
                Network network = FeatureNetworks.network(features.network().architecture(), chosen, fewer.point());
                return new Repopulation(network, all.before, fewer.primal(), all.solution);
            }
        }
        return all;
    }
}
