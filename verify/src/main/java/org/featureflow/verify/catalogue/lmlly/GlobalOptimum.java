package org.featureflow.verify.catalogue.lmlly;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.depth.BlockMeasure;
import org.featureflow.flow.depth.Blocks;
import org.featureflow.flow.depth.DepthScheme;
import org.featureflow.flow.depth.DepthState;
import org.featureflow.flow.depth.ImplicitDescent;
import org.featureflow.flow.depth.ParameterFlow;
import org.featureflow.flow.depth.ParameterFlowResult;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Theory section 7: a stationary rho with E &gt; 0 leaves a theta whose first variation lies below its rho-mean, so a limit of full support has
 * E = 0. The optimum is 0 where inputs are distinct, and E is what exceeds it.
 */
final class GlobalOptimum {

    private static final double TOLERANCE = 1e-6;
    private static final int STEPS = 3000;

    /** E at or below this counts as 0. */
    private static final double EXCESS = 1e-12;

    private static final double RESTING = 1e-9;
    private static final int IMPLICIT_STEPS = 1000;

    private GlobalOptimum() {}

    static List<Claim> claims() {
        return List.of(
                new StatedClaim(
                        "lmlly-stationary-descent",
                        "at a stationary rho with E > 0 and a universal block some theta has a first variation below its mean",
                        "[LMLLY] Theorem on global convergence, theory section 7",
                        "a stationary rho with E > 0 at which the search finds no such theta (then inconclusive)",
                        Verdict.SUPPORTED,
                        3,
                        streams -> DepthInstance.draw(streams, 2, 1, DepthInstance.ODD),
                        (spec, products) -> descent(spec)),
                new StatedClaim(
                        "lmlly-full-support",
                        "from a wide start the parameter flow ends at E = 0 where bounded blocks reach the targets",
                        "[LMLLY] Theorem on global convergence, theory section 7",
                        "a run at rest, velocity at most " + RESTING + ", with E above " + EXCESS
                                + " (supported only: no finite start has full support)",
                        Verdict.SUPPORTED,
                        3,
                        streams -> DepthInstance.draw(streams, 6, 12),
                        (spec, products) -> wideStart(spec)));
    }

    /** The optimum is 0, so E is the excess of this instance. */
    private static Outcome wideStart(InstanceSpec spec) {
        DepthInstance instance = DepthInstance.of(spec).withinReach();
        ParameterFlowResult run = new ImplicitDescent(instance.problem(), DepthScheme.network())
                .run(instance.measure("measure", spec.depth(), spec.width()), 0.1, IMPLICIT_STEPS, EXCESS);
        double loss = run.end().loss();
        double velocity = Math.sqrt(run.end().energyRate());
        List<Hypothesis> hypotheses = new ArrayList<>(instance.hypotheses());
        hypotheses.add(new Hypothesis(
                "full support of the limit", Hypothesis.Status.NOT_CHECKED, "holds for no finite set of particles"));
        return new Outcome(
                loss <= EXCESS ? Verdict.SUPPORTED : velocity <= RESTING ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                hypotheses,
                List.of(
                        new Evidence("E at the start", run.losses().get(0)),
                        new Evidence("E", loss),
                        new Evidence("velocity", velocity),
                        new Evidence("flow time", run.flowTime()),
                        new Evidence("steps", run.losses().size() - 1.0)));
    }

    static Claim control() {
        return new StatedClaim(
                "lmlly-control-linear-block",
                "with linear blocks the parameter flow reaches E = 0",
                "negative control of [LMLLY] global convergence: the block is not universal",
                "this control is sound if it is refuted; data that a linear map fits would show that it is none",
                Verdict.REFUTED,
                2,
                GlobalOptimum::linear,
                (spec, products) -> linearBlock(spec));
    }

