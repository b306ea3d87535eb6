package org.featureflow.convex.certificate;

import java.util.Collections;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.OutputEnclosure;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.Interval;

/** Proved bounds on the regularized objective of a Res-Net, theory section 5.2. */
public final class RegularizedEnclosure {

    /** Masses are multiples of this power of two: sums of them below 2 are exact. */
    private static final double GRAIN = 0x1p-50;

    private RegularizedEnclosure() {}

    /**
     * A network whose masses sum to 1 exactly, so that bounds over probability measures hold for it: masses are rounded down to
     * multiples of 2^-50, and what is left goes to the largest.
     *
     * @param network a Res-Net, not modified
     * @return the network; each mass is off by less than 1e-15, the largest by that for each atom
     */
    public static Network ofExactMasses(Network network) {
        double[] p = new double[network.masses().width(0)];
        double left = 1;
        int largest = 0;
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.floor(network.masses().mass(0, k) / GRAIN) * GRAIN;
            left -= p[k];
            largest = p[k] > p[largest] ? k : largest;
        }
        p[largest] += left;
        return new Network(
                network.architecture(),
                network.weights(),
                Masses.of(Collections.nCopies(network.architecture().depth(), p)));
    }

    /**
     * Encloses the objective.
     *
     * @param products the back end
     * @param features the features of a Res-Net
     * @param objective L: loss, and targets N x c
     * @param lambda the factors of the regularizers
     * @return an interval that contains L(f) + sum_l lambda_l R_l for the exact outputs; costs about two forward passes and an
     *     interval product an entry of the weights
     */
    public static Interval objective(
            MatrixProducts products, Features features, Objective objective, Regularization lambda) {
        Network network = features.network();
        Weights weights = network.weights();
        Interval value = objective.value(OutputEnclosure.of(products, features));
        DMatrixRMaj input = weights.input();
        Interval part = Interval.ZERO;
        for (int i = 0; i < input.getNumElements(); i++) {
            part = part.plus(
                    Interval.of(input.data[i]).square().times(network.masses().mass(0, i % input.numCols)));
        }
        value = value.plus(part.times(lambda.input()));
        DMatrixRMaj output = weights.output();
        part = Interval.ZERO;
        for (int i = 0; i < output.getNumElements(); i++) {
            part = part.plus(
                    Interval.of(output.data[i]).square().times(network.masses().mass(0, i / output.numCols)));
        }
        value = value.plus(part.times(lambda.output()));
        for (int l = 0; l < lambda.hidden().size(); l++) {
            DMatrixRMaj v = weights.hidden().get(l).toDense();
            part = Interval.ZERO;
            for (int k = 0; k < v.numRows; k++) {
                Interval t = Interval.ZERO;
                for (int j = 0; j < v.numCols; j++) {
                    t = t.plus(Interval.of(Math.abs(v.get(k, j)))
                            .times(network.masses().mass(0, j)));
                }
                part = part.plus(t.square().times(network.masses().mass(0, k)));
            }
            value = value.plus(part.times(lambda.hidden().get(l)));
        }
        return value;
    }
}
