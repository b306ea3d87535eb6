package org.featureflow.convex.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.jspecify.annotations.Nullable;

/**
 * Newton's method on hidden units whose active samples are known: takes an interior-point solution from about 1e-8 to rounding.
 *
 * <p>Units of one output sign and nearly one direction are merged, as the master splits a unit on the common face of two cells
 * in any proportion. Samples on whose hyperplane a unit nearly lies are kept exactly there: v = Q q with an orthonormal basis Q
 * of the directions orthogonal to them. In these variables (1/2N) |C q - y|^2 + lambda sum_j |q_j| is smooth and convex, C_j =
 * outputSign_j D_j X Q_j. Which samples are meant is a guess, made by a width; a wrong guess gives units that are worse, not
 * wrong, and the caller compares. Samples nearer than the width and units shorter than it, relative to the longest, count as zero:
 * both are of the order of the interior-point method's complementarity.
 */
final class ReluRefinement {
    private static final int MAX_STEPS = 40;
    private static final int CONVERGED = -1;
    private static final int FAILED = -2;

    /** Gradients, relative to lambda, that count as zero and as nearly so. */
    private static final double ROUNDING = 1e-15;

    private static final double CONVERGING = 1e-8;

    /** Units nearer than this in direction are one. */
    private static final double MERGE_DISTANCE = 1e-3;

    /**
     * Added to the Hessian's diagonal, relative to its largest entry. Optima need not be unique: with units v and -v of one
     * output sign, lengths can be traded against other such pairs. Along such a face the gradient vanishes, so that this costs
     * no accuracy, only the last factor of the convergence.
     */
    private static final double REGULARISATION = 1e-9;

    /** A unit that a step shortens below this share is taken to vanish at the optimum. */
    private static final double VANISHING = 1e-3;

    private final ReluData data;
    private final List<Unit> units;

    private ReluRefinement(ReluData data, List<Unit> units) {
        this.data = data;
        this.units = units;
    }

    /** A unit outputSign (X Q q)_+ on fixed active samples; q is moved in place. */
    private static final class Unit {
        final int outputSign;
        final double[][] basis;
        final double[][] columns;
        final double[] q;

        Unit(ReluData data, double[] vector, int outputSign, double width) {
            this.outputSign = outputSign;
            List<double[]> normals = new ArrayList<>();
            boolean[] passes = new boolean[data.samples];
            double length = Vectors.norm(vector);
            for (int n = 0; n < data.samples; n++) {
                double distance = Vectors.dot(data.unitRows[n], vector) / length;
                passes[n] = distance > width;
                if (Math.abs(distance) <= width && data.rowNorms[n] > 0) {
                    normals.add(data.unitRows[n]);
                }
            }
            basis = complement(normals, data.dimension);
            columns = new double[basis.length][data.samples];
            q = new double[basis.length];
            for (int i = 0; i < basis.length; i++) {
                q[i] = Vectors.dot(basis[i], vector);
                for (int n = 0; n < data.samples; n++) {
                    columns[i][n] = passes[n] ? outputSign * Vectors.dot(data.rows[n], basis[i]) : 0;
                }
            }
        }

        double[] vector(int dimension) {
            double[] vector = new double[dimension];
            for (int i = 0; i < q.length; i++) {
                Vectors.addScaled(vector, q[i], basis[i]);
            }
            return vector;
        }
    }

    /** An orthonormal basis of the vectors orthogonal to the given ones. */
    private static double[][] complement(List<double[]> normals, int dimension) {
        List<double[]> basis = new ArrayList<>();
        for (double[] normal : normals) {
            double[] rest = orthogonalised(normal, basis);
            if (Vectors.norm(rest) > MERGE_DISTANCE) {
                basis.add(Vectors.scaled(1 / Vectors.norm(rest), rest));
            }
        }
        int rank = basis.size();
        while (basis.size() < dimension) {
            double[] longest = new double[dimension];
            for (int j = 0; j < dimension; j++) {
                double[] axis = new double[dimension];
                axis[j] = 1;
                double[] rest = orthogonalised(axis, basis);
                longest = Vectors.norm(rest) > Vectors.norm(longest) ? rest : longest;
            }
            basis.add(Vectors.scaled(1 / Vectors.norm(longest), longest));
        }
        return basis.subList(rank, dimension).toArray(new double[0][]);
    }

    private static double[] orthogonalised(double[] vector, List<double[]> basis) {
        double[] rest = vector.clone();
        for (int sweep = 0; sweep < 2; sweep++) {
            for (double[] b : basis) {
                Vectors.addScaled(rest, -Vectors.dot(b, rest), b);
            }
        }
        return rest;
    }

    /**
     * Refines units.
     *
     * @param start the units, not modified
     * @param width the sine of the angle at which a unit is taken to lie on a sample's hyperplane, and the share of the longest
     *     unit's length at which a unit is taken to be zero
     * @return refined units, or null if the guess leads to dependent or vanishing units
     */
    static @Nullable ReluUnits refine(ReluData data, ReluUnits start, double width) {
        ReluUnits merged = merged(data, start, width);
        List<Unit> units = new ArrayList<>();
        for (int j = 0; j < merged.count(); j++) {
            Unit unit = new Unit(data, merged.vector(j), merged.outputSign(j), width);
            if (Vectors.norm(unit.q) > 0) {
                units.add(unit);
            }
        }
        ReluRefinement refinement = new ReluRefinement(data, units);
        while (!units.isEmpty()) {
            int vanishing = refinement.converge();
            if (vanishing == CONVERGED) {
                return refinement.result();
            } else if (vanishing == FAILED) {
                return null;
            }
            units.remove(vanishing);
        }
        return null;
    }

