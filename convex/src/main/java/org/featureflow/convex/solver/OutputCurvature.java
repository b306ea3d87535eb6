package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;

/** The curvature H of L at outputs f: block diagonal, one c x c block phi''(f_n)/N a sample. */
final class OutputCurvature {

    private final int c;
    private final DMatrixRMaj blocks;

    private OutputCurvature(int c, DMatrixRMaj blocks) {
        this.c = c;
        this.blocks = blocks;
    }

    static OutputCurvature at(ReducedProgram program, double[] f) {
        return new OutputCurvature(program.outputs(), program.objective.curvature(program.outputMatrix(f)));
    }

    /** H + added I. */
    OutputCurvature plus(double added) {
        if (added == 0) {
            return this;
        }
        DMatrixRMaj raised = blocks.copy();
        for (int n = 0; n < blocks.numRows; n++) {
            for (int i = 0; i < c; i++) {
                raised.data[n * c * c + i * c + i] += added;
            }
        }
        return new OutputCurvature(c, raised);
    }

    /** H x for x of N c numbers, not modified. */
    double[] times(double[] x) {
        return times(x, 1);
    }

    /** H B for an N c x columns matrix B, row by row, not modified. */
    double[] times(double[] b, int columns) {
        double[] product = new double[b.length];
        for (int n = 0; n < blocks.numRows; n++) {
            for (int i = 0; i < c; i++) {
                int target = (n * c + i) * columns;
                for (int j = 0; j < c; j++) {
                    double entry = blocks.data[n * c * c + i * c + j];
                    int source = (n * c + j) * columns;
                    for (int k = 0; k < columns; k++) {
                        product[target + k] += entry * b[source + k];
                    }
                }
            }
        }
        return product;
    }
}
