package org.featureflow.core.model;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.numeric.Interval;

/**
 * The objective without regularizer, L(f) = (1/N) sum_n phi(f_n, y_n), as a function of the outputs f (N x c).
 *
 * <p>Immutable: the targets are copied. Each evaluation costs O(N c^2) at most and sums in the order of the samples.
 */
public final class Objective {

    private final Loss loss;
    private final double[][] targets;
    private final int outputs;

    /**
     * The objective of a loss and targets.
     *
     * @param loss the loss
     * @param targets y, N x c, copied
     * @throws IllegalArgumentException if there is no sample or a target is not one the loss can take, naming its row
     */
    public Objective(Loss loss, DMatrixRMaj targets) {
        if (targets.numRows < 1 || targets.numCols < 1) {
            throw new IllegalArgumentException("targets are " + targets.numRows + " x " + targets.numCols
                    + ": at least one sample and one output are needed");
        }
        this.loss = loss;
        this.outputs = targets.numCols;
        this.targets = new double[targets.numRows][];
        for (int n = 0; n < targets.numRows; n++) {
            this.targets[n] = row(targets, n);
            try {
                loss.checkTarget(this.targets[n]);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("target of sample " + (n + 1) + ": " + e.getMessage(), e);
            }
        }
    }

    /**
     * The loss.
     *
     * @return phi
     */
    public Loss loss() {
        return loss;
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return targets.length;
    }

    /**
     * The number of outputs.
     *
     * @return c
     */
    public int outputs() {
        return outputs;
    }

    /**
     * The target of a sample.
     *
     * @param n the sample, from 0
     * @return a copy of y_n, length c
     */
    public double[] target(int n) {
        return targets[n].clone();
    }

    /**
     * The targets.
     *
     * @return a new matrix y, N x c
     */
    public DMatrixRMaj targets() {
        return new DMatrixRMaj(targets);
    }

    /**
     * The value L(f).
     *
     * @param f the outputs, N x c, not modified
     * @return the mean loss
     */
    public double value(DMatrixRMaj f) {
        checkShape(f);
        double sum = 0;
        for (int n = 0; n < targets.length; n++) {
            sum += loss.value(row(f, n), targets[n]);
        }
        return sum / targets.length;
    }

    /**
     * The gradient g_n = phi'(f_n, y_n)/N.
     *
     * @param f the outputs, N x c, not modified
     * @return a new N x c matrix
     */
    public DMatrixRMaj gradient(DMatrixRMaj f) {
        checkShape(f);
        DMatrixRMaj gradient = new DMatrixRMaj(targets.length, outputs);
        double[] out = new double[outputs];
        for (int n = 0; n < targets.length; n++) {
            loss.gradient(row(f, n), targets[n], out);
            for (int k = 0; k < outputs; k++) {
                gradient.data[n * outputs + k] = out[k] / targets.length;
            }
        }
        return gradient;
    }

    /**
     * The curvature blocks phi''(f_n, y_n)/N, the diagonal blocks of A in theory section 4.
     *
     * @param f the outputs, N x c, not modified
     * @return a new N x (c c) matrix, row n is the n-th block, row by row
     */
    public DMatrixRMaj curvature(DMatrixRMaj f) {
        checkShape(f);
        DMatrixRMaj curvature = new DMatrixRMaj(targets.length, outputs * outputs);
        double[] out = new double[outputs * outputs];
        for (int n = 0; n < targets.length; n++) {
            loss.curvature(row(f, n), targets[n], out);
            for (int k = 0; k < out.length; k++) {
                curvature.data[n * out.length + k] = out[k] / targets.length;
            }
        }
        return curvature;
    }

    /**
     * The conjugate part of a dual value, (1/N) sum_n phi*(N s_n).
     *
     * @param s a dual point, N x c, not modified
     * @return the mean conjugate, positive infinity outside its domain
     */
    public double conjugate(DMatrixRMaj s) {
        checkShape(s);
        double sum = 0;
        for (int n = 0; n < targets.length; n++) {
            double[] point = row(s, n);
            for (int k = 0; k < outputs; k++) {
                point[k] *= targets.length;
            }
            sum += loss.conjugate(point, targets[n]);
        }
        return sum / targets.length;
    }

    /**
     * The infimum over all outputs, (1/N) sum_n inf_f phi(f, y_n).
     *
     * @return the mean of the infima, attained or not
     */
    public double infimum() {
        double sum = 0;
        for (double[] target : targets) {
            sum += loss.infimum(target);
        }
        return sum / targets.length;
    }

    /**
     * An enclosure of the value over a box of outputs.
     *
     * @param f N rows of c intervals, not modified
     * @return an interval that contains L(f) for every f in the box
     * @throws IllegalArgumentException if the shape is another
     */
    public Interval value(Interval[][] f) {
        if (f.length != targets.length) {
            throw new IllegalArgumentException(
                    "the box has " + f.length + " rows, targets are " + shape() + ": the shapes must agree");
        }
        Interval sum = Interval.ZERO;
        for (int n = 0; n < targets.length; n++) {
            if (f[n].length != outputs) {
                throw new IllegalArgumentException("row " + (n + 1) + " of the box has " + f[n].length
                        + " entries, targets are " + shape() + ": the shapes must agree");
            }
            sum = sum.plus(loss.value(f[n], targets[n]));
        }
        return sum.dividedBy(targets.length);
    }

    private void checkShape(DMatrixRMaj f) {
        if (f.numRows != targets.length || f.numCols != outputs) {
            throw new IllegalArgumentException("outputs are " + f.numRows + " x " + f.numCols + ", targets " + shape()
                    + ": the shapes must agree");
        }
    }

    private String shape() {
        return targets.length + " x " + outputs;
    }

    private static double[] row(DMatrixRMaj a, int n) {
        double[] row = new double[a.numCols];
        System.arraycopy(a.data, n * a.numCols, row, 0, a.numCols);
        return row;
    }
}
