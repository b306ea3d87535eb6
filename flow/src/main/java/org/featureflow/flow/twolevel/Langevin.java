package org.featureflow.flow.twolevel;

import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.core.linalg.ElementaryFunctions;

/**
 * Noisy gradient descent of a two-level network of m units, whose limit in m and time is the optimum of the entropic program, theory
 * section 5.3: with z_k = (u_k, w_k)
 * <pre>  dz_k = -grad r(z_k) dt + sqrt(2 lambda_3) dB_k,   r(u, w) = u . S(w) + lambda_2 |u|^2 + lambda_1 |w|^2 .</pre>
 *
 * <p>A step is Strang's splitting: half a step of penalty and noise, an Ornstein-Uhlenbeck process whose law is known exactly; a step
 * of the loss's part -grad (u . S(w)) by Heun's method; half a step of penalty and noise. Its weak order is 2: expectations of smooth
 * functions, at a time or in the stationary law, err by O(step^2), and without loss by nothing. The m units err by O(1/m) from
 * the law of infinitely many.
 *
 * @param flow the flow without noise, with positive penalties
 * @param entropyPenalty lambda_3, positive and finite
 * @param step the length of a step, positive and finite
 */
public record Langevin(TwoLevelFlow flow, double entropyPenalty, double step) {

    /**
     * Checks the numbers.
     *
     * @param flow the flow without noise
     * @param entropyPenalty lambda_3
     * @param step the length of a step
     * @throws IllegalArgumentException if a number or a penalty is not positive and finite
     */
    public Langevin {
        if (!(flow.inputPenalty() > 0) || !(flow.outputPenalty() > 0)) {
            throw new IllegalArgumentException("penalties are " + flow.inputPenalty() + " and " + flow.outputPenalty()
                    + ": without positive ones the noise has no stationary law");
        }
        if (!(entropyPenalty > 0) || !(step > 0) || Double.isInfinite(entropyPenalty) || Double.isInfinite(step)) {
            throw new IllegalArgumentException(
                    "entropyPenalty " + entropyPenalty + ", step " + step + ": both must be positive and finite");
        }
    }

    /**
     * A network drawn from the stationary law of penalty and noise alone: variance lambda_3/(2 lambda_2) in u, lambda_3/(2 lambda_1) in w.
     *
     * @param width m, at least 1
     * @param random gives the weights
     * @return a network of equal masses
     */
    public TwoLevelNetwork start(int width, RandomGenerator random) {
        return TwoLevelNetwork.normal(
                width,
                flow.objective().outputs(),
                flow.x().numCols,
                Math.sqrt(entropyPenalty / (2 * flow.outputPenalty())),
                Math.sqrt(entropyPenalty / (2 * flow.inputPenalty())),
                random);
    }

    /**
     * A step.
     *
     * @param network the network before
     * @param random gives 2 m (c + d) normal numbers
     * @return the network after it, with the same masses; costs O(N m (d + c))
     */
    public TwoLevelNetwork next(TwoLevelNetwork network, RandomGenerator random) {
        return diffused(heun(diffused(network, random)), random);
    }

    /**
     * A run.
     *
     * @param end the last network
     * @param meanPrediction the mean of f over the steps that count, N x c
     */
    public record Run(TwoLevelNetwork end, DMatrixRMaj meanPrediction) {}

    /**
     * Runs and averages the predictions.
     *
     * @param start the network at time 0
     * @param settling the number of steps before the first that counts, not negative
     * @param steps the number of steps that count, at least 1
     * @param random gives the noise
     * @return the last network, and the mean of f after each step that counts
     * @throws IllegalArgumentException if a number of steps is out of range
     */
    public Run run(TwoLevelNetwork start, int settling, int steps, RandomGenerator random) {
        if (settling < 0 || steps < 1) {
            throw new IllegalArgumentException(
                    "settling " + settling + ", steps " + steps + ": at least 0 and 1 are needed");
        }
        TwoLevelNetwork network = start;
        for (int i = 0; i < settling; i++) {
            network = next(network, random);
        }
        DMatrixRMaj mean = new DMatrixRMaj(flow.x().numRows, flow.objective().outputs());
        for (int i = 0; i < steps; i++) {
            network = next(network, random);
            CommonOps_DDRM.addEquals(mean, 1.0 / steps, flow.at(network).outputs());
        }
        return new Run(network, mean);
    }

    /** Half a step of penalty and noise. */
    private TwoLevelNetwork diffused(TwoLevelNetwork network, RandomGenerator random) {
        DMatrixRMaj u = network.outputWeights();
        DMatrixRMaj w = network.inputWeights();
        diffuse(u, flow.outputPenalty(), random);
        diffuse(w, flow.inputPenalty(), random);
        return network.withWeights(u, w);
    }

    private void diffuse(DMatrixRMaj a, double penalty, RandomGenerator random) {
        double decay = ElementaryFunctions.exp(-penalty * step);
        double deviation = Math.sqrt(entropyPenalty / (2 * penalty) * (1 - decay * decay));
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = decay * a.data[i] + deviation * random.nextGaussian();
        }
    }

    /** A step of the loss's part. */
    private TwoLevelNetwork heun(TwoLevelNetwork network) {
        Drift first = drift(network);
        Drift second = drift(
                network.withWeights(sum(network.u(), step, first.output()), sum(network.w(), step, first.input())));
        return network.withWeights(
                sum(sum(network.u(), step / 2, first.output()), step / 2, second.output()),
                sum(sum(network.w(), step / 2, first.input()), step / 2, second.input()));
    }

    private Drift drift(TwoLevelNetwork network) {
        TwoLevelState state = flow.at(network);
        return new Drift(
                sum(state.outputVelocity(), 2 * flow.outputPenalty(), network.u()),
                sum(state.inputVelocity(), 2 * flow.inputPenalty(), network.w()));
    }

    private static DMatrixRMaj sum(DMatrixRMaj a, double s, DMatrixRMaj b) {
        DMatrixRMaj sum = new DMatrixRMaj(a.numRows, a.numCols);
        CommonOps_DDRM.add(a, s, b, sum);
        return sum;
    }

    private record Drift(DMatrixRMaj output, DMatrixRMaj input) {}
}
