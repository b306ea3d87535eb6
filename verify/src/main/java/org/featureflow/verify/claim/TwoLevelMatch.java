package org.featureflow.verify.claim;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.convex.solver.TwoLevelSolver;
import org.featureflow.core.numeric.Interval;
import org.featureflow.flow.twolevel.Reaction;
import org.featureflow.flow.twolevel.TwoLevelFlow;
import org.featureflow.flow.twolevel.TwoLevelNetwork;
import org.featureflow.flow.twolevel.TwoLevelResult;
import org.featureflow.flow.twolevel.TwoLevelResult.Status;
import org.featureflow.flow.twolevel.TwoLevelState;

/**
 * A regularized two-level flow held against the optimum over all measures, theory sections 5.3, 6 and 9: the objective of its last network,
 * enclosed, and an enclosure of the optimum.
 *
 * @param flow the end of the flow
 * @param objective the enclosed objective of the last network
 * @param optimum an interval that contains the optimum over all features
 * @param tolerance the excess that is tolerated
 */
public record TwoLevelMatch(TwoLevelResult flow, Interval objective, Interval optimum, double tolerance)
        implements Match {

    /** How far below the tolerance a minimum is proved. */
    private static final double SHARPNESS = 0.25;

    /** Units given to the branch and bound as likely minimisers. */
    private static final int ANCHORS = 12;

    /**
     * The convex program of which a flow's networks are feasible points.
     *
     * @param flow the flow; its activation must be bounded and its penalties positive
     * @return the program over all features
     */
    public static TwoLevelProgram program(TwoLevelFlow flow) {
        return new TwoLevelProgram(
                flow.inputs(),
                flow.objective().targets(),
                flow.objective().loss(),
                flow.activation(),
                flow.inputPenalty(),
                flow.outputPenalty());
    }

    /**
     * A network as a measure.
     *
     * @param network the network
     * @return the same atoms
     */
    public static TwoLevelMeasure measure(TwoLevelNetwork network) {
        return new TwoLevelMeasure(network.masses(), network.outputWeights(), network.inputWeights());
    }

    /**
     * The reaction that solves the convex program on a network's features.
     *
     * @param program the program of the flow
     * @param tolerance the gap at which the solver stops
     * @return the reaction, for {@code TwoLevelIntegrator.ofTransportBetween}
     */
    public static Reaction exactReaction(TwoLevelProgram program, double tolerance) {
        return state -> {
            TwoLevelMeasure best =
                    TwoLevelSolver.onFeatures(program, state.network().inputWeights(), tolerance);
            return TwoLevelNetwork.of(best.masses(), best.outputWeights(), best.inputWeights());
        };
    }

    /**
     * Bounds the optimum over all features from below by the dual value at a state's own g, theory section 5.3. At a state with minimal
     * objective that is the optimum.
     *
     * @param program the program of the flow, d at most 3
     * @param state the state
     * @param tolerance how sharply the minimum of the price is enclosed
     * @param maxBoxes the budget of the branch and bound
     * @param cancelled asked often
     * @return the bound; its least feature is the atom that lowers the objective most where the state is not optimal
     */
    public static TwoLevelBound bound(
            TwoLevelProgram program, TwoLevelState state, double tolerance, long maxBoxes, BooleanSupplier cancelled) {
        return TwoLevelBound.overAllFeatures(
                program, scaledDual(state), cheapest(state), tolerance, maxBoxes, cancelled);
    }

    /**
     * The dual point at which {@link #bound} bounds the optimum.
     *
     * @param state the state
     * @return N g, rounded so that bounds can be proved at it, N x c
     */
    public static DMatrixRMaj scaledDual(TwoLevelState state) {
        DMatrixRMaj scaled = state.gradient();
        CommonOps_DDRM.scale(scaled.numRows, scaled);
        return TwoLevelBound.admissible(scaled);
    }

    /** The input weights of the units with the least first variations. */
    private static DMatrixRMaj cheapest(TwoLevelState state) {
        DMatrixRMaj w = state.network().inputWeights();
        int[] order = IntStream.range(0, w.numRows)
                .boxed()
                .sorted((a, b) -> Double.compare(state.variation(a), state.variation(b)))
                .limit(ANCHORS)
                .mapToInt(Integer::intValue)
                .toArray();
        DMatrixRMaj anchors = new DMatrixRMaj(order.length, w.numCols);
        for (int i = 0; i < order.length; i++) {
            CommonOps_DDRM.extract(w, order[i], order[i] + 1, 0, w.numCols, anchors, i, 0);
        }
        return anchors;
    }

    /**
     * Holds a flow against an optimum enclosed by other means, such as the solver of the convex program.
     *
     * @param program the program of the flow
     * @param flow the end of the flow
     * @param optimum an interval that contains the optimum over all features
     * @param tolerance the excess that is tolerated
     * @return the match
     */
    public static TwoLevelMatch of(TwoLevelProgram program, TwoLevelResult flow, Interval optimum, double tolerance) {
        Interval objective = TwoLevelBound.objective(program, measure(flow.end().network()));
        return new TwoLevelMatch(flow, objective, optimum, tolerance);
    }

    /**
     * Holds a flow against the dual value at its own end: nothing but the flow is solved.
     *
     * @param program the program of the flow, d at most 3
     * @param flow the end of the flow
     * @param tolerance the excess that is tolerated
     * @param maxBoxes the budget of the branch and bound
     * @return the match; its optimum reaches from the dual value to the objective
     */
    public static TwoLevelMatch byOwnDual(
            TwoLevelProgram program, TwoLevelResult flow, double tolerance, long maxBoxes) {
        Interval objective = TwoLevelBound.objective(program, measure(flow.end().network()));
        TwoLevelBound bound = bound(program, flow.end(), SHARPNESS * tolerance, maxBoxes, () -> false);
        return new TwoLevelMatch(
                flow,
                objective,
                new Interval(Math.min(bound.value(), objective.upper()), objective.upper()),
                tolerance);
    }

    /**
     * The excess of the objective over the optimum.
     *
     * @return an interval that contains it
     */
    public Interval excess() {
        return objective.minus(optimum);
    }

    /**
     * The verdict on "the flow converges to within the tolerance of the optimum", theory section 9.
     *
     * @return CERTIFIED if the proved excess is within the tolerance; REFUTED if the flow is at rest and the proved excess is not; else
     *     INCONCLUSIVE
     */
    @Override
    public Verdict verdict() {
        Interval excess = excess();
        if (excess.upper() <= tolerance) {
            return Verdict.CERTIFIED;
        }
        return flow.status() == Status.AT_REST && excess.lower() > tolerance ? Verdict.REFUTED : Verdict.INCONCLUSIVE;
    }

    /**
     * The numbers the verdict rests on.
     *
     * @return the evidence
     */
    @Override
    public List<Evidence> evidence() {
        return List.of(
                new Evidence("objective lower", objective.lower()),
                new Evidence("objective upper", objective.upper()),
                new Evidence("optimum lower", optimum.lower()),
                new Evidence("optimum upper", optimum.upper()),
                new Evidence("excess lower", excess().lower()),
                new Evidence("excess upper", excess().upper()),
                new Evidence("tolerance", tolerance),
                new Evidence("steps", flow.attempts()),
                new Evidence("flow time", flow.last().time()),
                new Evidence("velocity", flow.last().velocity()),
                new Evidence("velocity of masses", flow.last().reactionVelocity()));
    }
}
