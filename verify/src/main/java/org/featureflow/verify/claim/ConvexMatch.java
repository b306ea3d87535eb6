package org.featureflow.verify.claim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param excess the enclosed objective of the network judged and its excess over the optimum
 * @param tolerance the tolerance
 * @param reduced the network judged in the place of the last of the flow, where that had factored weights and this meets the tolerance too
 * @param losses the computed loss against the flow time, at the start and after every step
 */
public record ConvexMatch(
        FlowResult flow,
        OutputSolution solution,
        Excess excess,
        double tolerance,
        Optional<ReducedNetwork> reduced,
        List<Plot.Point> losses)
        implements Match {

    private static final double FIRST_STEP = 1;

    /** The steps' ends need not be exact: with a tenth of the gradient left, the quadratic model has lost 4 % of its decrease. */
    private static final double FORCING = 0.1;

    /**
     * Copies the list.
     *
     * @param flow the end of the flow
     * @param solution the optimum of the output program, enclosed
     * @param excess the enclosed objective of the last network and its excess over the optimum
     * @param tolerance the tolerance
     * @param reduced the network judged in the place of the last of the flow, if any
     * @param losses the computed loss against the flow time, at the start and after every step
     */
    public ConvexMatch {
        losses = List.copyOf(losses);
    }

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
        LossRecorder recorder = new LossRecorder(observer, new ArrayList<>());
        FlowResult result = new FlowIntegrator(stepper(), new DescentControl(FIRST_STEP))
                .run(flow, start, budget.withOptimum(bound, tolerance), recorder);
        Optional<ReducedNetwork> reduced = ReducedNetwork.of(result.state(), solution, tolerance);
        Excess excess = reduced.map(ReducedNetwork::excess)
                .orElseGet(() -> Excess.of(flow.products(), result.state().features(), solution));
        return new ConvexMatch(result, solution, excess, tolerance, reduced, recorder.losses());
    }

    /**
     * The network the verdict is about.
     *
     * @return the reduced one, or the last of the flow
     */
    public FlowState judged() {
        return reduced.map(ReducedNetwork::state).orElse(flow.state());
    }

    /**
     * The method that {@link #run} steps with.
     *
     * @return linearly implicit Euler with inexact solves
     */
    public static LinearlyImplicitEuler stepper() {
        return LinearlyImplicitEuler.inexact(FORCING);
    }

    /**
     * Holds a flow that has ended against an optimum: the verdict is about its last network.
     *
     * @param result the end of the flow
     * @param solution the optimum
     * @param tolerance the tolerance
     * @return the match; costs a forward pass
     */
    public static ConvexMatch of(FlowResult result, OutputSolution solution, double tolerance) {
        Excess excess =
                Excess.of(result.state().flow().products(), result.state().features(), solution);
        List<Plot.Point> losses = result.trajectory().stream()
                .map(point -> Plot.Point.of(point.time(), point.loss()))
                .toList();
        return new ConvexMatch(result, solution, excess, tolerance, Optional.empty(), losses);
    }

    /**
     * The verdict on "the flow converges to within the tolerance of the optimum", theory section 9.
     *
     * @return CERTIFIED if the proved excess is within the tolerance; REFUTED if the flow is stationary and the proved excess is not;
     *     SUPPORTED if the computed one is; else INCONCLUSIVE
     */
    @Override
    public Verdict verdict() {
        Interval proved = excess.value();
        if (proved.upper() <= tolerance) {
            return Verdict.CERTIFIED;
        }
        if (flow.status() == FlowStatus.STATIONARY_ABOVE_OPTIMUM && proved.lower() > tolerance) {
            return Verdict.REFUTED;
        }
        double computed = judged().loss() - solution.floatingDualValue();
        return computed <= tolerance ? Verdict.SUPPORTED : Verdict.INCONCLUSIVE;
    }

    /**
     * The numbers the verdict rests on.
     *
     * @return the evidence
     */
    @Override
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

    /**
     * The loss along the flow beside the certified optimum, and the excess over it; of the loss alone where the optimum is within the
     * tolerance of 0.
     *
     * @return the plots; none if the flow made no step
     */
    public List<Plot> plots() {
        return MatchPlots.of(this);
    }

    /** Takes down the loss, which costs nothing, where a trajectory would cost a forward pass a point. */
    private record LossRecorder(FlowObserver observer, List<Plot.Point> losses) implements FlowObserver {
        @Override
        public void accepted(int step, double time, FlowState state) {
            losses.add(Plot.Point.of(time, state.loss()));
            observer.accepted(step, time, state);
        }

        @Override
        public boolean isCancelled() {
            return observer.isCancelled();
        }
    }

    /** The excess by rigorous bounds. */
    private record ProvedExcess(OutputSolution solution) implements ExcessBound {
        @Override
        public double optimumLower() {
            return solution.optimum().lower();
        }

        @Override
        public double excessUpper(FlowState state) {
            return ReducedNetwork.excessUpper(state, solution);
        }
    }
}
