package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Eliminates outputs f and their duals g from the Newton system, df + Q dg + B dp = r_f, dg = H df + r_g, where
 * B_k = A_k (g^T A_k)/(2 lambda_{L+1}). Hence (I + H Q) dg = r_g + H (r_f - B dp), solvable for every curvature H, 0 included.
 */
final class OutputElimination {

    private final int c;
    private final int atoms;
    private final int offset;
    private final double[] gram;
    private final OutputCurvature curvature;
    private final LinearSolverDense<DMatrixRMaj> solver;
    /** B, N c x K, row by row. */
    private final double[] coupling;

    private final double[] shift;
    private final boolean regular;

    OutputElimination(ReducedProgram program, Variables at) {
        c = program.outputs();
        atoms = program.last.numCols;
        offset = program.lastOffset;
        gram = program.outputGram(at.p);
        curvature = OutputCurvature.at(program, at.f);
        int size = program.outputSize();
        solver = LinearSolverFactory_DDRM.lu(size);
        regular = solver.setA(matrix(gram, curvature, c));
        coupling = new double[size * atoms];
        double[] correlations = program.correlations(at.g);
        for (int n = 0; n < program.last.numRows; n++) {
            for (int i = 0; i < c; i++) {
                for (int k = 0; k < atoms; k++) {
                    coupling[(n * c + i) * atoms + k] =
                            program.last.data[n * atoms + k] * correlations[k * c + i] / (2 * program.outputLambda);
                }
            }
        }
        shift = new double[size];
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

    /** Adds B^T (I + H Q)^{-1} H B to the Schur complement of the masses (all x all, row by row). */
    void addTo(double[] schur, int all) {
        int size = shift.length;
        DMatrixRMaj right = DMatrixRMaj.wrap(size, atoms, curvature.times(coupling, atoms));
        DMatrixRMaj solved = new DMatrixRMaj(size, atoms);
        solver.solve(right, solved);
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

    /** Adds what the right-hand sides of f and g contribute to that of the masses. */
    void eliminate(Variables residual, double[] rho) {
        double[] right = curvature.times(residual.f);
        for (int i = 0; i < right.length; i++) {
            right[i] += residual.g[i];
        }
        solve(right, shift);
        for (int n = 0; n < shift.length; n++) {
            for (int k = 0; k < atoms; k++) {
                rho[offset + k] += coupling[n * atoms + k] * shift[n];
            }
        }
    }

    /** Computes the direction's g and f from its p, and adds -B^T dg to its s. */
    void recover(Variables residual, Variables direction) {
        double[] moved = new double[shift.length];
        for (int n = 0; n < moved.length; n++) {
            for (int k = 0; k < atoms; k++) {
                moved[n] += coupling[n * atoms + k] * direction.p[offset + k];
            }
        }
        solve(curvature.times(moved), direction.g);
        for (int n = 0; n < moved.length; n++) {
            direction.g[n] = shift[n] - direction.g[n];
        }
        double[] outputs = Residuals.times(gram, direction.g, c);
        for (int n = 0; n < moved.length; n++) {
            direction.f[n] = residual.f[n] - outputs[n] - moved[n];
            for (int k = 0; k < atoms; k++) {
                direction.s[offset + k] -= coupling[n * atoms + k] * direction.g[n];
            }
        }
    }

    private void solve(double[] right, double[] out) {
        solver.solve(DMatrixRMaj.wrap(right.length, 1, right), DMatrixRMaj.wrap(out.length, 1, out));
    }
}
