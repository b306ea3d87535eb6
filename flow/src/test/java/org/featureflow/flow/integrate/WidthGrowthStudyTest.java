package org.featureflow.flow.integrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.RandomStreams;
import org.featureflow.flow.control.DescentControl;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Time of start and flow over the width, for 20 samples, 4 inputs and a constant one, depth 5, to an excess of 1e-10. The table goes to the
 * test report. Processor time of one thread, not wall time.
 */
@Tag("study")
class WidthGrowthStudyTest {

    private static final int SAMPLES = 20;

    @Test
    void timeIsLinearInTheWidth(TestReporter reporter) {
        RandomStreams streams = new RandomStreams(5);
        DMatrixRMaj x = gaussian(streams.stream("inputs"), 5);
        for (int n = 0; n < SAMPLES; n++) {
            x.set(n, 4, 1);
        }
        Objective objective = new Objective(Losses.squared(), gaussian(streams.stream("targets"), 1));
        run(3000, x, objective);
        List<String> rows = new ArrayList<>(List.of("width: seconds, steps, seconds a step, loss"));
        SimpleRegression growth = new SimpleRegression();
        for (int width : new int[] {1000, 3000, 10_000, 30_000, 100_000}) {
            long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            FlowResult result = run(width, x, objective);
            double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) * 1e-9;
            assertThat(result.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
            growth.addData(Math.log(width), Math.log(seconds));
            rows.add(String.format(
                    Locale.ROOT,
                    "%d: %.2f, %d, %.3f, %.1e",
                    width,
                    seconds,
                    result.accepted(),
                    seconds / result.evaluations(),
                    result.state().loss()));
        }
        rows.add(String.format(Locale.ROOT, "time grows as m^%.2f", growth.getSlope()));
        reporter.publishEntry("width", String.join("\n", rows));
        // Sizes that no longer fit into caches cost a constant factor on the way, about 2 over two decades.
        assertThat(growth.getSlope()).isLessThan(1.15);
    }

    private static FlowResult run(int width, DMatrixRMaj x, Objective objective) {
        MatrixProducts products = MatrixProducts.portable(1);
        Architecture architecture = Architecture.resNet(5, Activations.tanh(), Activations.tanh());
        Network start = Initialization.draw(
                        products, architecture, x, width, 1, InitialLaw.forSize(SAMPLES, width), new RandomStreams(1))
                .network();
        Stopping stopping = Stopping.afterSteps(200).withOptimum(ExcessBound.floatingPoint(0), 1e-10);
        return new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1))
                .run(new FeatureFlow(products, x, objective), start, stopping, FlowObserver.none());
    }

    private static DMatrixRMaj gaussian(RandomGenerator random, int cols) {
        DMatrixRMaj a = new DMatrixRMaj(SAMPLES, cols);
        for (int i = 0; i < a.getNumElements(); i++) {
            a.data[i] = random.nextGaussian();
        }
        return a;
    }
}
