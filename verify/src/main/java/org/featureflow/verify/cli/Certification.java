package org.featureflow.verify.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.featureflow.convex.certificate.Excess;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.numeric.Interval;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.Plot;
import org.featureflow.verify.claim.Verdict;
import org.featureflow.verify.report.Rounded;

/**
 * A verdict on "the objective of this network is within the tolerance of the optimum", theory section 9.
 *
 * @param verdict the verdict
 * @param objective the objective in floating point
 * @param bounds enclosures of the objective and the optimum
 * @param solution the convex program's solution
 * @param tolerance the tolerance
 * @param flow the flow that found the network, if one was run
 * @param training how it was found and what was made of it, if a flow was run
 * @param hypotheses the theorem's hypotheses, which do not gate the verdict
 * @param plots pictures of the flow
 */
record Certification(
        Verdict verdict,
        double objective,
        Excess bounds,
        OutputSolution solution,
        double tolerance,
        Optional<FlowResult> flow,
        Optional<Training> training,
        List<Hypothesis> hypotheses,
        List<Plot> plots) {

    /** Copies the lists. */
    Certification {
        hypotheses = List.copyOf(hypotheses);
        plots = List.copyOf(plots);
    }

    /** The verdict on the limit of a flow. */
    static Certification ofFlow(ConvexMatch match, InitialLaw start, List<Hypothesis> hypotheses) {
        return new Certification(
                match.verdict(),
                match.judged().loss(),
                match.excess(),
                match.solution(),
                match.tolerance(),
                Optional.of(match.flow()),
                Optional.of(new Training(start, match.judged().network(), match.reduced())),
                hypotheses,
                match.plots());
    }

    /** The verdict on given weights: they need not be at rest, for it is about them alone. */
    static Certification ofWeights(
            double objective, Excess bounds, OutputSolution solution, double tolerance, List<Hypothesis> hypotheses) {
        Interval excess = bounds.value();
        Verdict verdict;
        if (excess.upper() <= tolerance) {
            verdict = Verdict.CERTIFIED;
        } else if (excess.lower() > tolerance) {
            verdict = Verdict.REFUTED;
        } else {
            boolean computed = objective - solution.floatingDualValue() <= tolerance;
            verdict = computed ? Verdict.SUPPORTED : Verdict.INCONCLUSIVE;
        }
        return new Certification(
                verdict,
                objective,
                bounds,
                solution,
                tolerance,
                Optional.empty(),
                Optional.empty(),
                hypotheses,
                List.of());
    }

    /** The enclosed excess; it is not negative, for the optimum is one over all outputs the architecture can reach. */
    Interval excess() {
        Interval value = bounds.value();
        return new Interval(Math.max(0, value.lower()), value.upper());
    }

    /** The verdict with the reason for it. */
    String reason() {
        String limit = Rounded.near(tolerance);
        Interval excess = excess();
        return switch (verdict) {
            case CERTIFIED -> "the excess is proved to be at most " + Rounded.up(excess.upper()) + " <= " + limit;
            case REFUTED ->
                flow.map(run -> "the flow rests, at velocity "
                                        + Rounded.near(run.last().velocity()) + ", and its")
                                .orElse("the")
                        + " excess is proved to be at least " + Rounded.down(excess.lower()) + " > " + limit;
            case SUPPORTED ->
                "in floating point the excess is "
                        + Rounded.near(objective - solution.floatingDualValue()) + " <= " + limit + ", not proved"
                        + (solution.isProved() ? "" : ": " + solution.shortfall());
            case INCONCLUSIVE ->
                flow.map(run -> "the flow ended " + status(run) + " at velocity "
                                        + Rounded.near(run.last().velocity()) + ", and its")
                                .orElse("the")
                        + " excess is neither proved to be within " + limit + " nor refuted";
        };
    }

    /** How a flow ended, in the words of result files. */
    static String status(FlowResult flow) {
        return flow.status().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
