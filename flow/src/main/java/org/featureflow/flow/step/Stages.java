package org.featureflow.flow.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Displacement;
import org.featureflow.core.feature.Velocity;
import org.featureflow.flow.field.FlowState;

/** The stages of one step of a {@link WMethod}, whose formulas these are: k_i = F(x_i) - J_0^T w_i. */
final class Stages {

    private final Tableau tableau;
    private final FlowState start;
    private final double step;
    /** x_i; the start itself where alpha_i is 0. */
    private final List<FlowState> states = new ArrayList<>();
    /** w_i, N x c; none of an explicit method. */
    private final List<DMatrixRMaj> corrections = new ArrayList<>();

    Stages(Tableau tableau, FlowState start, double step) {
        this.tableau = tableau;
        this.start = start;
        this.step = step;
    }

    /**
     * Computes all stages.
     *
     * @return false if a system could not be solved or a number overflowed
     */
    boolean compute() {
        Optional<Corrector> corrector =
                tableau.isExplicit() ? Optional.empty() : Optional.of(new Corrector(tableau, start, step));
        boolean computed = compute(corrector);
        corrector.ifPresent(Corrector::release);
        if (!computed) {
            passed().stream().filter(state -> state != start).forEach(FlowState::release);
        }
        return computed;
    }

    private boolean compute(Optional<Corrector> corrector) {
        for (int i = 0; i < tableau.stages(); i++) {
            FlowState state = moved(tableau.alpha(i));
            states.add(state);
            if (!Double.isFinite(state.loss())) {
                return false;
            }
            if (corrector.isPresent()) {
                Optional<DMatrixRMaj> correction = corrector.get().next(outputsAlongVelocity(i));
                if (correction.isEmpty()) {
                    return false;
                }
                corrections.add(correction.get());
            }
        }
        return true;
    }

    /** x + dt sum b_i k_i, the last stage's state where that is the same. */
    FlowState end() {
        int last = tableau.stages() - 1;
        double[] weights = tableau.weights();
        return Arrays.equals(weights, tableau.alpha(last)) ? states.get(last) : moved(weights);
    }

    /** The states of the stages, the start among them. */
    List<FlowState> passed() {
        return states;
    }

    /** The norm of dt sum (b_i - b^_i) k_i. */
    double errorNorm() {
        List<Term> terms = terms(tableau.errorWeights());
        double squares = displacement(terms).orElseThrow().squaredNorm(start.products());
        release(terms);
        return Math.sqrt(squares);
    }

    /** The decrease of the loss by its quadratic model along the linear change of the outputs, J_0 dt sum b_i k_i. */
    double predictedDecrease() {
        DMatrixRMaj change = new DMatrixRMaj(start.gradient());
        change.zero();
        List<Term> terms = terms(tableau.weights());
        for (Term term : terms) {
            add(change, term.time(), start.outputsAlong(term.velocity()));
        }
        release(terms);
        return QuadraticModel.at(start).decrease(change);
    }

    /** The state after dt sum c_i k_i; the start itself if all coefficients are 0. */
    private FlowState moved(double[] coefficients) {
        List<Term> terms = terms(coefficients);
        FlowState moved = displacement(terms).map(start::moved).orElse(start);
        release(terms);
        return moved;
    }

    private static Optional<Displacement> displacement(List<Term> terms) {
        Optional<Displacement> sum = Optional.empty();
        for (Term term : terms) {
            sum = Optional.of(sum.map(before -> before.plus(term.time(), term.velocity()))
                    .orElseGet(() -> Displacement.of(term.time(), term.velocity())));
        }
        return sum;
    }

    /** A velocity and its share of the change; {@code own} if no state keeps it. */
    private record Term(double time, Velocity velocity, boolean own) {}

    private void release(List<Term> terms) {
        terms.stream().filter(Term::own).forEach(term -> term.velocity().release(start.products()));
    }

    /** One term a state; all corrections belong to the start, and so join its own velocity. */
    private List<Term> terms(double[] coefficients) {
        List<Term> terms = new ArrayList<>();
        DMatrixRMaj residual = start.gradient();
        residual.zero();
        boolean atStart = false;
        for (int i = 0; i < coefficients.length && i < states.size(); i++) {
            if (coefficients[i] == 0) {
                continue;
            }
            if (!corrections.isEmpty()) {
                add(residual, coefficients[i], corrections.get(i));
                atStart = true;
                if (states.get(i) == start) {
                    add(residual, coefficients[i], start.gradient());
                    continue;
                }
            }
            terms.add(new Term(step * coefficients[i], states.get(i).velocity(), false));
        }
        if (atStart) {
            terms.add(0, new Term(step, start.velocity(residual), true));
        }
        return terms;
    }

    /** J_0 F(x_i). */
    private DMatrixRMaj outputsAlongVelocity(int stage) {
        FlowState state = states.get(stage);
        if (state != start) {
            return start.outputsAlong(state.velocity());
        }
        Velocity velocity = start.velocity(start.gradient());
        DMatrixRMaj along = start.outputsAlong(velocity);
        velocity.release(start.products());
        return along;
    }

    private static void add(DMatrixRMaj sum, double factor, DMatrixRMaj term) {
        for (int i = 0; i < sum.getNumElements(); i++) {
            sum.data[i] += factor * term.data[i];
        }
    }

    /** Solves for one w_i after the other. */
    private static final class Corrector {

        private final Tableau tableau;
        private final double step;
        private final Curvature curvature;
        private final FunctionSpaceSystem system;
        /** z_i = A_0 J_0 k_i. */
        private final List<DMatrixRMaj> bent = new ArrayList<>();

        Corrector(Tableau tableau, FlowState start, double step) {
            this.tableau = tableau;
            this.step = step;
            this.curvature = Curvature.at(start);
            this.system = FunctionSpaceSystem.of(start, tableau.gamma() * step);
        }

        void release() {
            system.release();
        }

        /**
         * The next w_i.
         *
         * @param change J_0 F(x_i)
         */
        Optional<DMatrixRMaj> next(DMatrixRMaj change) {
            int stage = bent.size();
            DMatrixRMaj earlier = new DMatrixRMaj(change.numRows, change.numCols);
            for (int j = 0; j < stage; j++) {
                add(earlier, tableau.gamma(stage, j), bent.get(j));
            }
            DMatrixRMaj right = new DMatrixRMaj(change.numRows, change.numCols);
            add(right, step, earlier);
            add(right, step * tableau.gamma(), curvature.times(change));
            Optional<DMatrixRMaj> correction = system.solve(right);
            correction.ifPresent(w -> {
                // w_i = dt (earlier + gamma z_i)
                DMatrixRMaj z = new DMatrixRMaj(w.numRows, w.numCols);
                add(z, 1 / (step * tableau.gamma()), w);
                add(z, -1 / tableau.gamma(), earlier);
                bent.add(z);
            });
            return correction;
        }
    }
}
