package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import net.jqwik.api.Example;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.PlainNetwork;
import org.featureflow.flow.field.FlowState;

/** What the system keeps; its solutions are tested where steps are. */
class DirectSystemTest {

    /**
     * The system is factored before: an elimination would need a matrix of 8 N^2 = 720000 bytes to write to, a solve makes do with two
     * copies of its right-hand side, 4800 bytes, and some headers.
     */
    @Example
    void aSolveAllocatesNoMatrix() {
        int samples = 300;
        FlowInstance instance = new FlowInstance(
                true,
                PlainNetwork.Curve.TANH,
                PlainNetwork.Curve.TANH,
                PlainLoss.LOGISTIC,
                List.of(4, 4),
                samples,
                1,
                false,
                31);
        FlowState state = instance.state();
        DirectSystem system = DirectSystem.of(state, 0.5);
        DMatrixRMaj right = state.gradient();
        assertThat(system.solve(right)).isPresent(); // loads the classes
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        boolean solved = system.solve(right).isPresent();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(solved).isTrue();
        assertThat(allocated).isBetween(2L * 8 * samples, 10L * 8 * samples);
    }
}
