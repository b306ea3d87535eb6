package org.featureflow.verify.claim;

import java.util.List;
import org.featureflow.convex.certificate.Excess;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.solver.OutputSolver;
import org.featureflow.core.feature.Network;
import org.featureflow.core.numeric.Interval;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.integrate.ExcessBound;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.FlowStatus;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.LinearlyImplicitEuler;

/**
 * A flow held against the convex optimum: does it converge to within a tolerance of it? The one place where {@code flow} and
 * {@code convex} meet: the flow stops on the proved excess.
 *
 * @param flow the end of the flow
 * @param solution the optimum of the output program, enclosed
 * @param excess the enclosed objective of the last network and its excess over the optimum
 * @param tolerance the tolerance
 */
public record ConvexMatch(FlowResult flow, OutputSolution solution, Excess excess, double tolerance) {

    private static final double FIRST_STEP = 1;

    /**
     * Runs the linearly implicit flow until its proved excess is within the tolerance, or it rests, or the budget is spent.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @param program the program whose optimum the flow must meet
     * @param tolerance the excess to reach
     * @param budget the budget; its tolerance and bound are replaced
     * @param observer is told of accepted steps
     * @return the match
     */
    public static ConvexMatch run(
            FeatureFlow flow,
            Network start,
            OutputProgram program,
            double tolerance,
            Stopping budget,
            FlowObserver observer) {
        return run(flow, start, OutputSolver.solve(program), tolerance, budget, observer);
    }

    /**
     * The same against an optimum already enclosed.
     *
     * @param flow the flow
     * @param start the network at time 0
     * @param solution the optimum the flow must meet
     * @param tolerance the excess to reach
     * @param budget the budget; its tolerance and bound are replaced
     * @param observer is told of accepted steps
     * @return the match
     */
    public static ConvexMatch run(
            FeatureFlow flow,
            Network start,
            OutputSolution solution,
            double tolerance,
            Stopping budget,
            FlowObserver observer) {
        boolean provable = Double.isFinite(start.architecture().activation().valueRelativeError())
                && Double.isFinite(start.architecture().residualActivation().valueRelativeError());
        ExcessBound bound = provable
                ? new ProvedExcess(solution)
                : ExcessBound.floatingPoint(solution.optimum().lower());
        FlowResult result = new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(FIRST_STEP))
                .run(flow, start, budget.withOptimum(bound, tolerance), observer);
        return of(result, solution, tolerance);
    }

    /**
     * Holds a flow that has ended against an optimum.
     *
     * @param result the end of the flow
     * @param solution the optimum
     * @param tolerance the tolerance
     * @return the match; costs a forward pass
     */
    public static ConvexMatch of(FlowResult result, OutputSolution solution, double tolerance) {
        Excess excess =
                Excess.of(result.state().flow().products(), result.state().features(), solution);
        return new ConvexMatch(result, solution, excess, tolerance);
    }

    /**
     * The verdict on "the flow converges to within the tolerance of the optimum", theory section 9.
     *
     * @return CERTIFIED if the proved excess is within the tolerance; REFUTED if the flow is stationary and the proved excess is not;
     *     SUPPORTED if the computed one is; else INCONCLUSIVE
     */
    public Verdict verdict() {
        Interval proved = excess.value();
        if (proved.upper() <= tolerance) {
            return Verdict.CERTIFIED;
        }
        if (flow.status() == FlowStatus.STATIONARY_ABOVE_OPTIMUM && proved.lower() > tolerance) {
            return Verdict.REFUTED;
        }
        double computed = flow.state().loss() - solution.floatingDualValue();
        return computed <= tolerance ? Verdict.SUPPORTED : Verdict.INCONCLUSIVE;
    }

    /**
     * The numbers the verdict rests on.
     *
     * @return the evidence
     */
    public List<Evidence> evidence() {
        return List.of(
                new Evidence("objective lower", excess.objective().lower()),
                new Evidence("objective upper", excess.objective().upper()),
                new Evidence("optimum lower", excess.optimum().lower()),
                new Evidence("optimum upper", excess.optimum().upper()),
                new Evidence("excess lower", excess.value().lower()),
                new Evidence("excess upper", excess.value().upper()),
                new Evidence("tolerance", tolerance),
                new Evidence("accepted steps", flow.accepted()),
                new Evidence("evaluations", flow.evaluations()),
                new Evidence("flow time", flow.flowTime()),
                new Evidence("velocity", flow.last().velocity()),
                new Evidence("sup velocity of beta_L", flow.last().betaVelocity()),
                new Evidence("L1 velocity of v", flow.last().outputVelocity()));
    }

    /** The excess by rigorous bounds. */
    private record ProvedExcess(OutputSolution solution) implements ExcessBound {
        @Override
        public double optimumLower() {
            return solution.optimum().lower();
        }

        @Override
        public double excessUpper(FlowState state) {
            return Excess.of(state.flow().products(), state.features(), solution)
                    .value()
                    .upper();
        }
    }
}
