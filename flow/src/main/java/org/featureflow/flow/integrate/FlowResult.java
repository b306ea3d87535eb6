package org.featureflow.flow.integrate;

import java.util.List;
import org.featureflow.core.feature.Network;
import org.featureflow.flow.control.FlowPath;
import org.featureflow.flow.field.FlowState;

/**
 * The end of a run.
 *
 * @param status why it ended
 * @param path whether it follows the flow or only heads for its limit
 * @param state the last state
 * @param flowTime the flow time reached
 * @param accepted the number of accepted steps
 * @param rejected the number of rejected tries
 * @param trajectory the recorded points, the first at time 0 and the last at the end
 * @param recompressions what was done to factored weights on the way
 */
public record FlowResult(
        FlowStatus status,
        FlowPath path,
        FlowState state,
        double flowTime,
        int accepted,
        int rejected,
        List<TrajectoryPoint> trajectory,
        Recompressions recompressions) {

    /**
     * Copies the list.
     *
     * @param status why it ended
     * @param path whether it follows the flow or only heads for its limit
     * @param state the last state
     * @param flowTime the flow time reached
     * @param accepted the number of accepted steps
     * @param rejected the number of rejected tries
     * @param trajectory the recorded points, the first at time 0 and the last at the end
     * @param recompressions what was done to factored weights on the way
     */
    public FlowResult {
        trajectory = List.copyOf(trajectory);
    }

    /**
     * The number of evaluations: one for the start and one for each try, which takes a forward pass for each stage of the method.
     *
     * @return 1 + accepted + rejected
     */
    public int evaluations() {
        return 1 + accepted + rejected;
    }

    /**
     * The network at the end.
     *
     * @return the network
     */
    public Network network() {
        return state.network();
    }

    /**
     * The last recorded point.
     *
     * @return the point at the end of the run
     */
    public TrajectoryPoint last() {
        return trajectory.get(trajectory.size() - 1);
    }
}
