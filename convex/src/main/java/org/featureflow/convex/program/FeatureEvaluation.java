package org.featureflow.convex.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Regularization;

/** Objective, feasibility and dual bound of a feature program, each straight from its definition. */
final class FeatureEvaluation {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);

    private final FeatureProgram program;

    FeatureEvaluation(FeatureProgram program) {
        this.program = program;
    }

    double value(FeaturePoint point) {
        checkShapes(program, point);
        int depth = program.depth();
        Regularization lambda = program.lambda();
        DMatrixRMaj outputs =
                new DMatrixRMaj(program.samples(), program.objective().outputs());
        PRODUCTS.multiply(program.sharedActivated(depth), point.sharedOutput(), outputs);
        double value = program.objective().value(outputs);

        double[] first = point.sharedMasses().get(program.simplex(1));
        double cost = 0;
        for (int k = 0; k < first.length; k++) {
            cost += first[k] * program.sharedInputCost()[k];
        }
        value += lambda.input() * cost;
        for (int layer = 2; layer <= depth; layer++) {
            double[] source = point.sharedMasses().get(program.simplex(layer - 1));
            value += lambda.hidden().get(layer - 2)
                    * MixedNorm.L12.value(point.sharedWeights().get(layer - 2), source);
        }
        double[] last = point.sharedMasses().get(program.simplex(depth));
        return value + lambda.output() * squaredNorms(point.sharedOutput(), last);
    }

    /** sum_k |C_k|^2/p_k, with 0 for atoms without mass and weights. */
    private static double squaredNorms(DMatrixRMaj output, double[] p) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            double norm = 0;
            for (int i = 0; i < output.numCols; i++) {
                norm = Math.hypot(norm, output.data[k * output.numCols + i]);
            }
            if (norm > 0) {
                sum += norm / p[k] * norm;
            }
        }
        return sum;
    }

    double violation(FeaturePoint point) {
        checkShapes(program, point);
        double violation = 0;
        for (double[] p : point.sharedMasses()) {
            double sum = 0;
            for (double mass : p) {
                sum += mass;
                violation = Math.max(violation, -mass);
            }
            violation = Math.max(violation, Math.abs(sum - 1));
        }
        for (int layer = 2; layer <= program.depth(); layer++) {
            DMatrixRMaj reproduced = program.sharedReproduced(layer);
            double[] p = point.sharedMasses().get(program.simplex(layer));
            DMatrixRMaj product = new DMatrixRMaj(reproduced.numRows, reproduced.numCols);
            PRODUCTS.multiply(
                    program.sharedActivated(layer - 1), point.sharedWeights().get(layer - 2), product);
            for (int i = 0; i < product.getNumElements(); i++) {
                double wanted = p[i % product.numCols] * reproduced.data[i];
                violation = Math.max(violation, Math.abs(product.data[i] - wanted));
            }
        }
        return violation;
    }

    double dualBound(FeatureDual dual) {
        checkShapes(program, dual);
        double bound = -program.objective().conjugate(dual.sharedG());
        for (double[] terms : brackets(dual)) {
            bound += Arrays.stream(terms).min().orElseThrow();
        }
        return bound;
    }

    /** The terms whose minimum the dual bound takes, one vector a simplex. */
    private List<double[]> brackets(FeatureDual dual) {
        int depth = program.depth();
        List<double[]> brackets = new ArrayList<>();
        for (int layer = 1; layer <= program.simplices(); layer++) {
            brackets.add(new double[program.atoms(layer)]);
        }
        double[] first = brackets.get(program.simplex(1));
        for (int k = 0; k < first.length; k++) {
            first[k] += program.lambda().input() * program.sharedInputCost()[k];
        }
        for (int layer = 2; layer <= depth; layer++) {
            addHidden(layer, dual.sharedMultipliers().get(layer - 2), brackets);
        }
        DMatrixRMaj last = program.sharedActivated(depth);
        DMatrixRMaj correlations = new DMatrixRMaj(last.numCols, dual.sharedG().numCols);
        PRODUCTS.multiplyTransposedLeft(last, dual.sharedG(), correlations);
        double[] out = brackets.get(program.simplex(depth));
        for (int i = 0; i < correlations.getNumElements(); i++) {
            double correlation = correlations.data[i];
            out[i / correlations.numCols] -=
                    correlation * correlation / (4 * program.lambda().output());
        }
        return brackets;
    }

    private void addHidden(int layer, DMatrixRMaj multipliers, List<double[]> brackets) {
        DMatrixRMaj reproduced = program.sharedReproduced(layer);
        double[] destination = brackets.get(program.simplex(layer));
        for (int i = 0; i < reproduced.getNumElements(); i++) {
            destination[i % reproduced.numCols] += multipliers.data[i] * reproduced.data[i];
        }
        DMatrixRMaj activated = program.sharedActivated(layer - 1);
        DMatrixRMaj products = new DMatrixRMaj(multipliers.numCols, activated.numCols);
        PRODUCTS.multiplyTransposedLeft(multipliers, activated, products);
        double[] largest = new double[activated.numCols];
        for (int i = 0; i < products.getNumElements(); i++) {
            int k = i % products.numCols;
            largest[k] = Math.max(largest[k], Math.abs(products.data[i]));
        }
        double[] source = brackets.get(program.simplex(layer - 1));
        for (int k = 0; k < largest.length; k++) {
            source[k] -=
                    largest[k] * largest[k] / (4 * program.lambda().hidden().get(layer - 2));
        }
    }

    static void checkShapes(FeatureProgram program, FeaturePoint point) {
        int depth = program.depth();
        checkCount("simplices", point.sharedMasses().size(), program.simplices());
        checkCount("hidden weights", point.sharedWeights().size(), depth - 1);
        for (int layer = 1; layer <= depth; layer++) {
            checkCount(
                    "masses of layer " + layer,
                    point.sharedMasses().get(program.simplex(layer)).length,
                    program.atoms(layer));
            if (layer > 1) {
                checkShape(
                        "W of layer " + layer,
                        point.sharedWeights().get(layer - 2),
                        program.atoms(layer - 1),
                        program.atoms(layer));
            }
        }
        checkShape(
                "C",
                point.sharedOutput(),
                program.atoms(depth),
                program.objective().outputs());
    }

    static void checkShapes(FeatureProgram program, FeatureDual dual) {
        checkCount("multipliers M", dual.sharedMultipliers().size(), program.depth() - 1);
        checkShape("g", dual.sharedG(), program.samples(), program.objective().outputs());
        for (int layer = 2; layer <= program.depth(); layer++) {
            checkShape(
                    "M of layer " + layer,
                    dual.sharedMultipliers().get(layer - 2),
                    program.samples(),
                    program.atoms(layer));
        }
    }

    private static void checkCount(String what, int actual, int expected) {
        if (actual != expected) {
            throw new IllegalArgumentException(what + ": " + actual + " given, the program has " + expected);
        }
    }

    private static void checkShape(String what, DMatrixRMaj matrix, int rows, int columns) {
        if (matrix.numRows != rows || matrix.numCols != columns) {
            throw new IllegalArgumentException(what + " is " + matrix.numRows + " x " + matrix.numCols
                    + ", the program needs " + rows + " x " + columns);
        }
    }
}
