package org.featureflow.convex.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Masses;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;

/**
 * The round trip between networks and points of the {@link FeatureProgram}, theory section 5.2: a point (p, W, C) is the
 * network with masses p, hidden weights w_kj = W_kj/(p_k p_j) and output weights C_k/p_k, and the other way round.
 */
public final class FeatureNetworks {

    private FeatureNetworks() {}

    /**
     * The point of a network on its own atoms, W_kj = p_k p_j V_kj and C_k = p_k v_k. It is feasible for
     * {@link FeatureProgram#onAtomsOf} up to rounding, so that program's optimum is at most its value.
     *
     * @param network the network
     * @return the point; costs a dense copy of the hidden weights
     */
    public static FeaturePoint point(Network network) {
        int depth = network.weights().depth();
        List<double[]> masses = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            masses.add(masses(network, layer));
        }
        List<DMatrixRMaj> weights = new ArrayList<>();
        for (int layer = 1; layer < depth; layer++) {
            DMatrixRMaj w = network.weights().hidden().get(layer - 1).toDense().copy();
            double[] source = masses.get(layer - 1);
            double[] destination = masses.get(layer);
            for (int i = 0; i < w.getNumElements(); i++) {
                w.data[i] *= source[i / w.numCols] * destination[i % w.numCols];
            }
            weights.add(w);
        }
        DMatrixRMaj output = network.weights().output();
        for (int i = 0; i < output.getNumElements(); i++) {
            output.data[i] *= masses.get(depth - 1)[i / output.numCols];
        }
        boolean shared = network.architecture().hasSkipConnections();
        return new FeaturePoint(shared ? masses.subList(0, 1) : masses, weights, output);
    }

    /**
     * The regularized objective of a network: the value of its own point, L(f) + sum_l lambda_l R_l.
     *
     * @param features the network's features on the N samples
     * @param objective L: loss, and targets N x c
     * @param lambda the factors of the regularizers
     * @return the objective
     */
    public static double value(Features features, Objective objective, Regularization lambda) {
        return FeatureProgram.onAtomsOf(features, objective, lambda).value(point(features.network()));
    }

    /**
     * The network of a point. Atoms without mass are left out.
     *
     * @param architecture the architecture the atoms come from
     * @param input V_1, d x K_1, the input weights of all atoms of layer 1, not modified
     * @param point a feasible point
     * @return the network with masses p
     * @throws IllegalArgumentException if the point is not of that architecture's depth and number of simplices, or a simplex
     *     has no mass
     */
    public static Network network(Architecture architecture, DMatrixRMaj input, FeaturePoint point) {
        int depth = architecture.depth();
        int simplices = architecture.hasSkipConnections() ? 1 : depth;
        if (point.sharedMasses().size() != simplices || point.sharedWeights().size() != depth - 1) {
            throw new IllegalArgumentException(
                    "the point has " + point.sharedMasses().size() + " simplices and "
                            + point.sharedWeights().size() + " hidden layers of weights, the architecture " + simplices
                            + " and "
                            + (depth - 1));
        }
        List<int[]> atoms = new ArrayList<>();
        List<double[]> masses = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            double[] p = point.sharedMasses().get(simplices == 1 ? 0 : layer);
            int[] kept = IntStream.range(0, p.length).filter(k -> p[k] > 0).toArray();
            if (kept.length == 0) {
                throw new IllegalArgumentException("layer " + (layer + 1) + " has no atom with mass");
            }
            atoms.add(kept);
            masses.add(Arrays.stream(kept).mapToDouble(k -> p[k]).toArray());
        }
        List<LayerWeights> hidden = new ArrayList<>();
        for (int layer = 1; layer < depth; layer++) {
            DMatrixRMaj w = select(point.sharedWeights().get(layer - 1), atoms.get(layer - 1), atoms.get(layer));
            for (int i = 0; i < w.getNumElements(); i++) {
                w.data[i] = w.data[i] / masses.get(layer - 1)[i / w.numCols] / masses.get(layer)[i % w.numCols];
            }
            hidden.add(DenseWeights.of(w));
        }
        DMatrixRMaj output = select(point.sharedOutput(), atoms.get(depth - 1), all(point.sharedOutput().numCols));
        for (int i = 0; i < output.getNumElements(); i++) {
            output.data[i] /= masses.get(depth - 1)[i / output.numCols];
        }
        Weights weights = new Weights(select(input, all(input.numRows), atoms.get(0)), hidden, output);
        return new Network(architecture, weights, Masses.of(masses));
    }

    /**
     * A network of m equal masses drawn from a weighted one by systematic resampling: atom k is taken as often as points of
     * (offset + i)/m, i = 0..m-1, fall into its share of [0, 1). Its masses are off by less than 1/m each, so its objective
     * differs by O(1/m), in either direction.
     *
     * <p>Copies of an atom are kept as one atom whose mass is its number of copies over m: the same function and the same
     * objective, at a cost that does not grow with m. {@link #expand} writes the copies out.
     *
     * @param network the network, not modified
     * @param width m, at least 1
     * @param offset the position of the first point, in [0, 1); 1/2 gives the least deviation
     * @return the network of the atoms that were taken
     */
    public static Network resample(Network network, int width, double offset) {
        if (width < 1 || !(offset >= 0 && offset < 1)) {
            throw new IllegalArgumentException(
                    "width " + width + ", offset " + offset + ": the width is at least 1, the offset in [0, 1)");
        }
        int depth = network.weights().depth();
        boolean shared = network.architecture().hasSkipConnections();
        List<int[]> atoms = new ArrayList<>();
        List<double[]> masses = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            int[] copies = copies(masses(network, shared ? 0 : layer), width, offset);
            int[] taken =
                    IntStream.range(0, copies.length).filter(k -> copies[k] > 0).toArray();
            atoms.add(taken);
            masses.add(Arrays.stream(taken)
                    .mapToDouble(k -> (double) copies[k] / width)
                    .toArray());
        }
        return new Network(network.architecture(), select(network.weights(), atoms), Masses.of(masses));
    }

    /**
     * A resampled network with its copies written out: m units of mass 1/m each.
     *
     * @param network a network whose masses are multiples of 1/m, not modified
     * @param width m
     * @return the network of equal masses; takes m^2 numbers a hidden layer
     * @throws IllegalArgumentException if a mass is not a multiple of 1/m
     */
    public static Network expand(Network network, int width) {
        List<int[]> atoms = new ArrayList<>();
        for (int layer = 0; layer < network.weights().depth(); layer++) {
            int[] units = new int[width];
            int filled = 0;
            double[] p = masses(network, layer);
            for (int k = 0; k < p.length; k++) {
                long copies = Math.round(p[k] * width);
                if (Math.abs(p[k] * width - copies) > 1e-6 || filled + copies > width) {
                    throw new IllegalArgumentException(
                            "mass " + p[k] + " of atom " + (k + 1) + " is not a multiple of 1/" + width);
                }
                Arrays.fill(units, filled, filled + (int) copies, k);
                filled += (int) copies;
            }
            atoms.add(units);
        }
        return Network.ofEqualMasses(network.architecture(), select(network.weights(), atoms));
    }

    /** |v_1^k|^2 for each column of V_1. */
    static double[] inputCost(DMatrixRMaj input) {
        double[] cost = new double[input.numCols];
        for (int i = 0; i < input.getNumElements(); i++) {
            cost[i % input.numCols] += input.data[i] * input.data[i];
        }
        return cost;
    }

    private static int[] copies(double[] p, int width, double offset) {
        int[] copies = new int[p.length];
        double cumulated = 0;
        int taken = 0;
        for (int k = 0; k < p.length; k++) {
            cumulated += p[k];
            // The last atom takes what rounding of the sum left.
            while (taken < width && (offset + taken < cumulated * width || k == p.length - 1)) {
                copies[k]++;
                taken++;
            }
        }
        return copies;
    }

    private static double[] masses(Network network, int layer) {
        double[] p = new double[network.masses().width(layer)];
        for (int k = 0; k < p.length; k++) {
            p[k] = network.masses().mass(layer, k);
        }
        return p;
    }

    private static Weights select(Weights weights, List<int[]> atoms) {
        List<LayerWeights> hidden = new ArrayList<>();
        for (int layer = 1; layer < atoms.size(); layer++) {
            DMatrixRMaj dense = weights.hidden().get(layer - 1).toDense();
            hidden.add(DenseWeights.of(select(dense, atoms.get(layer - 1), atoms.get(layer))));
        }
        DMatrixRMaj input = weights.input();
        DMatrixRMaj output = weights.output();
        return new Weights(
                select(input, all(input.numRows), atoms.get(0)),
                hidden,
                select(output, atoms.get(atoms.size() - 1), all(output.numCols)));
    }

    /** Some columns of a matrix. */
    static DMatrixRMaj columns(DMatrixRMaj matrix, int[] columns) {
        return select(matrix, all(matrix.numRows), columns);
    }

    private static DMatrixRMaj select(DMatrixRMaj matrix, int[] rows, int[] columns) {
        DMatrixRMaj selected = new DMatrixRMaj(rows.length, columns.length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                selected.data[i * columns.length + j] = matrix.data[rows[i] * matrix.numCols + columns[j]];
            }
        }
        return selected;
    }

    private static int[] all(int count) {
        return IntStream.range(0, count).toArray();
    }
}
