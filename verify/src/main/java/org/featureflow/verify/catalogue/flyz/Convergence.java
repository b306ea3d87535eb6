package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;

/**
 * Tests whether the flow on an instance, from a start, converges to within 1e-8 of a convex optimum.
 *
 * @param start the network at time 0
 * @param subspace the outputs over which the optimum is taken
 */
record Convergence(BiFunction<MatrixProducts, Instance, Network> start, Function<Instance, Subspace> subspace) {

    private static final double TOLERANCE = 1e-8;

    private static final int STEPS = 2000;

    Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        ConvexMatch match = match(spec, products);
        return new Outcome(
                match.verdict(),
                List.copyOf(TheoremEight.hypotheses(instance, start.apply(products, instance), match.flow())),
                match.evidence(),
                match.plots());
    }

    ConvexMatch match(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        OutputProgram program = new OutputProgram(instance.objective(), subspace.apply(instance));
        return ConvexMatch.run(
                instance.flow(products),
                start.apply(products, instance),
                program,
                TOLERANCE,
                Stopping.afterSteps(STEPS).withRecordEvery(STEPS),
                FlowObserver.none());
    }
}
