package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Example;

class StoppingTest {

    @Example
    void eachWithMethodChangesItsPartOnly() {
        ExcessBound bound = ExcessBound.floatingPoint(0.5);
        Duration minute = Duration.ofMinutes(1);
        Stopping all = Stopping.afterSteps(7)
                .withOptimum(bound, 1e-3)
                .withWallTime(minute)
                .withRestingVelocity(1e-5)
                .withRecordEvery(3);
        assertThat(all)
                .isEqualTo(new Stopping(
                        7, Double.POSITIVE_INFINITY, Optional.of(minute), Optional.of(bound), 1e-3, 1e-5, 3));
        assertThat(Stopping.afterSteps(7).restingVelocity()).isEqualTo(1e-12);
        assertThat(Stopping.atTime(2))
                .isEqualTo(new Stopping(Integer.MAX_VALUE, 2, Optional.empty(), Optional.empty(), 0, 0, 1));
    }

    @Example
    void numbersOutOfRangeAreRefusedNamingThem() {
        assertRefused(() -> Stopping.afterSteps(-1), "maximal steps -1");
        assertRefused(() -> Stopping.afterSteps(1).withRecordEvery(0), "record every 0");
        for (double wrong : new double[] {-1, Double.NaN}) {
            assertRefused(() -> Stopping.atTime(wrong), "flow time " + wrong);
            assertRefused(() -> Stopping.afterSteps(1).withRestingVelocity(wrong), "resting velocity " + wrong);
            assertRefused(
                    () -> Stopping.afterSteps(1).withOptimum(ExcessBound.floatingPoint(0), wrong),
                    "tolerance " + wrong);
        }
    }

    private static void assertRefused(Runnable construction, String message) {
        assertThatIllegalArgumentException().isThrownBy(construction::run).withMessageContaining(message);
    }
}
