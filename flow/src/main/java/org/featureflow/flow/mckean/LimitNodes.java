package org.featureflow.flow.mckean;

/** The quadrature nodes of a model's initial laws: a tensor grid for theta^(0) in R^d, and one rule for each other layer. */
final class LimitNodes {

    private static final int MOST_FEATURES = 200_000;

    /** Gauss rules of higher order take minutes to build. */
    private static final int MOST_NODES = 128;

    private final int depth;
    private final double[][] features;
    private final double[] featureWeights;
    private final WeightQuadrature[] laws;

    LimitNodes(FrozenEndsModel model, int order) {
        if (Math.pow(order, model.inputs()) > MOST_FEATURES || order > MOST_NODES) {
            throw new IllegalArgumentException("order " + order + " with " + model.inputs() + " inputs: at most order "
                    + MOST_NODES + " and " + MOST_FEATURES
                    + " nodes for the first layer are possible; use fewer inputs or a lower order");
        }
        WeightQuadrature rule = model.featureLaw().quadrature(order);
        int count = (int) Math.round(Math.pow(rule.size(), model.inputs()));
        this.depth = model.depth();
        this.features = new double[count][model.inputs()];
        this.featureWeights = new double[count];
        for (int a = 0; a < count; a++) {
            int rest = a;
            featureWeights[a] = 1;
            for (int i = 0; i < model.inputs(); i++) {
                features[a][i] = rule.node(rest % rule.size());
                featureWeights[a] *= rule.weight(rest % rule.size());
                rest /= rule.size();
            }
        }
        this.laws = new WeightQuadrature[depth + 1];
        for (int l = 1; l <= depth; l++) {
            laws[l] = model.law(l).quadrature(order);
        }
    }

    /** The nodes of the frozen partner of a trained layer; 1 for middle layers. */
    int rows(int layer) {
        if (layer == 1) {
            return features.length;
        }
        return layer == depth - 1 ? laws[depth].size() : 1;
    }

    double rowWeight(int layer, int row) {
        if (layer == 1) {
            return featureWeights[row];
        }
        return layer == depth - 1 ? laws[depth].weight(row) : 1;
    }

    double[] feature(int row) {
        return features[row];
    }

    double featureWeight(int row) {
        return featureWeights[row];
    }

    WeightQuadrature law(int layer) {
        return laws[layer];
    }
}
