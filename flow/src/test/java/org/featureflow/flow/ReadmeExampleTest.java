package org.featureflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
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
import org.featureflow.flow.integrate.ExcessBound;
import org.featureflow.flow.integrate.FlowIntegrator;
import org.featureflow.flow.integrate.FlowObserver;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.flow.integrate.FlowStatus;
import org.featureflow.flow.integrate.Stopping;
import org.featureflow.flow.step.LinearlyImplicitEuler;
import org.junit.jupiter.api.Test;

/** The README's use of this module. */
class ReadmeExampleTest {

    @Test
    void aFlowRunsToItsOptimum() {
        DMatrixRMaj x = new DMatrixRMaj(new double[][] {{-1}, {0}, {1}});
        DMatrixRMaj y = new DMatrixRMaj(new double[][] {{0}, {1}, {0}});
        Dataset data = new Dataset(x, y).withBias();
        MatrixProducts products = MatrixProducts.portable(1);
        Architecture resNet = Architecture.resNet(3, Activations.tanh(), Activations.tanh());
        Network start = Initialization.draw(
                        products, resNet, data.inputs(), 50, 1, InitialLaw.withDefaults(), new RandomStreams(1))
                .network();
        FeatureFlow flow = new FeatureFlow(products, data.inputs(), new Objective(Losses.squared(), data.targets()));
        Stopping stopping = Stopping.afterSteps(200).withOptimum(ExcessBound.floatingPoint(0), 1e-12);
        FlowResult result = new FlowIntegrator(new LinearlyImplicitEuler(), new DescentControl(1))
                .run(flow, start, stopping, FlowObserver.none());
        assertThat(result.status()).isEqualTo(FlowStatus.AT_OPTIMUM);
        assertThat(result.last().energyResidual()).isLessThan(1e-10);
    }
}
