package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;

/**
 * Newton's method on masses, output weights and input weights of K atoms together, which moves the features of a dictionary to
 * where the optimum over all features has them: a fixed dictionary stalls at the square of its distance.
 *
 * <p>The objective falls at every step. Steps are measured by sum_k dp_k^2/p_k + p_k |du_k|^2 + p_k |dw_k|^2, on the tangent
 * sum dp = 0. One step costs O(N c n^2 + n^3), n = K (1 + c + d).
 */
final class AtomPolishing {

    private static final int MAX_STEPS = 60;
    private static final double VANISHED = 1e-10;

    private final TwoLevelProgram program;
    private final DMatrixRMaj inputs;
    private final int outputs;
    private final int dimension;
    private final int block;

    AtomPolishing(TwoLevelProgram program) {
        this.program = program;
        this.inputs = program.inputs();
        this.outputs = program.outputs();
        this.dimension = program.dimension();
        this.block = 1 + outputs + dimension;
    }

    /** A measure of at most as many atoms whose objective is not larger. */
    TwoLevelMeasure polish(TwoLevelMeasure start) {
        TwoLevelMeasure measure = start;
        double value = program.objective(measure);
        for (int step = 0; step < MAX_STEPS; step++) {
            Local local = new Local(measure);
            double[] direction = SaddleFreeNewton.direction(local.hessian, local.gradient);
            local.unscale(direction);
            double longest = 1;
            for (int k = 0; k < measure.atoms(); k++) {
                if (direction[k * block] < 0) {
                    longest = Math.min(longest, -0.9 * measure.mass(k) / direction[k * block]);
                }
            }
            TwoLevelMeasure next = measure;
            double nextValue = value;
            for (double t = longest; t > 1e-9 && next == measure; t /= 2) {
                TwoLevelMeasure candidate = moved(measure, t, direction);
                double candidateValue = program.objective(candidate);
                if (candidateValue <= value + 2e-16 * Math.abs(value)) {
                    next = candidate;
                    nextValue = candidateValue;
                }
            }
            if (next == measure) {
                break;
            }
            measure = next;
            value = nextValue;
            if (local.residual() <= 1e-15 * Math.max(1e-3, Math.abs(value))) {
                break;
            }
        }
        return measure;
    }

    /** The measure after a step, without atoms whose masses vanished. */
    private TwoLevelMeasure moved(TwoLevelMeasure measure, double t, double[] step) {
        int kept = 0;
        double total = 0;
        double[] mass = new double[measure.atoms()];
        for (int k = 0; k < mass.length; k++) {
            mass[k] = measure.mass(k) + t * step[k * block];
            if (mass[k] > VANISHED) {
                kept++;
                total += mass[k];
            }
        }
        DMatrixRMaj p = new DMatrixRMaj(kept, 1);
        DMatrixRMaj u = new DMatrixRMaj(kept, outputs);
        DMatrixRMaj w = new DMatrixRMaj(kept, dimension);
        int row = 0;
        for (int k = 0; k < mass.length; k++) {
            if (mass[k] > VANISHED) {
                p.data[row] = mass[k] / total;
                for (int j = 0; j < outputs; j++) {
                    u.set(row, j, measure.outputWeight(k, j) + t * step[k * block + 1 + j]);
                }
                for (int i = 0; i < dimension; i++) {
                    w.set(row, i, measure.inputWeight(k, i) + t * step[k * block + 1 + outputs + i]);
                }
                row++;
            }
        }
        return new TwoLevelMeasure(p, u, w);
    }

    /** Gradient and Hessian of the objective in scaled coordinates, projected to the tangent space. */
    private final class Local {
        private final int size;
        private final double[] scale;
        private final double[] normal;
        private final double[] gradient;
        private final DMatrixRMaj hessian;

        Local(TwoLevelMeasure measure) {
            size = measure.atoms() * block;
            scale = new double[size];
            normal = new double[size];
            gradient = new double[size];
            DMatrixRMaj f = program.predictions(measure);
            DMatrixRMaj g = program.objective().gradient(f);
            DMatrixRMaj curvature = program.objective().curvature(f);
            DMatrixRMaj jacobian = new DMatrixRMaj(inputs.numRows * outputs, size);
            hessian = new DMatrixRMaj(size, size);
            for (int k = 0; k < measure.atoms(); k++) {
                fillAtom(measure, k, g, jacobian);
            }
            addGaussNewton(jacobian, curvature);
            project();
        }

