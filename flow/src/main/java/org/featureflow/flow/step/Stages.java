package org.featureflow.flow.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Displacement;
import org.featureflow.core.feature.Network;
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
        for (int i = 0; i < tableau.stages(); i++) {
            FlowState state = moved(tableau.alpha(i));
            if (!Double.isFinite(state.loss())) {
                return false;
            }
            states.add(state);
            if (corrector.isPresent()) {
                Optional<DMatrixRMaj> correction = corrector.get().next(start.outputsAlong(velocity(i)));
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

    /** The norm of dt sum (b_i - b^_i) k_i. */
    double errorNorm() {
        return Math.sqrt(displacement(tableau.errorWeights())
                .orElseThrow()
                .squaredNorm(start.flow().products()));
    }

    /** The decrease of the loss by its quadratic model along the linear change of the outputs, J_0 dt sum b_i k_i. */
    double predictedDecrease() {
        DMatrixRMaj change = new DMatrixRMaj(start.gradient());
        change.zero();
        for (Term term : terms(tableau.weights())) {
            DMatrixRMaj along = start.outputsAlong(term.velocity());
            for (int i = 0; i < change.getNumElements(); i++) {
                change.data[i] += term.time() * along.data[i];
            }
        }
        return QuadraticModel.at(start).decrease(change);
    }

    private FlowState moved(double[] coefficients) {
        return displacement(coefficients)
                .map(displacement -> {
                    Network network = start.network();
                    return start.flow()
                            .at(network.withWeights(
                                    network.weights().plus(start.flow().products(), displacement)));
                })
                .orElse(start);
    }

    /** dt sum c_i k_i; empty if it is zero because all coefficients are. */
    private Optional<Displacement> displacement(double[] coefficients) {
        Optional<Displacement> sum = Optional.empty();
        for (Term term : terms(coefficients)) {
            sum = Optional.of(sum.map(before -> before.plus(term.time(), term.velocity()))
                    .orElseGet(() -> Displacement.of(term.time(), term.velocity())));
        }
        return sum;
    }

    private record Term(double time, Velocity velocity) {}

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
            terms.add(new Term(step * coefficients[i], velocity(i)));
        }
        if (atStart) {
            terms.add(0, new Term(step, start.velocity(residual)));
        }
        return terms;
    }

    /** F(x_i). */
    private Velocity velocity(int stage) {
        FlowState state = states.get(stage);
        return state == start && !tableau.isExplicit() ? state.velocity(state.gradient()) : state.velocity();
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
