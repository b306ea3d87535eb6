package org.featureflow.flow.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.ROUNDING;
import static org.featureflow.flow.FlowInstance.assertClose;
import static org.featureflow.flow.FlowInstance.flat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;

/** A state's numbers, theory sections 1, 2 and 4, against plain loops. */
class FlowStateTest {

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    @Property(seed = "621", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void outputsLossGradientAndCurvatureAreThoseOfTheFormulas(@ForAll("instance") FlowInstance instance) {
        FlowState state = instance.state();
        double[] weights = instance.start();
        assertClose(state.outputs().data, instance.plain().outputs(instance.x(), weights), ROUNDING);
        assertThat(state.loss()).isCloseTo(instance.loss(weights), within(ROUNDING * (1 + state.loss())));
        assertClose(state.gradient().data, instance.gradient(weights), ROUNDING);
        double[][] a = instance.curvature(weights);
        int c = instance.outputs();
        for (int n = 0; n < instance.samples(); n++) {
            for (int k = 0; k < c; k++) {
                for (int i = 0; i < c; i++) {
                    assertThat(state.curvature().get(n, k * c + i))
                            .isCloseTo(a[n * c + k][n * c + i], within(ROUNDING));
                }
            }
        }
    }

    @Property(seed = "622", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void theVelocityIsMinusTheScaledGradientOfTheLoss(@ForAll("instance") FlowInstance instance) {
        double[] expected = instance.velocity(instance.start());
        assertClose(flat(instance.state().velocity(), instance.depth()), expected, ROUNDING);
        DMatrixRMaj twice = instance.state().gradient();
        for (int i = 0; i < twice.getNumElements(); i++) {
            twice.data[i] *= 2;
        }
        double[] doubled = new double[expected.length];
        for (int q = 0; q < expected.length; q++) {
            doubled[q] = 2 * expected[q];
        }
        assertClose(flat(instance.state().velocity(twice), instance.depth()), doubled, ROUNDING);
    }

    /** H = J J^T in the metric of the masses; outputs move as df/dt = -H g; dL/dt = -g . H g. */
    @Property(seed = "623", tries = 60, edgeCases = EdgeCasesMode.NONE)
    void theKernelMovesOutputsAndLoss(@ForAll("instance") FlowInstance instance) {
        FlowState state = instance.state();
        double[][] h = instance.plain().kernel(instance.x(), instance.start());
        double[] g = instance.gradient(instance.start());
        double[] change = new double[g.length];
        double rate = 0;
        for (int i = 0; i < g.length; i++) {
            for (int k = 0; k < g.length; k++) {
                change[i] -= h[i][k] * g[k];
            }
            rate -= g[i] * change[i];
            double[] row = new double[g.length];
            System.arraycopy(state.kernel().data, i * g.length, row, 0, g.length);
            assertClose(row, h[i], ROUNDING);
        }
        assertClose(state.featureVelocity().outputs().data, change, ROUNDING);
        assertThat(state.energyRate()).isCloseTo(rate, within(ROUNDING * (1 + rate)));
        assertThat(instance.state().energyRate()).isCloseTo(rate, within(ROUNDING * (1 + rate)));
    }

    /** Else an observer that asks a state would change the run it observes. */
    @Property(seed = "624", tries = 30, edgeCases = EdgeCasesMode.NONE)
    void whatIsAskedFirstDoesNotChangeABit(@ForAll("instance") FlowInstance instance) {
        FlowState kernelFirst = instance.state();
        kernelFirst.kernel();
        FlowState velocityFirst = instance.state();
        velocityFirst.velocity();
        assertThat(flat(kernelFirst.velocity(), instance.depth()))
                .isEqualTo(flat(velocityFirst.velocity(), instance.depth()));
        assertThat(kernelFirst.energyRate()).isEqualTo(velocityFirst.energyRate());
    }

    @Example
    void whatIsReturnedIsACopy() {
        FlowState state = FlowInstance.usual(PlainLoss.SOFTMAX, 3, 1).state();
        double output = state.outputs().data[0];
        double slope = state.gradient().data[0];
        double entry = state.kernel().data[0];
        double input = state.flow().inputs().data[0];
        state.outputs().fill(9);
        state.gradient().fill(9);
        state.kernel().fill(9);
        state.flow().inputs().fill(9);
        assertThat(state.outputs().data[0]).isEqualTo(output);
        assertThat(state.gradient().data[0]).isEqualTo(slope);
        assertThat(state.kernel().data[0]).isEqualTo(entry);
        assertThat(state.flow().inputs().data[0]).isEqualTo(input);
    }

    @Example
    void aFlowKeepsItsOwnInputs() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 2);
        DMatrixRMaj x = new DMatrixRMaj(instance.x());
        FeatureFlow flow = new FeatureFlow(
                FlowInstance.PRODUCTS, x, new Objective(Losses.squared(), new DMatrixRMaj(instance.y())));
        x.fill(0);
        assertThat(flow.at(instance.network()).loss())
                .isEqualTo(instance.state().loss());
    }

    @Example
    void shapesThatDoNotFitAreRefusedNamingThem() {
        FlowInstance instance = FlowInstance.usual(PlainLoss.SQUARED, 1, 2);
        Objective three = new Objective(Losses.squared(), new DMatrixRMaj(3, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FeatureFlow(FlowInstance.PRODUCTS, new DMatrixRMaj(instance.x()), three))
                .withMessageContaining("4 rows")
                .withMessageContaining("3 samples");
        FeatureFlow narrow = new FeatureFlow(
                FlowInstance.PRODUCTS,
                new DMatrixRMaj(4, 3),
                new Objective(Losses.squared(), new DMatrixRMaj(instance.y())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> narrow.at(instance.network()))
                .withMessageContaining("4 x 3");
        FeatureFlow twoOutputs = new FeatureFlow(
                FlowInstance.PRODUCTS,
                new DMatrixRMaj(instance.x()),
                new Objective(Losses.squared(), new DMatrixRMaj(4, 2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> twoOutputs.at(instance.network()))
                .withMessageContaining("4 x 1")
                .withMessageContaining("4 x 2");
    }
}
