package org.featureflow.flow.mckean;

import java.util.List;

/**
 * Laws of weights as weighted particles: the product of the pair (theta^(0), theta^(1)), the middle weights theta^(2) .. theta^(L-2), and
 * the pair (theta^(L-1), theta^(L)). At the top the particles that share theta^(L) form the conditional law, so conditional expectations
 * are weighted sums over them. Also a velocity of such particles. Not modified once made.
 */
final class LimitParticles {

    private final FrozenEndsModel model;
    private final LimitNodes nodes;

    /** Entry l - 1 is theta^(l), one row a node of the frozen partner, one row in all for middle layers. */
    private final double[][][] theta;

    private LimitParticles(FrozenEndsModel model, LimitNodes nodes, double[][][] theta) {
        this.model = model;
        this.nodes = nodes;
        this.theta = theta;
    }

    static LimitParticles start(FrozenEndsModel model, LimitNodes nodes) {
        double[][][] theta = new double[model.depth() - 1][][];
        for (int l = 1; l < model.depth(); l++) {
            theta[l - 1] = new double[nodes.rows(l)][];
            for (int row = 0; row < nodes.rows(l); row++) {
                theta[l - 1][row] = nodes.law(l).nodes().clone();
            }
        }
        return new LimitParticles(model, nodes, theta);
    }

    LimitNodes nodes() {
        return nodes;
    }

    double[] row(int layer, int row) {
        return theta[layer - 1][row];
    }

    /** All macroscopic quantities on one sample: a forward and a backward sweep over the particles. */
    Macro macro(double[] x, double target) {
        int depth = model.depth();
        double[] units = new double[depth];
        for (int a = 0; a < nodes.rows(1); a++) {
            units[2] += nodes.featureWeight(a) * mean(1, a, model.feature(x, nodes.feature(a)));
        }
        for (int l = 2; l < depth - 1; l++) {
            units[l + 1] = mean(l, 0, units[l]);
        }
        double[] top = new double[nodes.rows(depth - 1)];
        double[] sensitivities = new double[depth];
        double prediction = 0;
        UnitMap last = model.map(depth);
        for (int b = 0; b < top.length; b++) {
            double frozen = nodes.law(depth).node(b);
            double z = mean(depth - 1, b, units[depth - 1]);
            prediction += nodes.law(depth).weight(b) * last.value(z, frozen);
            top[b] = last.unitDerivative(z, frozen);
            sensitivities[depth - 1] +=
                    nodes.law(depth).weight(b) * top[b] * meanDerivative(depth - 1, b, units[depth - 1]);
        }
        for (int l = depth - 2; l >= 2; l--) {
            sensitivities[l] = meanDerivative(l, 0, units[l]) * sensitivities[l + 1];
        }
        return new Macro(x, target, prediction, units, sensitivities, top);
    }

    /** The particles after a step of length eps, driven by the mean over the given macroscopic quantities. */
    LimitParticles moved(double eps, List<Macro> driving) {
        int depth = model.depth();
        double[][][] next = new double[depth - 1][][];
        for (int l = 1; l < depth; l++) {
            UnitMap map = model.map(l);
            next[l - 1] = new double[nodes.rows(l)][];
            for (int row = 0; row < nodes.rows(l); row++) {
                double[] old = theta[l - 1][row];
                double[] moved = old.clone();
                for (Macro macro : driving) {
                    double z = l == 1 ? model.feature(macro.x, nodes.feature(row)) : macro.units[l];
                    double m = l == depth - 1 ? macro.topSensitivities[row] : macro.sensitivities[l + 1];
                    nodes.law(l).move(map, eps / driving.size() * macro.residual * m, z, old, moved);
                }
                next[l - 1][row] = moved;
            }
        }
        return new LimitParticles(model, nodes, next);
    }

    /** The root of the mean square distance of two sets of particles with the same nodes, all trained layers together. */
    double distance(LimitParticles other) {
        double sum = 0;
        for (int l = 1; l < model.depth(); l++) {
            for (int row = 0; row < nodes.rows(l); row++) {
                for (int a = 0; a < nodes.law(l).size(); a++) {
                    double difference = theta[l - 1][row][a] - other.theta[l - 1][row][a];
                    sum += nodes.rowWeight(l, row) * nodes.law(l).weight(a) * difference * difference;
                }
            }
        }
        return Math.sqrt(sum / (model.depth() - 1));
    }

    private double mean(int layer, int row, double z) {
        return nodes.law(layer).mean(model.map(layer), z, theta[layer - 1][row]);
    }

    private double meanDerivative(int layer, int row, double z) {
        return nodes.law(layer).meanUnitDerivative(model.map(layer), z, theta[layer - 1][row]);
    }
}
