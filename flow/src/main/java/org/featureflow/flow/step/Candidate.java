package org.featureflow.flow.step;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.featureflow.flow.field.FlowState;
import org.jspecify.annotations.Nullable;

/**
 * A step that may be taken. What controllers measure it by is computed when first asked for: a run of fixed steps asks for nothing.
 * Belongs to one thread, as its state does.
 */
public final class Candidate {

    private final FlowState state;
    private final DoubleSupplier predictedDecrease;
    private final Optional<DoubleSupplier> errorNorm;
    private final int errorPower;
    private final List<FlowState> passed;
    private @Nullable LocalError localError;

    private Candidate(
            FlowState state,
            DoubleSupplier predictedDecrease,
            Optional<DoubleSupplier> errorNorm,
            int errorPower,
            List<FlowState> passed) {
        this.state = state;
        this.predictedDecrease = predictedDecrease;
        this.errorNorm = errorNorm;
        this.errorPower = errorPower;
        this.passed = passed;
    }

    /**
     * A candidate without an error estimate.
     *
     * @param state where the step ends
     * @param predictedDecrease by how much the method's own model of the loss falls
     */
    public Candidate(FlowState state, double predictedDecrease) {
        this(state, () -> predictedDecrease);
    }

    /**
     * A candidate without an error estimate.
     *
     * @param state where the step ends
     * @param predictedDecrease computes by how much the method's own model of the loss falls
     */
    public Candidate(FlowState state, DoubleSupplier predictedDecrease) {
        this(state, predictedDecrease, Optional.empty(), 0, List.of());
    }

    /**
     * This candidate with an error estimate.
     *
     * @param power the power of the step with which the estimate falls
     * @param norm computes its norm, as {@link LocalError} has it
     * @return the candidate
     */
    public Candidate withLocalError(int power, DoubleSupplier norm) {
        return new Candidate(state, predictedDecrease, Optional.of(norm), power, passed);
    }

    /**
     * This candidate with other states that its method made, whose memory can be used again once the decision on the step has fallen.
     *
     * @param passed the states, among them perhaps those where the step starts and ends
     * @return the candidate
     */
    public Candidate passing(List<FlowState> passed) {
        return new Candidate(state, predictedDecrease, errorNorm, errorPower, List.copyOf(passed));
    }

    /**
     * What a method returns: this candidate, or none, its states released, if a number overflowed.
     *
     * @param start where the step starts
     * @return the candidate if the loss at its end is finite
     */
    public Optional<Candidate> orNone(FlowState start) {
        if (Double.isFinite(state.loss())) {
            return Optional.of(this);
        }
        release(start, start);
        return Optional.empty();
    }

    /**
     * Releases all states of the step but one, when nothing more is asked of this candidate.
     *
     * @param start where the step started
     * @param current the state that stays: the end of a step taken, or what replaces it, the start of one refused
     */
    public void release(FlowState start, FlowState current) {
        Set<FlowState> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.add(start);
        left.add(state);
        left.addAll(passed);
        left.remove(current);
        left.forEach(FlowState::release);
    }

    /**
     * Where the step ends.
     *
     * @return the state
     */
    public FlowState state() {
        return state;
    }

    /**
     * By how much the method's own model of the loss falls: the measure of the actual decrease.
     *
     * @return the decrease
     */
    public double predictedDecrease() {
        return predictedDecrease.getAsDouble();
    }

    /**
     * The estimated error of the step.
     *
     * @return the estimate; empty if the method makes none
     */
    public Optional<LocalError> localError() {
        if (localError == null && errorNorm.isPresent()) {
            localError = new LocalError(errorNorm.get().getAsDouble(), errorPower);
        }
        return Optional.ofNullable(localError);
    }
}
