package org.featureflow.verify.property;

import org.assertj.core.api.AbstractAssert;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Verdict;
import org.jspecify.annotations.Nullable;

/** Assertions about the end of a flow. */
@SuppressWarnings("exports") // AssertJ is required by this package alone
public final class FlowResultAssert extends AbstractAssert<FlowResultAssert, FlowResult> {

    private @Nullable InstanceSpec spec;

    FlowResultAssert(FlowResult actual) {
        super(actual, FlowResultAssert.class);
    }

    /**
     * Names the instance that the flow ran on, for the message of a failure.
     *
     * @param instance the instance's specification
     * @return this
     */
    public FlowResultAssert from(InstanceSpec instance) {
        spec = instance;
        return this;
    }

    /**
     * Holds the flow against a convex optimum; {@link Convergence#within(double)} says how near it must be.
     *
     * @param optimum the optimum of an output program whose subspace contains the network's outputs, such as
     *     {@code Instance.optimum()}
     * @return what can be said of the two
     */
    public Convergence convergedTo(OutputSolution optimum) {
        isNotNull();
        return new Convergence(optimum);
    }

    /**
     * Checks that the weights' velocity is at most a bound, whatever the loss.
     *
     * @param velocity the bound, in the norm of the energy identity
     * @return this
     */
    public FlowResultAssert isStationaryWithin(double velocity) {
        isNotNull();
        if (!(actual.last().velocity() <= velocity)) {
            Message message = new Message(
                            "Expecting a flow at rest, with velocity at most " + velocity + ", but it still moves")
                    .line("velocity", actual.last().velocity())
                    .line("status", actual.status())
                    .line("accepted steps", actual.accepted())
                    .line("flow time", actual.flowTime());
            throw failure("%s", replay(message));
        }
        return this;
    }

    private Message replay(Message message) {
        if (spec != null) {
            message.line("instance", spec).line("replay", "Instance.of(" + spec.expression() + ")");
        }
        return message;
    }

    /** A flow and an optimum. */
    public final class Convergence {

        private final OutputSolution optimum;

        private Convergence(OutputSolution optimum) {
            this.optimum = optimum;
        }

        /**
         * Checks that the excess over the optimum is <em>proved</em> to be within a tolerance: verdict CERTIFIED.
         *
         * @param tolerance the tolerance, absolute, in the units of the objective
         * @return the assertions on the flow
         */
        public FlowResultAssert within(double tolerance) {
            return check(tolerance, Verdict.CERTIFIED);
        }

        /**
         * Checks the same in floating point, for activations without an enclosure: verdict CERTIFIED or SUPPORTED.
         *
         * @param tolerance the tolerance
         * @return the assertions on the flow
         */
        public FlowResultAssert asComputedWithin(double tolerance) {
            return check(tolerance, Verdict.SUPPORTED);
        }

        private FlowResultAssert check(double tolerance, Verdict worst) {
            ConvexMatch match = ConvexMatch.of(actual, optimum, tolerance);
            if (match.verdict().compareTo(worst) > 0) {
                Message message = new Message("Expecting a flow that converged to within " + tolerance
                                + " of the convex optimum, but the verdict is " + match.verdict())
                        .line("status", actual.status())
                        .evidence(match.evidence());
                throw failure("%s", replay(message));
            }
            return FlowResultAssert.this;
        }
    }
}