    private static ReluUnits merged(ReluData data, ReluUnits start, double negligible) {
        double longest = 0;
        for (int j = 0; j < start.count(); j++) {
            longest = Math.max(longest, Vectors.norm(start.vector(j)));
        }
        List<double[]> vectors = new ArrayList<>();
        List<Integer> signs = new ArrayList<>();
        for (int j = 0; j < start.count(); j++) {
            double[] v = start.vector(j);
            if (Vectors.norm(v) < negligible * longest) {
                continue;
            }
            int partner = 0;
            while (partner < vectors.size()
                    && (signs.get(partner) != start.outputSign(j)
                            || distance(vectors.get(partner), v) > MERGE_DISTANCE)) {
                partner++;
            }
            if (partner < vectors.size()) {
                Vectors.addScaled(vectors.get(partner), 1, v);
            } else {
                vectors.add(v.clone());
                signs.add(start.outputSign(j));
            }
        }
        ReluUnits merged = new ReluUnits(data);
        for (int j = 0; j < vectors.size(); j++) {
            merged.add(vectors.get(j), signs.get(j));
        }
        return merged;
    }

    private static double distance(double[] a, double[] b) {
        double[] difference = Vectors.scaled(1 / Vectors.norm(a), a);
        Vectors.addScaled(difference, -1 / Vectors.norm(b), b);
        return Vectors.norm(difference);
    }

    /** Newton steps; returns the index of a unit that vanishes, {@link #CONVERGED} or {@link #FAILED}. */
    private int converge() {
        double previous = Double.POSITIVE_INFINITY;
        for (int iteration = 0; iteration < MAX_STEPS; iteration++) {
            DMatrixRMaj step = new DMatrixRMaj(0, 0);
            double slope = newtonStep(step);
            if (!(slope < Double.POSITIVE_INFINITY)) {
                return FAILED;
            }
            // Quadratic convergence ends where the gradient no longer shrinks.
            if (slope < ROUNDING || (slope < CONVERGING && slope > 0.5 * previous)) {
                return CONVERGED;
            }
            previous = slope;
            double reach = 1;
            int offset = 0;
            for (int j = 0; j < units.size(); j++) {
                double[] q = units.get(j).q;
                double[] change = Arrays.copyOfRange(step.data, offset, offset + q.length);
                offset += q.length;
                double length = Vectors.norm(q);
                double remaining = length + Vectors.dot(q, change) / length;
                if (remaining < VANISHING * length && iteration > 0) {
                    return j;
                }
                // Half of the way to zero at most: past it the norm's curvature says nothing.
                reach = Math.min(reach, 0.5 * length / Math.max(Vectors.norm(change), 0.5 * length));
            }
            offset = 0;
            for (Unit unit : units) {
                for (int i = 0; i < unit.q.length; i++) {
                    unit.q[i] += reach * step.data[offset++];
                }
            }
        }
        return previous < CONVERGING ? CONVERGED : FAILED;
    }

    /** Sets the step; returns the largest entry of the gradient over lambda, infinite if there is no step. */
    private double newtonStep(DMatrixRMaj step) {
        List<double[]> columns = new ArrayList<>();
        double[] z = Vectors.scaled(-1, data.targets);
        for (Unit unit : units) {
            for (int i = 0; i < unit.q.length; i++) {
                columns.add(unit.columns[i]);
                Vectors.addScaled(z, unit.q[i], unit.columns[i]);
            }
        }
        int size = columns.size();
        DMatrixRMaj hessian = new DMatrixRMaj(size, size);
        DMatrixRMaj descent = new DMatrixRMaj(size, 1);
        for (int a = 0; a < size; a++) {
            descent.data[a] = -Vectors.dot(columns.get(a), z) / data.samples;
            for (int b = 0; b <= a; b++) {
                double entry = Vectors.dot(columns.get(a), columns.get(b)) / data.samples;
                hessian.unsafe_set(a, b, entry);
                hessian.unsafe_set(b, a, entry);
            }
        }
        int offset = 0;
        for (Unit unit : units) {
            double length = Vectors.norm(unit.q);
            for (int i = 0; i < unit.q.length; i++) {
                descent.data[offset + i] -= data.lambda * unit.q[i] / length;
                for (int k = 0; k < unit.q.length; k++) {
                    double curvature = (i == k ? 1 : 0) - unit.q[i] / length * (unit.q[k] / length);
                    hessian.add(offset + i, offset + k, data.lambda / length * curvature);
                }
            }
            offset += unit.q.length;
        }
        double ridge = REGULARISATION * CommonOps_DDRM.elementMaxAbs(hessian);
        for (int a = 0; a < size; a++) {
            hessian.add(a, a, ridge);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(size);
        if (!solver.setA(hessian)) {
            return Double.POSITIVE_INFINITY;
        }
        solver.solve(descent, step);
        return CommonOps_DDRM.elementMaxAbs(descent) / data.lambda;
    }

    private ReluUnits result() {
        ReluUnits result = new ReluUnits(data);
        for (Unit unit : units) {
            result.add(unit.vector(data.dimension), unit.outputSign);
        }
        return result;
    }
}
