package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.Verdict;

/**
 * "The flow on this instance, from this start, converges to within 1e-8 of this convex optimum."
 *
 * @param id the name
 * @param statement the statement
 * @param source where it is said
 * @param falsifiedBy what would make it false
 * @param expected CERTIFIED, or REFUTED for a negative control
 * @param quickTries the number of tries
 * @param generator draws an instance
 * @param start the network at time 0
 * @param subspace the outputs over which the optimum is taken
 */
record MatchClaim(
        String id,
        String statement,
        String source,
        String falsifiedBy,
        Verdict expected,
        int quickTries,
        Function<Draws, InstanceSpec> generator,
        BiFunction<MatrixProducts, Instance, Network> start,
        Function<Instance, Subspace> subspace)
        implements Claim {

    static final double TOLERANCE = 1e-8;

    private static final int STEPS = 2000;

    @Override
    public boolean isControl() {
        return expected == Verdict.REFUTED;
    }

    @Override
    public InstanceSpec draw(RandomStreams streams) {
        return generator.apply(new Draws(streams));
    }

    /** A control that is not refuted has no violation to shrink. */
    @Override
    public List<InstanceSpec> smaller(InstanceSpec spec) {
        return isControl() ? List.of() : spec.smaller();
    }

    @Override
    public Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        Network network = start.apply(products, instance);
        OutputProgram program = new OutputProgram(instance.objective(), subspace.apply(instance));
        ConvexMatch match = ConvexMatch.run(
                instance.flow(products),
                network,
                program,
                TOLERANCE,
                Stopping.afterSteps(STEPS).withRecordEvery(STEPS),
                FlowObserver.none());
        return new Outcome(
                match.verdict(),
                List.copyOf(TheoremEight.hypotheses(instance, network, match.flow())),
                match.evidence());
    }
}
