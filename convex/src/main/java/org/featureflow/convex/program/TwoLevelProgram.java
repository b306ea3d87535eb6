package org.featureflow.convex.program;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Objective;

/**
 * The two-level program over all features: minimise
 * <pre>  L(f) + lambda_2 int |u|^2 dp + lambda_1 int |w|^2 dp,   f_n = int u h(w . x_n) dp(u, w)</pre>
 * over all probability measures p on (u, w) in R^c x R^d, jointly convex in (u p, p) [FDZ], theory 5.3. There is no dictionary of
 * features and no width.
 *
 * <p>Its dual: for every g in R^(N x c) for which N g_n lies in the domain of phi*,
 * <pre>  D(g) = -(1/N) sum_n phi*(N g_n) + min_w r(w; g),   r(w; g) = lambda_1 |w|^2 - |sum_n g_n h(w . x_n)|^2 / (4 lambda_2)</pre>
 * is a lower bound, and the best one is the optimum. The activation must be bounded, or the inner minimum need not exist.
 * Immutable; matrices are copied in and out.
 */
public final class TwoLevelProgram {

    private final DMatrixRMaj inputs;
    private final Objective objective;
    private final Activation activation;
    private final double inputPenalty;
    private final double outputPenalty;

    /**
     * States the program.
     *
     * @param inputs X, N x d, row n is sample x_n; used as they are, without bias or scaling
     * @param targets y, N x c
     * @param loss phi
     * @param activation h, bounded
     * @param inputPenalty lambda_1, positive
     * @param outputPenalty lambda_2, positive
     * @throws IllegalArgumentException if inputs and targets differ in rows, an input is not finite, a target is none of the
     *     loss, a penalty is not positive, or the activation is not bounded
     */
    public TwoLevelProgram(
            DMatrixRMaj inputs,
            DMatrixRMaj targets,
            Loss loss,
            Activation activation,
            double inputPenalty,
            double outputPenalty) {
        if (inputs.numRows != targets.numRows || inputs.numCols < 1) {
            throw new IllegalArgumentException("inputs are " + inputs.numRows + " x " + inputs.numCols + ", targets "
                    + targets.numRows + " x " + targets.numCols
                    + ": one row for each sample and at least one input are needed");
        }
        for (int i = 0; i < inputs.getNumElements(); i++) {
            if (!Double.isFinite(inputs.data[i])) {
                throw new IllegalArgumentException("inputs: entry (" + i / inputs.numCols + ", " + i % inputs.numCols
                        + ") is " + inputs.data[i] + ", it must be finite");
            }
        }
        if (!(activation.bound() < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("activation " + activation.name()
                    + " is not bounded: the program over all features needs a bounded one, such as tanh, sigmoid, erf or"
                    + " sine");
        }
        checkPenalty("inputPenalty", inputPenalty);
        checkPenalty("outputPenalty", outputPenalty);
        this.inputs = inputs.copy();
        this.objective = new Objective(loss, targets);
        this.activation = activation;
        this.inputPenalty = inputPenalty;
        this.outputPenalty = outputPenalty;
    }

    static void checkPenalty(String argument, double value) {
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(argument + " is " + value + ": it must be positive and finite");
        }
    }

    /**
     * The number of samples.
     *
     * @return N
     */
    public int samples() {
        return inputs.numRows;
    }

    /**
     * The number of inputs.
     *
     * @return d
     */
    public int dimension() {
        return inputs.numCols;
    }

    /**
     * The number of outputs.
     *
     * @return c
     */
    public int outputs() {
        return objective.outputs();
    }

    /**
     * The inputs.
     *
     * @return a copy of X, N x d
     */
    public DMatrixRMaj inputs() {
        return inputs.copy();
    }

    /**
     * The objective without regularizer.
     *
     * @return L
     */
    public Objective objective() {
        return objective;
    }

    /**
     * The activation.
     *
     * @return h
     */
    public Activation activation() {
        return activation;
    }

    /**
     * The penalty on input weights.
     *
     * @return lambda_1
     */
    public double inputPenalty() {
        return inputPenalty;
    }

    /**
     * The penalty on output weights.
     *
     * @return lambda_2
     */
    public double outputPenalty() {
        return outputPenalty;
    }

