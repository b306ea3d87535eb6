package org.featureflow.convex.solver;

import java.time.Duration;
import java.util.Optional;
import org.featureflow.convex.program.FeatureDual;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.convex.solver.FeatureSolution.Status;
import org.jspecify.annotations.Nullable;

/** The loop of one solve: residuals, candidates, stop or predict, correct, step. */
final class InteriorPoint {

    private static final double SHARE_OF_STEP = 0.99;
    private static final double SHORTEST_STEP = 1e-8;
    private static final double LEAST_CENTRING = 1e-6;
    /** Centrality correctors in an iteration, as long as the step is shorter than this and each gains this share of its aim. */
    private static final int CORRECTORS = 4;

    private static final double LONG_STEP = 0.95;
    private static final double WORTHWHILE = 0.1;
    private static final double LENGTHENING = 1.1;
    private static final double LEAST_LENGTHENING = 0.2;
    /** Iterations without a tenth's gain after which rounding is taken to rule. */
    private static final int PATIENCE = 12;
    /** Share of the tolerance below which the iterate is converged, whatever its candidates prove. */
    private static final double CONVERGED = 1e-4;

    private final ReducedProgram reduced;
    private final FeatureProgram program;
    private final SupportedAtoms supported;
    private final Candidate candidates;
    private final FeatureSettings settings;
    private final long begin = System.nanoTime();
    private final int products;

    private @Nullable FeaturePoint bestPoint;
    private @Nullable FeatureDual bestDual;
    private FeatureProgress progress =
            new FeatureProgress(0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);

    InteriorPoint(FeatureProgram program, SupportedAtoms supported, FeatureSettings settings) {
        this.program = program;
        this.supported = supported;
        this.settings = settings;
        reduced = new ReducedProgram(program, supported);
        candidates = new Candidate(program, reduced, supported);
        int count = reduced.atoms;
        for (Link link : reduced.links) {
            count += 2 * link.sources * link.destinations;
        }
        products = count;
    }

    FeatureSolution solve() {
        Variables at = StartingPoint.of(reduced);
        Variables none = new Variables(reduced);
        double gapToBeat = Double.POSITIVE_INFINITY;
        int waited = 0;
        for (int iteration = 0; ; iteration++) {
            OutputFit fit = new OutputFit(reduced, at.p, at.g);
            System.arraycopy(fit.g(), 0, at.g, 0, at.g.length);
            double complementarity = at.complementarity(0, none);
            NewtonSystem system = new NewtonSystem(reduced, at, fit);
            if (!system.regular()) {
                return solution(Status.REDUCED);
            }
            judge(iteration, at, fit, system, complementarity / products);
            settings.listener().accept(progress);
            if (progress.relativeGap() <= settings.tolerance()) {
                return solution(Status.OPTIMAL);
            }
            if (progress.gap() < 0.9 * gapToBeat) {
                gapToBeat = progress.gap();
                waited = 0;
            } else if (++waited >= PATIENCE || converged(complementarity)) {
                return solution(Status.REDUCED);
            }
            if (iteration >= settings.iterations() || settings.cancelled().getAsBoolean() || late()) {
                return solution(Status.BUDGET);
            }
            Variables direction = direction(at, system, complementarity);
            double boundary = at.stepToBoundary(direction);
            double step = Math.min(1, SHARE_OF_STEP * boundary);
            if (!(step > SHORTEST_STEP)) {
                return solution(Status.REDUCED);
            }
            at.add(step, direction);
        }
    }

    private boolean converged(double complementarity) {
        return complementarity < CONVERGED * settings.tolerance() * Math.abs(progress.dual());
    }

    private boolean late() {
        Duration limit = settings.timeLimit();
        return limit != null && System.nanoTime() - begin >= limit.toNanos();
    }

    /**
     * Mehrotra's direction: an affine step shows how far the barrier can fall and which second-order terms matter. Then Gondzio's
     * centrality correctors, each a solve with the same factors, lengthen the step that a few outlying products hold back.
     */
    private Variables direction(Variables at, NewtonSystem system, double complementarity) {
        Variables residual = Residuals.at(reduced, at);
        Variables affine = system.solve(residual);
        double step = Math.min(1, at.stepToBoundary(affine));
        double ratio = at.complementarity(step, affine) / complementarity;
        double centring = Math.min(1, Math.max(LEAST_CENTRING, ratio * ratio * ratio));
        double target = centring * complementarity / products;
        Residuals.correct(reduced, residual, at, affine, step, target);
        Variables direction = system.solve(residual);
        double length = Math.min(1, at.stepToBoundary(direction));
        for (int corrector = 0; corrector < CORRECTORS && length < LONG_STEP; corrector++) {
            double aim = Math.min(1, LENGTHENING * length + LEAST_LENGTHENING);
            Residuals.centre(residual, at, direction, aim, target);
            Variables corrected = system.solve(residual);
            double reached = Math.min(1, at.stepToBoundary(corrected));
            if (!(reached > length + WORTHWHILE * (aim - length))) {
                break;
            }
            direction = corrected;
            length = reached;
        }
        return direction;
    }

    /** Evaluates the iterate's candidates and keeps the best of each. */
    private void judge(int iteration, Variables at, OutputFit fit, NewtonSystem system, double barrier) {
        FeaturePoint point = candidates.primal(at, system);
        double primal = program.value(point);
        if (bestPoint == null || primal < progress.primal()) {
            bestPoint = point;
        } else {
            primal = progress.primal();
        }
        FeatureDual dualPoint = candidates.dual(at, fit);
        double dual = program.dualBound(dualPoint);
        if (bestDual == null || dual > progress.dual()) {
            bestDual = dualPoint;
        } else {
            dual = progress.dual();
        }
        progress = new FeatureProgress(iteration, primal, dual, barrier);
    }

    private FeatureSolution solution(Status status) {
        return new FeatureSolution(
                status,
                progress,
                Optional.ofNullable(bestPoint),
                Optional.ofNullable(bestDual),
                supported.exclusions());
    }
}
