package org.featureflow.verify.cli;

import java.util.ArrayList;
import java.util.List;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Regression;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.verify.catalogue.flyz.TheoremEight;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.report.Rounded;

/**
 * Trains a network by the flow, from a start by Alg. 2, towards the optimum over all outputs its architecture can reach.
 *
 * @param products the back end
 * @param architecture the architecture
 * @param width the width of each layer
 * @param tolerance the excess over the optimum at which the flow ends
 */
record FlowTraining(MatrixProducts products, Architecture architecture, int width, double tolerance) {

    /** A residual of the l2-regression above this fraction means that the weights do not reproduce the features drawn. */
    private static final double REPRODUCED = 1e-6;

    /**
     * Trains.
     *
     * @param dataset the samples as the network sees them
     * @param loss the loss
     * @param streams chance
     * @param budget when to give up
     * @param observer is told of accepted steps
     * @return the verdict
     */
    Certification run(Dataset dataset, Loss loss, RandomStreams streams, Stopping budget, FlowObserver observer) {
        Objective objective = new Objective(loss, dataset.targets());
        InitialLaw law = InitialLaw.forSize(dataset.samples(), width);
        Initialization start = Initialization.draw(
                products, architecture, dataset.inputs(), width, dataset.outputs(), law, streams.child("start"));
        ConvexMatch match = ConvexMatch.run(
                new FeatureFlow(products, dataset.inputs(), objective),
                start.network(),
                new OutputProgram(objective, Subspace.reachable(architecture, dataset.inputs())),
                tolerance,
                budget,
                observer);
        List<Hypothesis> hypotheses = new ArrayList<>(TheoremEight.onProblem(architecture, loss, dataset));
        hypotheses.add(reproduced(start.regressions()));
        hypotheses.addAll(TheoremEight.onRun(start.network(), dataset.inputs(), match.flow()));
        return Certification.ofFlow(match, law, hypotheses);
    }

    private static Hypothesis reproduced(List<Regression> regressions) {
        double residual =
                regressions.stream().mapToDouble(Regression::residual).max().orElse(0);
        String ranks = String.join(
                ", ",
                regressions.stream().map(fit -> Integer.toString(fit.rank())).toList());
        String how = regressions.isEmpty()
                ? "one hidden layer, nothing to regress"
                : "largest relative residual of the l2-regressions " + Rounded.near(residual) + ", ranks " + ranks
                        + ", eigenvalues cut off below "
                        + Rounded.near(regressions.get(0).cutOff())
                        + " of the greatest";
        return Hypothesis.checked("Alg. 2, weights reproduce the features drawn", residual <= REPRODUCED, how);
    }
}
