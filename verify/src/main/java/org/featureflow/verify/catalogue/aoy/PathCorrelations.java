package org.featureflow.verify.catalogue.aoy;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.featureflow.flow.mckean.FrozenEndsNetwork;

/**
 * Correlations along a random path of weights theta^(0)_i, theta^(1)_ij, .., theta^(L)_m between h0(theta^(0) . x) at a probe x, the
 * trained weights after training, and theta^(L), over all paths of several independent networks.
 */
final class PathCorrelations {

    private final double[] probe;
    private final List<Marginals> networks = new ArrayList<>();

    PathCorrelations(double[] probe) {
        this.probe = probe.clone();
    }

    /** Adds a network after training. */
    void add(FrozenEndsNetwork network) {
        networks.add(new Marginals(network, probe));
    }

    /**
     * The correlation of the functions of two layers, one number a network, whose mean is the correlation over all of them. Only neighbours share
     * a unit: given the network, functions of other layers are independent along a random path.
     */
    double[] between(int layer, int later) {
        double mean = mean(layer);
        double laterMean = mean(later);
        double scale = deviation(layer, mean) * deviation(later, laterMean);
        double[] correlations = new double[networks.size()];
        for (int r = 0; r < correlations.length; r++) {
            Marginals network = networks.get(r);
            double product = 0;
            if (later == layer + 1) {
                for (int j = 0; j < network.width; j++) {
                    product += (network.byTarget[layer][j] - mean)
                            * (network.bySource[later][j] - laterMean)
                            / network.width;
                }
            } else {
                product = (network.mean[layer] - mean) * (network.mean[later] - laterMean);
            }
            correlations[r] = product / scale;
        }
        return correlations;
    }

    private double mean(int layer) {
        SummaryStatistics means = new SummaryStatistics();
        networks.forEach(network -> means.addValue(network.mean[layer]));
        return means.getMean();
    }

    private double deviation(int layer, double mean) {
        SummaryStatistics squares = new SummaryStatistics();
        networks.forEach(
                network -> squares.addValue(network.square[layer] - 2 * mean * network.mean[layer] + mean * mean));
        return Math.sqrt(squares.getMean());
    }

    /** Means of each layer's function over all weights, and over the weights of one unit. */
    private static final class Marginals {
        private final int width;
        private final double[] mean;
        private final double[] square;
        private final double[][] bySource;
        private final double[][] byTarget;

        Marginals(FrozenEndsNetwork end, double[] probe) {
            int depth = end.model().depth();
            this.width = end.width();
            this.mean = new double[depth + 1];
            this.square = new double[depth + 1];
            this.bySource = new double[depth + 1][width];
            this.byTarget = new double[depth + 1][width];
            double[] features = end.pass(probe).units(1);
            for (int j = 0; j < width; j++) {
                byTarget[0][j] = features[j];
                bySource[depth][j] = end.last(j);
                mean[0] += features[j] / width;
                square[0] += features[j] * features[j] / width;
                mean[depth] += end.last(j) / width;
                square[depth] += end.last(j) * end.last(j) / width;
            }
            for (int l = 1; l < depth; l++) {
                for (int i = 0; i < width; i++) {
                    for (int j = 0; j < width; j++) {
                        double weight = end.weight(l, i, j);
                        bySource[l][i] += weight / width;
                        byTarget[l][j] += weight / width;
                        mean[l] += weight / width / width;
                        square[l] += weight * weight / width / width;
                    }
                }
            }
        }
    }
}
