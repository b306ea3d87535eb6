package org.featureflow.convex.solver;

import org.featureflow.core.numeric.Interval;

/** A solved entropic program: a dual point, its value with an error, and its Gibbs law. Immutable. */
public final class EntropicSolution {

    /** How the solver ended. */
    public enum Status {
        /** Gap plus estimated quadrature error are within the tolerance. */
        OPTIMAL,
        /** The search converged, but the quadrature is not known to the tolerance: too few nodes, or quasi-Monte Carlo. */
        REDUCED,
        /** The solver was cancelled, or Newton's method made no more progress. */
        BUDGET
    }

    /** How the integral over w was done. */
    public enum Quadrature {
        /** The tensor trapezoid rule; its error is estimated by that of a lattice with a step larger by a quarter. */
        LATTICE,
        /** Sobol's points with random shifts; its error is a confidence interval. */
        QUASI_MONTE_CARLO
    }

    private final Status status;
    private final Quadrature quadrature;
    private final double dual;
    private final Interval dualRange;
    private final GibbsLaw gibbs;
    private final long nodes;
    private final int steps;

    EntropicSolution(
            Status status,
            Quadrature quadrature,
            double dual,
            Interval dualRange,
            GibbsLaw gibbs,
            long nodes,
            int steps) {
        this.status = status;
        this.quadrature = quadrature;
        this.dual = dual;
        this.dualRange = dualRange;
        this.gibbs = gibbs;
        this.nodes = nodes;
        this.steps = steps;
    }

    /**
     * How the solver ended.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * How integrals were done.
     *
     * @return the quadrature
     */
    public Quadrature quadrature() {
        return quadrature;
    }

    /**
     * The dual value D(g), a lower bound of the optimum up to the quadrature's error.
     *
     * @return the value
     */
    public double dual() {
        return dual;
    }

    /**
     * Where D(g) is: the estimated error of the lattice about the value, or a confidence interval at the level of the settings.
     * Neither is a proof.
     *
     * @return the range
     */
    public Interval dualRange() {
        return dualRange;
    }

    /**
     * The objective of the Gibbs law, an upper bound of the optimum up to the quadrature's error.
     *
     * @return the objective
     */
    public double objective() {
        return gibbs.objective();
    }

    /**
     * The gap by the same quadrature.
     *
     * @return objective - dual
     */
    public double gap() {
        return objective() - dual;
    }

    /**
     * The Gibbs law of the dual point.
     *
     * @return the law
     */
    public GibbsLaw gibbs() {
        return gibbs;
    }

    /**
     * The nodes of the last quadrature.
     *
     * @return the nodes
     */
    public long nodes() {
        return nodes;
    }

    /**
     * The Newton steps made.
     *
     * @return the steps
     */
    public int steps() {
        return steps;
    }
}