    /**
     * The activated features of hidden units, h(X W^T).
     *
     * @param inputWeights W, K x d, not modified
     * @return a new N x K matrix; costs O(N K d)
     * @throws IllegalArgumentException if the weights do not have d columns
     */
    public DMatrixRMaj activated(DMatrixRMaj inputWeights) {
        int d = dimension();
        if (inputWeights.numCols != d) {
            throw new IllegalArgumentException("inputWeights are " + inputWeights.numRows + " x " + inputWeights.numCols
                    + ": one column for each of " + d + " inputs is needed");
        }
        DMatrixRMaj activated = new DMatrixRMaj(samples(), inputWeights.numRows);
        for (int n = 0; n < samples(); n++) {
            for (int k = 0; k < inputWeights.numRows; k++) {
                double z = 0;
                for (int i = 0; i < d; i++) {
                    z += inputs.data[n * d + i] * inputWeights.data[k * d + i];
                }
                activated.data[n * inputWeights.numRows + k] = activation.value(z);
            }
        }
        return activated;
    }

    /**
     * The predictions f_n = sum_k p_k u_k h(w_k . x_n) of a measure.
     *
     * @param measure a measure of this program's shape
     * @return a new N x c matrix; costs O(N K (d + c))
     * @throws IllegalArgumentException if the measure has other numbers of inputs or outputs
     */
    public DMatrixRMaj predictions(TwoLevelMeasure measure) {
        checkShape(measure);
        DMatrixRMaj activated = activated(measure.inputWeights());
        DMatrixRMaj f = new DMatrixRMaj(samples(), outputs());
        for (int n = 0; n < samples(); n++) {
            for (int k = 0; k < measure.atoms(); k++) {
                double scaled = measure.mass(k) * activated.data[n * measure.atoms() + k];
                for (int j = 0; j < outputs(); j++) {
                    f.data[n * outputs() + j] += scaled * measure.outputWeight(k, j);
                }
            }
        }
        return f;
    }

    /**
     * The objective L(f) + lambda_2 sum_k p_k |u_k|^2 + lambda_1 sum_k p_k |w_k|^2 of a measure, an upper bound of the optimum up
     * to rounding.
     *
     * @param measure a measure of this program's shape
     * @return the objective; costs O(N K (d + c))
     * @throws IllegalArgumentException if the measure has other numbers of inputs or outputs
     */
    public double objective(TwoLevelMeasure measure) {
        double value = objective.value(predictions(measure));
        for (int k = 0; k < measure.atoms(); k++) {
            double cost = 0;
            for (int j = 0; j < outputs(); j++) {
                cost += outputPenalty * measure.outputWeight(k, j) * measure.outputWeight(k, j);
            }
            for (int i = 0; i < dimension(); i++) {
                cost += inputPenalty * measure.inputWeight(k, i) * measure.inputWeight(k, i);
            }
            value += measure.mass(k) * cost;
        }
        return value;
    }

    /**
     * The price r(w; g) = lambda_1 |w|^2 - |sum_n g_n h(w . x_n)|^2 / (4 lambda_2) of a feature, whose minimum over w enters the
     * dual.
     *
     * @param w input weights, length d, not modified
     * @param g a dual point, N x c, not modified
     * @return the price; costs O(N (d + c))
     * @throws IllegalArgumentException if a shape is wrong
     */
    public double price(double[] w, DMatrixRMaj g) {
        checkDual(g);
        DMatrixRMaj h = activated(DMatrixRMaj.wrap(1, w.length, w.clone()));
        double price = 0;
        for (double weight : w) {
            price += inputPenalty * weight * weight;
        }
        for (int j = 0; j < outputs(); j++) {
            double s = 0;
            for (int n = 0; n < samples(); n++) {
                s += g.data[n * outputs() + j] * h.data[n];
            }
            price -= s * s / (4 * outputPenalty);
        }
        return price;
    }

    /**
     * Checks that a measure fits this program.
     *
     * @param measure the measure
     * @throws IllegalArgumentException if it has other numbers of inputs or outputs
     */
    public void checkShape(TwoLevelMeasure measure) {
        if (measure.dimension() != dimension() || measure.outputs() != outputs()) {
            throw new IllegalArgumentException("measure has " + measure.dimension() + " inputs and " + measure.outputs()
                    + " outputs, the program " + dimension() + " and " + outputs() + ": they must agree");
        }
    }

    /**
     * Checks the shape of a dual point.
     *
     * @param g the dual point
     * @throws IllegalArgumentException if it is not N x c
     */
    public void checkDual(DMatrixRMaj g) {
        if (g.numRows != samples() || g.numCols != outputs()) {
            throw new IllegalArgumentException("dual point is " + g.numRows + " x " + g.numCols + ", the program has "
                    + samples() + " samples and " + outputs() + " outputs: the shapes must agree");
        }
    }
}