        private void fillAtom(TwoLevelMeasure measure, int k, DMatrixRMaj g, DMatrixRMaj jacobian) {
            int o = k * block;
            int ow = o + 1 + outputs;
            double p = measure.mass(k);
            double[] t = new double[outputs];
            double[][] slope = new double[outputs][dimension];
            for (int n = 0; n < inputs.numRows; n++) {
                double z = 0;
                for (int i = 0; i < dimension; i++) {
                    z += inputs.data[n * dimension + i] * measure.inputWeight(k, i);
                }
                double h = program.activation().value(z);
                double first = program.activation().derivative(z);
                double pull = 0;
                for (int j = 0; j < outputs; j++) {
                    double u = measure.outputWeight(k, j);
                    double gnj = g.data[n * outputs + j];
                    int row = (n * outputs + j) * size;
                    t[j] += gnj * h;
                    pull += gnj * u;
                    jacobian.data[row + o] = u * h;
                    jacobian.data[row + o + 1 + j] = p * h;
                    for (int i = 0; i < dimension; i++) {
                        double x = inputs.data[n * dimension + i];
                        slope[j][i] += gnj * first * x;
                        jacobian.data[row + ow + i] = p * u * first * x;
                    }
                }
                double bend = p * pull * SaddleFreeNewton.secondDerivative(program.activation(), z);
                for (int i = 0; i < dimension; i++) {
                    for (int l = 0; l < dimension; l++) {
                        hessian.data[(ow + i) * size + ow + l] +=
                                bend * inputs.data[n * dimension + i] * inputs.data[n * dimension + l];
                    }
                }
            }
            scale[o] = Math.sqrt(p);
            normal[o] = scale[o];
            for (int j = 0; j < outputs; j++) {
                double u = measure.outputWeight(k, j);
                double slack = t[j] + 2 * program.outputPenalty() * u;
                gradient[o] += u * t[j] + program.outputPenalty() * u * u;
                gradient[o + 1 + j] = p * slack;
                scale[o + 1 + j] = 1 / scale[o];
                setBoth(o, o + 1 + j, slack);
                hessian.data[(o + 1 + j) * size + o + 1 + j] = 2 * program.outputPenalty() * p;
                for (int i = 0; i < dimension; i++) {
                    setBoth(o + 1 + j, ow + i, p * slope[j][i]);
                }
            }
            for (int i = 0; i < dimension; i++) {
                double w = measure.inputWeight(k, i);
                double pull = 2 * program.inputPenalty() * w;
                for (int j = 0; j < outputs; j++) {
                    pull += measure.outputWeight(k, j) * slope[j][i];
                }
                gradient[o] += program.inputPenalty() * w * w;
                gradient[ow + i] = p * pull;
                scale[ow + i] = 1 / scale[o];
                setBoth(o, ow + i, pull);
                hessian.data[(ow + i) * size + ow + i] += 2 * program.inputPenalty() * p;
            }
        }

        private void setBoth(int row, int col, double value) {
            hessian.data[row * size + col] = value;
            hessian.data[col * size + row] = value;
        }

        private void addGaussNewton(DMatrixRMaj jacobian, DMatrixRMaj curvature) {
            DMatrixRMaj weighted = new DMatrixRMaj(jacobian.numRows, size);
            for (int row = 0; row < jacobian.numRows; row++) {
                for (int l = 0; l < outputs; l++) {
                    double weight = curvature.data[row * outputs + l];
                    int source = (row / outputs * outputs + l) * size;
                    for (int col = 0; col < size; col++) {
                        weighted.data[row * size + col] += weight * jacobian.data[source + col];
                    }
                }
            }
            CommonOps_DDRM.multAddTransA(jacobian, weighted, hessian);
        }

        /** Scales to the metric and projects; the normal direction gets the largest curvature, so that no step goes along it. */
        private void project() {
            for (int i = 0; i < size; i++) {
                gradient[i] *= scale[i];
                for (int l = 0; l < size; l++) {
                    hessian.data[i * size + l] *= scale[i] * scale[l];
                }
            }
            remove(gradient);
            double[] line = new double[size];
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i < size; i++) {
                    System.arraycopy(hessian.data, i * size, line, 0, size);
                    remove(line);
                    System.arraycopy(line, 0, hessian.data, i * size, size);
                }
                CommonOps_DDRM.transpose(hessian);
            }
            double largest = CommonOps_DDRM.elementMaxAbs(hessian);
            for (int i = 0; i < size; i++) {
                for (int l = 0; l < size; l++) {
                    hessian.data[i * size + l] += largest * normal[i] * normal[l];
                }
            }
        }

        /** Removes the component along the normal, which has length 1 because masses sum to 1. */
        private void remove(double[] vector) {
            double along = 0;
            for (int i = 0; i < size; i++) {
                along += vector[i] * normal[i];
            }
            for (int i = 0; i < size; i++) {
                vector[i] -= along * normal[i];
            }
        }

        /** Turns a scaled direction into one of (p, u, w). */
        private void unscale(double[] direction) {
            remove(direction);
            for (int i = 0; i < size; i++) {
                direction[i] *= scale[i];
            }
        }

        private double residual() {
            double largest = 0;
            for (double entry : gradient) {
                largest = Math.max(largest, Math.abs(entry));
            }
            return largest;
        }
    }
}
