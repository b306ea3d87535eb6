package org.featureflow.verify.catalogue.lmlly;

import java.util.List;
import org.featureflow.flow.depth.BlockMeasure;
import org.featureflow.flow.depth.DepthProblem;
import org.featureflow.flow.depth.DepthScheme;
import org.featureflow.flow.depth.DepthState;
import org.featureflow.flow.depth.ParameterFlow;
import org.featureflow.flow.depth.ParameterFlow.Method;
import org.featureflow.flow.depth.ParameterFlowResult;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/** The adjoint gives the gradient, and the gradient flow loses what its energy identity says: theory section 7. */
final class Gradients {

    /** Central differences: truncation 1e-10 and rounding 1e-11, times derivatives of order up to 100. */
    private static final double DIFFERENCE = 1e-5;

    private static final double TOLERANCE = 1e-7;

    /** A method of order 4 with half the step leaves a sixteenth; half of that gain is asked. */
    private static final double GAIN = 8;

    /** Below this a defect is rounding. */
    private static final double ROUNDING = 1e-11;

    private static final double FLOW_TIME = 0.4;

    private static final int FEWEST_STEPS = 16;

    private static final int MOST_STEPS = 1024;

    /** A defect of this fraction of the loss is in the asymptotic range. */
    private static final double SMALL = 1e-6;

    private Gradients() {}

    static List<Claim> claims() {
        return List.of(
                new StatedClaim(
                        "lmlly-adjoint",
                        "theta' = -grad_theta of mean q . f is -n dE/dtheta, for networks and for the equation",
                        "[LMLLY] sec. 2, theory section 7",
                        "a relative difference from a central difference above " + TOLERANCE,
                        Verdict.SUPPORTED,
                        3,
                        streams -> DepthInstance.draw(streams, 4, 3),
                        (spec, products) -> adjoint(spec)),
                new StatedClaim(
                        "lmlly-energy-identity",
                        "dE/dtau = -(1/n) sum_i |theta_i'|^2 along the parameter flow",
                        "[LMLLY] sec. 3, theory section 7",
                        "a defect that does not vanish with the integrator's order, 4",
                        Verdict.SUPPORTED,
                        3,
                        streams -> DepthInstance.draw(streams, 4, 3),
                        (spec, products) -> energy(spec)));
    }

    private static Outcome adjoint(InstanceSpec spec) {
        DepthInstance instance = DepthInstance.of(spec);
        double worst = Math.max(
                discrepancy(instance, DepthScheme.network()), discrepancy(instance, DepthScheme.rungeKutta(2)));
        return new Outcome(
                worst <= TOLERANCE ? Verdict.SUPPORTED : Verdict.REFUTED,
                instance.hypotheses(),
                List.of(new Evidence("relative difference", worst), new Evidence("tolerance", TOLERANCE)));
    }

    /** In the flow's direction, where the derivative is minus the energy rate, and in a random one. */
    private static double discrepancy(DepthInstance instance, DepthScheme scheme) {
        DepthProblem problem = instance.problem();
        InstanceSpec spec = instance.spec();
        BlockMeasure start = instance.measure("measure", spec.depth(), spec.width());
        DepthState state = problem.at(start, scheme);
        BlockMeasure random = instance.measure("direction", spec.depth(), spec.width());
        BlockMeasure velocity = state.velocity();
        // <velocity, random> by polarisation, in the flow's metric
        double inner = (random.plus(1, velocity).squaredNorm()
                        - random.plus(-1, velocity).squaredNorm())
                / 4;
        double scale = 1 + Math.sqrt(state.energyRate() * random.squaredNorm());
        double alongRandom = Math.abs(slope(problem, start, random, scheme) + inner) / scale;
        double alongFlow =
                Math.abs(slope(problem, start, velocity, scheme) + state.energyRate()) / (1 + state.energyRate());
        return Math.max(alongRandom, alongFlow);
    }

    private static double slope(DepthProblem problem, BlockMeasure start, BlockMeasure direction, DepthScheme scheme) {
        double step = DIFFERENCE / (1 + Math.sqrt(direction.squaredNorm()));
        return (problem.at(start.plus(step, direction), scheme).loss()
                        - problem.at(start.plus(-step, direction), scheme).loss())
                / (2 * step);
    }

    private static Outcome energy(InstanceSpec spec) {
        DepthInstance instance = DepthInstance.of(spec);
        // The order shows where steps are short enough that the defect is small beside the loss.
        int steps = FEWEST_STEPS;
        double coarse = defect(instance, steps);
        while (coarse
                        > SMALL
                                * instance.problem()
                                        .at(start(instance), DepthScheme.network())
                                        .loss()
                && steps < MOST_STEPS) {
            steps *= 2;
            coarse = defect(instance, steps);
        }
        // A defect that happens to change its sign is too small for its number of steps; it does so once.
        double fine = defect(instance, 2 * steps);
        double finest = defect(instance, 4 * steps);
        boolean holds = fine <= Math.max(coarse / GAIN, ROUNDING) || finest <= Math.max(fine / GAIN, ROUNDING);
        return new Outcome(
                holds ? Verdict.SUPPORTED : Verdict.REFUTED,
                instance.hypotheses(),
                List.of(
                        new Evidence("steps", steps),
                        new Evidence("defect", coarse),
                        new Evidence("defect of twice as many steps", fine),
                        new Evidence("defect of four times as many steps", finest)));
    }

    private static BlockMeasure start(DepthInstance instance) {
        return instance.measure(
                "measure", instance.spec().depth(), instance.spec().width());
    }

    private static double defect(DepthInstance instance, int steps) {
        double step = FLOW_TIME / steps;
        ParameterFlowResult run = new ParameterFlow(instance.problem(), DepthScheme.network())
                .run(start(instance), Method.RUNGE_KUTTA, step, steps);
        double simpson = 0;
        for (int i = 0; i <= steps; i++) {
            int weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            simpson += step / 3 * weight * run.energyRates().get(i);
        }
        return Math.abs(run.losses().get(steps) - run.losses().get(0) + simpson);
    }
}
