package org.featureflow.core.feature;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activation;

/**
 * A network whose factored hidden weights are replaced by ones of smaller rank, theory section 4, with bounds on the change. Each
 * V = P^T Q becomes a truncated singular value decomposition, the nearest weights of that rank; dense layers stay.
 *
 * <p>Norms are those of the mean-field metric, |dV|^2 = sum_ij p_i dV(i,j)^2 p_j, for masses that are not uniform bounded by their
 * greatest. With |.| the norm of a row in L2(p), L1 and L2 the Lipschitz constants of h1 and h2, and |V| the operator norm, the
 * change e of the features of each sample obeys
 *
 * <pre>
 *   e_1 = 0,   e_l = e_{l-1} + L2 (|h1(beta_{l-1})| |dV_l| + L1 e_{l-1} |V_l|)   (a DNN: without the first term, L2 = 1),
 *   |df| &lt;= L1 e_L |v|
 * </pre>
 *
 * <p>The bounds hold for exact arithmetic on the stored factors, rounding errors of the recompression included; the bounds themselves are
 * computed in floating point, without outward rounding: no proof needs them, for {@link OutputEnclosure} is about the new network.
 *
 * @param network the network with the new weights
 * @param ranks the rank of each factored layer
 * @param weightChange a bound on the greatest |dV_l|
 * @param outputChange a bound on the greatest change of an output on the samples
 */
public record Recompression(Network network, List<Integer> ranks, double weightChange, double outputChange) {

    /** The rank, in samples, from which weights that were never recompressed are: about so many steps change every weight much. */
    private static final int SAMPLES = 24;

    /**
     * Copies the list.
     *
     * @param network the network with the new weights
     * @param ranks the rank of each factored layer
     * @param weightChange a bound on the greatest |dV_l|
     * @param outputChange a bound on the greatest change of an output on the samples
     */
    public Recompression {
        ranks = List.copyOf(ranks);
    }

    /**
     * Whether factors have grown so long since they were last recompressed, if they ever were, that to do it again pays: the rows added
     * are as many as the rest, and no fewer than come with 24 steps.
     *
     * @param features the forward pass of a network
     * @return true if a layer's have
     */
    public static boolean isDue(Features features) {
        for (LayerWeights layer : features.network().weights().hidden()) {
            if (layer instanceof FactoredWeights factored) {
                int grown = factored.rank() - factored.orthogonal();
                if (grown > Math.max(factored.orthogonal(), SAMPLES * features.samples())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Recompresses the factored layers of a network.
     *
     * @param products the back end
     * @param features the forward pass of the network
     * @param tolerance the Frobenius norm a layer may lose, relative to its own; rounding errors come to it where terms cancel
     * @return the new network; costs O(R^2 (m_{l-1} + m_l) + R^3) a layer
     * @throws IllegalArgumentException if the tolerance is negative or not a number
     */
    public static Recompression of(MatrixProducts products, Features features, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance " + tolerance + ": it must not be negative");
        }
        Network network = features.network();
        Weights weights = network.weights();
        Activation h1 = network.architecture().activation();
        boolean skip = network.architecture().hasSkipConnections();
        double slope = skip ? network.architecture().residualActivation().lipschitz() : 1;
        List<LayerWeights> hidden = new ArrayList<>();
        List<Integer> ranks = new ArrayList<>();
        double weightChange = 0;
        double[] moved = new double[features.samples()];
        for (int l = 1; l < weights.depth(); l++) {
            LayerWeights layer = weights.hidden().get(l - 1);
            double scale = Math.sqrt(greatest(network.masses(), l - 1) * greatest(network.masses(), l));
            double change = 0;
            double norm;
            if (layer instanceof FactoredWeights factored) {
                LayerRecompression changed = LayerRecompression.of(products, factored, tolerance);
                hidden.add(changed.weights());
                ranks.add(changed.weights().rank());
                change = scale * changed.change();
                norm = scale * changed.operatorNorm();
            } else {
                hidden.add(layer);
                norm = scale * RowBasis.norm(layer.toDense());
            }
            weightChange = Math.max(weightChange, change);
            for (int n = 0; n < moved.length; n++) {
                double source = norm(network.masses(), l - 1, features.sharedActivated(l - 1), n);
                double alpha = source * change + h1.lipschitz() * moved[n] * norm;
                moved[n] = (skip ? moved[n] : 0) + slope * alpha;
            }
        }
        double outputNorm = outputNorm(network);
        double outputChange = 0;
        for (double feature : moved) {
            outputChange = Math.max(outputChange, h1.lipschitz() * feature * outputNorm);
        }
        Weights changed = new Weights(weights.sharedInput(), hidden, weights.sharedOutput());
        return new Recompression(network.withWeights(changed), ranks, weightChange, outputChange);
    }

    private static double greatest(Masses masses, int index) {
        double greatest = 0;
        for (int k = 0; k < masses.width(index); k++) {
            greatest = Math.max(greatest, masses.mass(index, k));
        }
        return greatest;
    }

    /** The norm of row n in L2(p). */
    private static double norm(Masses masses, int index, DMatrixRMaj a, int n) {
        double squares = 0;
        for (int k = 0; k < a.numCols; k++) {
            double entry = a.data[n * a.numCols + k];
            squares += masses.mass(index, k) * entry * entry;
        }
        return Math.sqrt(squares);
    }

    /** The greatest norm of a column of v in L2(p). */
    private static double outputNorm(Network network) {
        DMatrixRMaj output = network.weights().sharedOutput();
        int last = network.weights().depth() - 1;
        double greatest = 0;
        for (int k = 0; k < output.numCols; k++) {
            double squares = 0;
            for (int j = 0; j < output.numRows; j++) {
                squares += network.masses().mass(last, j) * output.get(j, k) * output.get(j, k);
            }
            greatest = Math.max(greatest, squares);
        }
        return Math.sqrt(greatest);
    }
}
