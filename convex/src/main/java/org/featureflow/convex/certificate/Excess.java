package org.featureflow.convex.certificate;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.OutputEnclosure;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.Interval;

/**
 * Proved bounds on a network's objective and on how far it is above the optimum of an output program; what a verdict of theory
 * section 9 rests on.
 *
 * @param objective an interval that contains L(f) for the network's exact outputs f
 * @param optimum an interval that contains the optimum
 */
public record Excess(Interval objective, Interval optimum) {

    /**
     * Bounds for a network.
     *
     * @param products the back end
     * @param network the network
     * @param inputs X, N x d, not modified
     * @param solution the program's solution; its subspace must contain the network's outputs on these inputs, which
     *     {@code Subspace.reachable} and {@code Subspace.all} see to
     * @return the bounds; costs two forward passes
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Excess of(MatrixProducts products, Network network, DMatrixRMaj inputs, OutputSolution solution) {
        return of(products, network.forward(products, inputs), solution);
    }

    /**
     * Bounds for a network, from a forward pass already made.
     *
     * @param products the back end
     * @param features the forward pass
     * @param solution the program's solution, as above
     * @return the bounds; costs one forward pass
     * @throws IllegalArgumentException if shapes do not fit
     */
    public static Excess of(MatrixProducts products, Features features, OutputSolution solution) {
        Objective objective = solution.program().objective();
        Interval[][] outputs = OutputEnclosure.of(products, features);
        if (outputs.length != objective.samples() || outputs[0].length != objective.outputs()) {
            throw new IllegalArgumentException("the network's outputs are " + outputs.length + " x " + outputs[0].length
                    + ", the targets " + objective.samples() + " x " + objective.outputs() + ": they must agree");
        }
        return new Excess(objective.value(outputs), solution.optimum());
    }

    /**
     * The excess, objective - optimum.
     *
     * @return an interval that contains it; its lower end may be negative although the excess is not
     */
    public Interval value() {
        return objective.minus(optimum);
    }
}
