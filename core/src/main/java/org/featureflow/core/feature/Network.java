package org.featureflow.core.feature;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;

/**
 * A network of theory section 2: architecture, weights at mean-field scale, and the masses of its units.
 *
 * @param architecture the architecture
 * @param weights V_1..V_L and v
 * @param masses the masses, of the same widths as the weights; those of a Res-Net are the same in every layer
 */
public record Network(Architecture architecture, Weights weights, Masses masses) {

    /**
     * Checks that the parts fit.
     *
     * @param architecture the architecture
     * @param weights V_1..V_L and v
     * @param masses the masses, of the same widths as the weights; those of a Res-Net are the same in every layer
     * @throws IllegalArgumentException if depths or widths differ, or a Res-Net's layers differ in width or masses, naming them
     */
    public Network {
        if (architecture.depth() != weights.depth() || masses.layers() != weights.depth()) {
            throw new IllegalArgumentException("the architecture has depth " + architecture.depth() + ", the weights "
                    + weights.depth() + ", the masses " + masses.layers() + ": all three must agree");
        }
        int[] widths = weights.widths();
        for (int l = 0; l < widths.length; l++) {
            if (masses.width(l) != widths[l]) {
                throw new IllegalArgumentException("layer " + (l + 1) + " has " + widths[l] + " units and "
                        + masses.width(l) + " masses: one mass a unit is needed");
            }
            if (architecture.hasSkipConnections() && widths[l] != widths[0]) {
                throw new IllegalArgumentException("layer " + (l + 1) + " has width " + widths[l] + ", layer 1 "
                        + widths[0] + ": the layers of a Res-Net have the same width");
            }
            for (int k = 0; k < widths[l] && architecture.hasSkipConnections(); k++) {
                if (masses.mass(l, k) != masses.mass(0, k)) {
                    throw new IllegalArgumentException("unit " + (k + 1) + " has mass " + masses.mass(l, k)
                            + " in layer " + (l + 1) + " and " + masses.mass(0, k)
                            + " in layer 1: a unit of a Res-Net has one mass in all layers");
                }
            }
        }
    }

    /**
     * A network of equal masses.
     *
     * @param architecture the architecture
     * @param weights the weights
     * @return the network with masses 1/m
     */
    public static Network ofEqualMasses(Architecture architecture, Weights weights) {
        return new Network(architecture, weights, Masses.uniform(weights.widths()));
    }

    /**
     * The forward pass.
     *
     * @param products the back end
     * @param inputs X, N x d, not modified
     * @return the features and the outputs on the N samples; costs 2 N m^2 operations a dense hidden layer
     */
    public Features forward(MatrixProducts products, DMatrixRMaj inputs) {
        return Features.of(products, this, inputs);
    }

    /**
     * The same architecture and masses with other weights.
     *
     * @param changed the weights
     * @return the network
     */
    public Network withWeights(Weights changed) {
        return new Network(architecture, changed, masses);
    }
}
