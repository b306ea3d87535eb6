package org.featureflow.verify.catalogue.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.verify.catalogue.flyz.TheoremEight;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Hypothesis;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Theorem 8 of [FLYZ] on a real data set: the Res-Net flow of depth 3 converges to the optimum over all reachable outputs.
 *
 * @param data the data set
 * @param stride every stride-th row is used, to keep a run short
 * @param width the width
 */
record RealDataConvergence(RealData data, int stride, int width) {

    private static final double TOLERANCE = 1e-8;
    private static final int STEPS = 1000;
    private static final int DEPTH = 3;

    /** Instances are not shrunk: the data are given, only another start could be tried. */
    Claim claim() {
        String name = data.name().toLowerCase(Locale.ROOT);
        return new StatedClaim(
                        "data-" + name,
                        "on every " + stride + "th row of the " + name + " data the Res-Net flow of depth 3 and width "
                                + width + " converges to the optimum",
                        "[FLYZ] Theorem 8; the data's README beside the resource",
                        "a stationary flow whose proved objective exceeds the proved optimum by more than " + TOLERANCE,
                        Verdict.CERTIFIED,
                        1,
                        this::draw,
                        this::check)
                .withMatch(this::match);
    }

    private InstanceSpec draw(RandomStreams streams) {
        return new InstanceSpec(
                streams.stream("start").nextInt(Integer.MAX_VALUE),
                InstanceSpec.DataKind.GENERIC,
                data.load(stride).samples(),
                data.load(stride).inputDimension() - 1,
                true,
                Architecture.Model.RESNET,
                DEPTH,
                width,
                "tanh",
                data.loss());
    }

    private Outcome check(InstanceSpec spec, MatrixProducts products) {
        Dataset dataset = data.load(stride);
        Loss loss = Losses.named(spec.loss());
        ConvexMatch match = match(spec, products);
        List<Hypothesis> hypotheses = new ArrayList<>(TheoremEight.onProblem(architecture(spec), loss, dataset));
        hypotheses.addAll(TheoremEight.onRun(start(spec, products), dataset.inputs(), match.flow()));
        return new Outcome(match.verdict(), hypotheses, match.evidence(), match.plots());
    }

    private static Architecture architecture(InstanceSpec spec) {
        return Architecture.resNet(spec.depth(), Activations.tanh(), Activations.tanh());
    }

    private Network start(InstanceSpec spec, MatrixProducts products) {
        Dataset dataset = data.load(stride);
        return Initialization.draw(
                        products,
                        architecture(spec),
                        dataset.inputs(),
                        spec.width(),
                        dataset.outputs(),
                        InitialLaw.withDefaults(),
                        new RandomStreams(spec.seed()))
                .network();
    }

    private ConvexMatch match(InstanceSpec spec, MatrixProducts products) {
        Dataset dataset = data.load(stride);
        Objective objective = new Objective(Losses.named(spec.loss()), dataset.targets());
        return ConvexMatch.run(
                new FeatureFlow(products, dataset.inputs(), objective),
                start(spec, products),
                new OutputProgram(objective, Subspace.reachable(architecture(spec), dataset.inputs())),
                TOLERANCE,
                Stopping.afterSteps(STEPS).withRecordEvery(STEPS),
                FlowObserver.none());
    }
}
