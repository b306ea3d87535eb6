package org.featureflow.convex.solver;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.EntropicProgram;
import org.featureflow.convex.program.TwoLevelProgram;

/**
 * Dual value and objective of a Gibbs law by composite Gauss-Legendre quadrature over u and w together, against Lebesgue measure
 * and with ln p taken pointwise: no Gaussian integral is done by hand, none of the product's formulas is used. One output.
 */
final class JointQuadrature {

    private static final int POINTS = 12;
    private static final double PANEL = 1;
    private static final double REACH = 9;

    private final double dual;
    private final double objective;

    JointQuadrature(EntropicProgram program, DMatrixRMaj g) {
        TwoLevelProgram base = program.twoLevel();
        double inputPenalty = base.inputPenalty();
        double outputPenalty = base.outputPenalty();
        double entropyPenalty = program.entropyPenalty();
        double[][] line = line();
        int d = base.dimension();
        int nodes = line[0].length;
        int count = d == 1 ? nodes : nodes * nodes;
        DMatrixRMaj w = new DMatrixRMaj(count, d);
        double[] weight = new double[count];
        for (int k = 0; k < count; k++) {
            w.set(k, 0, line[0][k % nodes]);
            weight[k] = line[1][k % nodes];
            if (d == 2) {
                w.set(k, 1, line[0][k / nodes]);
                weight[k] *= line[1][k / nodes];
            }
        }
        DMatrixRMaj h = base.activated(w);
        double[] cost = new double[count];
        double[] s = new double[count];
        for (int k = 0; k < count; k++) {
            for (int i = 0; i < d; i++) {
                cost[k] += inputPenalty * w.get(k, i) * w.get(k, i);
            }
            for (int n = 0; n < h.numRows; n++) {
                s[k] += g.data[n] * h.get(n, k);
            }
        }
        // Outer integral over u, inner over w.
        double mass = 0;
        double[] byFeature = new double[count];
        double meanCost = 0;
        double meanExponent = 0;
        for (int m = 0; m < nodes; m++) {
            double u = line[0][m];
            for (int k = 0; k < count; k++) {
                double quadratic = outputPenalty * u * u + cost[k];
                double exponent = -(quadratic + u * s[k]) / entropyPenalty;
                double term = line[1][m] * weight[k] * Math.exp(exponent);
                mass += term;
                byFeature[k] += term * u;
                meanCost += term * quadratic;
                meanExponent += term * exponent;
            }
        }
        DMatrixRMaj f = new DMatrixRMaj(h.numRows, 1);
        double conjugate = 0;
        for (int n = 0; n < h.numRows; n++) {
            for (int k = 0; k < count; k++) {
                f.data[n] += byFeature[k] * h.get(n, k) / mass;
            }
            double[] scaled = {h.numRows * g.data[n]};
            conjugate +=
                    base.objective().loss().conjugate(scaled, base.objective().target(n)) / h.numRows;
        }
        dual = -conjugate - entropyPenalty * Math.log(mass);
        double negativeEntropy = meanExponent / mass - Math.log(mass);
        objective = base.objective().value(f) + meanCost / mass + entropyPenalty * negativeEntropy;
    }

    private static double[][] line() {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(POINTS, 0, PANEL);
        int panels = (int) Math.round(2 * REACH / PANEL);
        double[][] line = new double[2][panels * POINTS];
        for (int panel = 0; panel < panels; panel++) {
            for (int i = 0; i < POINTS; i++) {
                line[0][panel * POINTS + i] = -REACH + panel * PANEL + rule.getPoint(i);
                line[1][panel * POINTS + i] = rule.getWeight(i);
            }
        }
        return line;
    }

    double dual() {
        return dual;
    }

    double objective() {
        return objective;
    }
}
