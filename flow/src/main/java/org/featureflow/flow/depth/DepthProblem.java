package org.featureflow.flow.depth;

import org.ejml.data.DMatrixRMaj;

/**
 * A regression problem for ODE Res-Nets, theory section 7: X(0) is a fixed embedding of the input, the output is w_1^T X(1) with a
 * fixed read-out, and E(rho) = (1/N) sum_n 1/2 |output_n - y_n|^2. Immutable.
 */
public final class DepthProblem {

    private final Block block;
    private final DMatrixRMaj embedded;
    private final DMatrixRMaj readOut;
    private final DMatrixRMaj targets;

    /**
     * A problem.
     *
     * @param block f, with states in R^D
     * @param embedded X(0) of the samples, N x D, copied
     * @param readOut w_1, D x c, copied
     * @param targets y, N x c, copied
     * @throws IllegalArgumentException if shapes do not fit
     */
    public DepthProblem(Block block, DMatrixRMaj embedded, DMatrixRMaj readOut, DMatrixRMaj targets) {
        boolean fits = embedded.numRows >= 1
                && embedded.numCols == block.stateDimension()
                && readOut.numRows == block.stateDimension()
                && readOut.numCols >= 1
                && targets.numRows == embedded.numRows
                && targets.numCols == readOut.numCols;
        if (!fits) {
            throw new IllegalArgumentException("embedded is " + shape(embedded) + ", readOut " + shape(readOut)
                    + ", targets " + shape(targets) + ": N x D, D x c and N x c with D = " + block.stateDimension()
                    + " are needed");
        }
        this.block = block;
        this.embedded = embedded.copy();
        this.readOut = readOut.copy();
        this.targets = targets.copy();
    }

    /**
     * The state of the system at a measure.
     *
     * @param measure rho
     * @param scheme how the cells are integrated
     * @return the state; costs the forward pass, O(cells K N P) times substeps and stages, and more when more is asked of it
     * @throws IllegalArgumentException if the measure's parameters are not the block's
     */
    public DepthState at(BlockMeasure measure, DepthScheme scheme) {
        if (measure.parameterDimension() != block.parameterDimension()) {
            throw new IllegalArgumentException("the measure has " + measure.parameterDimension()
                    + " parameters a particle, the block " + block.parameterDimension() + ": they must agree");
        }
        return new DepthState(this, measure, scheme);
    }

    /**
     * The block.
     *
     * @return f
     */
    public Block block() {
        return block;
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return embedded.numRows;
    }

    /**
     * The number of outputs.
     *
     * @return c
     */
    public int outputs() {
        return readOut.numCols;
    }

    /**
     * The embedded inputs.
     *
     * @return a copy of X(0), N x D
     */
    public DMatrixRMaj embedded() {
        return embedded.copy();
    }

    /**
     * The read-out.
     *
     * @return a copy of w_1, D x c
     */
    public DMatrixRMaj readOut() {
        return readOut.copy();
    }

    /**
     * The targets.
     *
     * @return a copy of y, N x c
     */
    public DMatrixRMaj targets() {
        return targets.copy();
    }

    double[][] start() {
        double[][] start = new double[samples()][block.stateDimension()];
        for (int n = 0; n < samples(); n++) {
            System.arraycopy(embedded.data, n * embedded.numCols, start[n], 0, embedded.numCols);
        }
        return start;
    }

    DMatrixRMaj output(double[][] states) {
        DMatrixRMaj output = new DMatrixRMaj(samples(), outputs());
        for (int n = 0; n < samples(); n++) {
            for (int c = 0; c < outputs(); c++) {
                double sum = 0;
                for (int i = 0; i < readOut.numRows; i++) {
                    sum += states[n][i] * readOut.get(i, c);
                }
                output.set(n, c, sum);
            }
        }
        return output;
    }

    double loss(DMatrixRMaj output) {
        double sum = 0;
        for (int i = 0; i < output.getNumElements(); i++) {
            double residual = output.data[i] - targets.data[i];
            sum += residual * residual;
        }
        return sum / (2 * samples());
    }

    /** q(1) = w_1 (output - y), one row a sample. */
    double[][] lastAdjoint(DMatrixRMaj output) {
        double[][] q = new double[samples()][readOut.numRows];
        for (int n = 0; n < samples(); n++) {
            for (int c = 0; c < outputs(); c++) {
                double residual = output.get(n, c) - targets.get(n, c);
                for (int i = 0; i < readOut.numRows; i++) {
                    q[n][i] += readOut.get(i, c) * residual;
                }
            }
        }
        return q;
    }

    /** Column k of w_1 for every sample: the adjoint of output k at t = 1. */
    double[][] readOutOf(int k) {
        double[][] q = new double[samples()][readOut.numRows];
        for (double[] row : q) {
            for (int i = 0; i < row.length; i++) {
                row[i] = readOut.get(i, k);
            }
        }
        return q;
    }

    private static String shape(DMatrixRMaj matrix) {
        return matrix.numRows + " x " + matrix.numCols;
    }
}
