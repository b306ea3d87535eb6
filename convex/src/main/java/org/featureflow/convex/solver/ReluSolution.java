package org.featureflow.convex.solver;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.ReluBounds;
import org.featureflow.convex.certificate.ReluCertificate;

/**
 * A network that solves a {@link org.featureflow.convex.program.ReluProgram} and the proof of how well. Primal and dual value
 * are those of the certificate's exact check, not of the solver's arithmetic. Immutable; matrices and arrays are copied out.
 */
public final class ReluSolution {
    /** What the certificate shows. */
    public enum Status {
        /** The relative gap is at most the tolerance. */
        OPTIMAL,
        /** The bounds are valid, but rounding stopped the method short of the tolerance. */
        REDUCED_ACCURACY,
        /** The bounds are valid, but the rounds ran out, or the solve was cancelled, before the tolerance was reached. */
        BUDGET_SPENT
    }

    private final Status status;
    private final ReluBounds bounds;
    private final ReluCertificate certificate;
    private final int rounds;

    ReluSolution(Status status, ReluBounds bounds, ReluCertificate certificate, int rounds) {
        this.status = status;
        this.bounds = bounds;
        this.certificate = certificate;
        this.rounds = rounds;
    }

    /**
     * What was reached.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * The objective of the network, rounded up.
     *
     * @return an upper bound of the optimum
     */
    public double primal() {
        return bounds.upper();
    }

    /**
     * The certified dual value, rounded down.
     *
     * @return a number that no network of any width is below
     */
    public double dual() {
        return bounds.lower();
    }

    /**
     * The absolute gap.
     *
     * @return primal - dual, not negative
     */
    public double gap() {
        return bounds.upper() - bounds.lower();
    }

    /**
     * The gap in units of the primal value.
     *
     * @return (primal - dual)/primal; 0 if both are 0
     */
    public double relativeGap() {
        return relativeGap(bounds);
    }

    static double relativeGap(ReluBounds bounds) {
        double gap = bounds.upper() - bounds.lower();
        return gap == 0 ? 0 : gap / bounds.upper();
    }

    /**
     * The hidden layer, balanced: |w_j| = |u_j|.
     *
     * @return W, d x m, column j the weights of unit j; m = 0 for the zero function
     */
    public DMatrixRMaj hiddenWeights() {
        return certificate.hiddenWeights();
    }

    /**
     * The output layer.
     *
     * @return u, m numbers
     */
    public double[] outputWeights() {
        return certificate.outputWeights();
    }

    /**
     * The dual point.
     *
     * @return z, N numbers, near (f - y)/N
     */
    public double[] dualPoint() {
        return certificate.dualPoint();
    }

    /**
     * The number of activation cells of the inputs.
     *
     * @return that number, exact
     */
    public int cellCount() {
        return certificate.cells().size();
    }

    /**
     * The rounds of column generation.
     *
     * @return how often the cells were priced
     */
    public int rounds() {
        return rounds;
    }

    /**
     * The proof of both values.
     *
     * @return a certificate, which {@link org.featureflow.convex.certificate.ReluCertificateChecker} has accepted
     */
    public ReluCertificate certificate() {
        return certificate;
    }
}