    /** Blocks with theta = 0 rest, since sigma(0) = 0. */
    private static Outcome descent(InstanceSpec spec) {
        DepthInstance instance = DepthInstance.of(spec);
        int parameters = instance.problem().block().parameterDimension();
        BlockMeasure zero = BlockMeasure.ofEqualCells(new double[spec.depth()][1][parameters]);
        DepthState rest = instance.problem().at(zero, DepthScheme.network());
        double velocity = Math.sqrt(rest.energyRate());
        RandomGenerator random = new RandomStreams(spec.seed()).stream("search");
        double lowest = 0;
        for (int cell = 0; cell < spec.depth(); cell++) {
            double mean = rest.cellVariation(cell, rest.measure().theta(cell, 0));
            for (int i = 0; i < 200; i++) {
                double[] theta = new double[parameters];
                for (int p = 0; p < parameters; p++) {
                    theta[p] = 2 * random.nextGaussian();
                }
                lowest = Math.min(lowest, rest.cellVariation(cell, theta) - mean);
            }
        }
        boolean applies = velocity == 0 && rest.loss() > TOLERANCE;
        Verdict verdict = applies && lowest < -TOLERANCE ? Verdict.SUPPORTED : Verdict.INCONCLUSIVE;
        List<Hypothesis> hypotheses = new ArrayList<>(instance.hypotheses());
        hypotheses.add(Hypothesis.checked("stationary with E > 0", applies, "velocity " + velocity));
        return new Outcome(
                verdict,
                hypotheses,
                List.of(
                        new Evidence("E", rest.loss()),
                        new Evidence("velocity", velocity),
                        new Evidence("lowest first variation minus its mean", lowest)));
    }

    private static InstanceSpec linear(RandomStreams streams) {
        RandomGenerator random = streams.stream("instance");
        return new InstanceSpec(
                random.nextInt(Integer.MAX_VALUE),
                InstanceSpec.DataKind.GENERIC,
                5,
                2,
                false,
                Architecture.Model.RESNET,
                4,
                1,
                "identity",
                "squared");
    }

    /**
     * Outputs are a . x for some a whatever rho is. So with r orthogonal to the inputs' range E &gt;= (r . y)^2 / (2 N |r|^2), here for N = 5
     * samples in R^2 with the r of three samples' linear dependence, in interval arithmetic: a proved lower end of E.
     */
    private static Outcome linearBlock(InstanceSpec spec) {
        DepthInstance instance = DepthInstance.of(spec, Blocks.linear(spec.inputs()));
        ParameterFlowResult run = new ParameterFlow(instance.problem(), DepthScheme.network())
                .descend(instance.measure("measure", spec.depth(), spec.width()), 0.01, STEPS, 1e-6);
        double lower = 0;
        for (int n = 2; n < spec.samples(); n++) {
            lower = Math.max(
                    lower,
                    excess(instance.problem().embedded(), instance.problem().targets(), n));
        }
        return new Outcome(
                lower > TOLERANCE ? Verdict.REFUTED : Verdict.INCONCLUSIVE,
                instance.hypotheses(),
                List.of(
                        new Evidence("proved lower end of E, any linear blocks", lower),
                        new Evidence("E at the end", run.end().loss()),
                        new Evidence("velocity at the end", Math.sqrt(run.end().energyRate())),
                        new Evidence("optimum over all outputs", 0)));
    }

    /** r = (x_1 x x_n, x_n x x_0, x_0 x x_1) annihilates the inputs 0, 1 and n, by Cramer's rule. */
    private static double excess(DMatrixRMaj x, DMatrixRMaj y, int n) {
        Interval first = cross(x, 1, n);
        Interval second = cross(x, n, 0);
        Interval third = cross(x, 0, 1);
        Interval product = first.times(Interval.of(y.get(0)))
                .plus(second.times(Interval.of(y.get(1))))
                .plus(third.times(Interval.of(y.get(n))));
        Interval norm = first.square().plus(second.square()).plus(third.square());
        return product.square().dividedBy(norm).dividedBy(2.0 * x.numRows).lower();
    }

    private static Interval cross(DMatrixRMaj x, int a, int b) {
        return Interval.of(x.get(a, 0))
                .times(Interval.of(x.get(b, 1)))
                .minus(Interval.of(x.get(a, 1)).times(Interval.of(x.get(b, 0))));
    }
}
