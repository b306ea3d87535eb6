package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * How the outputs' dual g follows the masses, linearised at a fit: (I + H Q) dg = -H B dp with B_k = A_k (g^T A_k)/(2
 * lambda_{L+1}), solvable for every curvature H, 0 included. The Hessian of V(p) is B^T (I + H Q)^{-1} H B.
 */
final class OutputElimination {

    private final int atoms;
    private final int offset;
    private final LinearSolverDense<DMatrixRMaj> solver;
    /** B, N c x K, row by row. */
    private final double[] coupling;
    /** H B, of the same shape. */
    private final double[] curved;

    private final boolean regular;

    OutputElimination(ReducedProgram program, OutputFit fit) {
        int c = program.outputs();
        atoms = program.last.numCols;
        offset = program.lastOffset;
        int size = program.outputSize();
        solver = LinearSolverFactory_DDRM.lu(size);
        regular = solver.setA(matrix(fit.gram(), fit.curvature(), c));
        coupling = new double[size * atoms];
        double[] correlations = program.correlations(fit.g());
        for (int n = 0; n < program.last.numRows; n++) {
            for (int i = 0; i < c; i++) {
                for (int k = 0; k < atoms; k++) {
                    coupling[(n * c + i) * atoms + k] =
                            program.last.data[n * atoms + k] * correlations[k * c + i] / (2 * program.outputLambda);
                }
            }
        }
        curved = fit.curvature().times(coupling, atoms);
    }

    /** I + H Q, N c x N c. */
    static DMatrixRMaj matrix(double[] gram, OutputCurvature curvature, int c) {
        int samples = (int) Math.round(Math.sqrt(gram.length));
        int size = samples * c;
        double[] wide = new double[size * size];
        for (int n = 0; n < samples; n++) {
            for (int o = 0; o < samples; o++) {
                for (int i = 0; i < c; i++) {
                    wide[(n * c + i) * size + o * c + i] = gram[n * samples + o];
                }
            }
        }
        double[] matrix = curvature.times(wide, size);
        for (int i = 0; i < size; i++) {
            matrix[i * size + i] += 1;
        }
        return DMatrixRMaj.wrap(size, size, matrix);
    }

    boolean regular() {
        return regular;
    }

    /** Adds the Hessian of V to the Schur complement of the masses (all x all, row by row). */
    void addTo(double[] schur, int all) {
        int size = coupling.length / atoms;
        DMatrixRMaj solved = new DMatrixRMaj(size, atoms);
        solver.solve(DMatrixRMaj.wrap(size, atoms, curved.clone()), solved);
        for (int n = 0; n < size; n++) {
            for (int k = 0; k < atoms; k++) {
                double entry = coupling[n * atoms + k];
                int row = (offset + k) * all + offset;
                for (int j = 0; j < atoms; j++) {
                    schur[row + j] += entry * solved.data[n * atoms + j];
                }
            }
        }
    }

    /** Computes the direction's g from its p, and adds -B^T dg to its s. */
    void recover(Variables direction) {
        int size = coupling.length / atoms;
        double[] right = new double[size];
        for (int n = 0; n < size; n++) {
            for (int k = 0; k < atoms; k++) {
                right[n] -= curved[n * atoms + k] * direction.p[offset + k];
            }
        }
        solver.solve(DMatrixRMaj.wrap(size, 1, right), DMatrixRMaj.wrap(size, 1, direction.g));
        for (int n = 0; n < size; n++) {
            for (int k = 0; k < atoms; k++) {
                direction.s[offset + k] -= coupling[n * atoms + k] * direction.g[n];
            }
        }
    }
}
