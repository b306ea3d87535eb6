package org.featureflow.flow.step;

import java.util.Optional;
import org.featureflow.flow.field.FlowState;

/** A one-step method for the feature flow. Stateless. */
public interface Stepper {

    /**
     * The name.
     *
     * @return lower case letters and hyphens
     */
    String name();

    /**
     * The order of consistency.
     *
     * @return p: the error at a fixed time is O(step^p)
     */
    int order();

    /**
     * Whether its candidates carry an estimate of their error.
     *
     * @return false unless the method says otherwise
     */
    default boolean estimatesError() {
        return false;
    }

    /**
     * Makes a step. States on the way are made by {@link FlowState#moved} and {@link FlowState#at}, and so share the run's working memory;
     * those that the candidate does not end in it {@linkplain Candidate#passing passes on} to be released. The run releases the start, too,
     * when a step is taken: a method that looks back asks for it to be {@linkplain FlowState#keep kept}.
     *
     * @param state where the step starts
     * @param step its length in flow time, positive
     * @return where it ends; empty if a linear system could not be solved or a number overflowed
     */
    Optional<Candidate> step(FlowState state, double step);
}
