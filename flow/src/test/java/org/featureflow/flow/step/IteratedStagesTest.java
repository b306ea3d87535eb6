package org.featureflow.flow.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.featureflow.flow.FlowInstance.ROUNDING;
import static org.featureflow.flow.FlowInstance.flat;
import static org.featureflow.flow.FlowInstance.largest;
import static org.featureflow.flow.FlowInstance.plus;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Objective;
import org.featureflow.flow.FlowInstance;
import org.featureflow.flow.PlainLoss;
import org.featureflow.flow.PlainNetwork;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.field.FlowState;
import org.featureflow.flow.step.WMethodTest.PlainStep;

/** W-methods whose systems have more than 1000 unknowns and are solved by iterations, against those solved by elimination. */
class IteratedStagesTest {

    @Provide
    Arbitrary<FlowInstance> instance() {
        return FlowInstance.any();
    }

    @Provide
    Arbitrary<Tableau> tableau() {
        return Arbitraries.of(Tableau.ros2(), Tableau.ros34pw2());
    }

    /** dt |W|, or dt where W is small. */
    @Provide
    Arbitrary<Double> scaledStep() {
        return Arbitraries.of(0.03, 0.3, 1.0);
    }

    /**
     * Each sample some hundred times over is the same loss of the weights, and so the same step; for the few samples once, elimination
     * makes it.
     */
    @Property(seed = "661", tries = 20, edgeCases = EdgeCasesMode.NONE)
    void repeatedSamplesMakeTheStepThatEliminationMakesForOneOfEach(
            @ForAll("instance") FlowInstance instance,
            @ForAll("tableau") Tableau tableau,
            @ForAll("scaledStep") double scaled) {
        double dt = scaled / Math.max(1, PlainStep.of(instance, tableau, 1).growth() - 1);
        FlowState once = instance.state();
        FlowState many = repeated(instance, 1 + 1000 / (instance.samples() * instance.outputs()));
        assertThat(SystemSize.of(once).isDirect(FunctionSpaceSystem.EXACT)).isTrue();
        assertThat(SystemSize.of(many).isDirect(FunctionSpaceSystem.EXACT)).isFalse();
        Candidate direct = new WMethod(tableau).step(once, dt).orElseThrow();
        Candidate iterated = new WMethod(tableau).step(many, dt).orElseThrow();
        PlainStep plain = PlainStep.of(instance, tableau, dt);
        assertEqualSteps(
                instance,
                tableau,
                dt,
                plain,
                iterated,
                flat(direct.state().network().weights()));
    }

    /** 1020 unknowns, all different, against the tableau on the vector of all weights. */
    @Example
    void stepsOnManySamplesAreThoseOfTheTableauOnAllWeights() {
        for (PlainLoss loss : List.of(PlainLoss.LOGISTIC, PlainLoss.SOFTMAX)) {
            FlowInstance instance = new FlowInstance(
                    loss == PlainLoss.SOFTMAX,
                    PlainNetwork.Curve.TANH,
                    PlainNetwork.Curve.TANH,
                    loss,
                    List.of(4, 4, 4),
                    340,
                    3,
                    true,
                    21);
            FlowState state = instance.state();
            assertThat(SystemSize.of(state).isDirect(FunctionSpaceSystem.EXACT)).isFalse();
            for (Tableau tableau : List.of(Tableau.ros2(), Tableau.ros34pw2())) {
                double dt = 0.3;
                PlainStep plain = PlainStep.of(instance, tableau, dt);
                Candidate iterated = new WMethod(tableau).step(state, dt).orElseThrow();
                assertEqualSteps(instance, tableau, dt, plain, iterated, plain.end());
            }
        }
    }

    private static void assertEqualSteps(
            FlowInstance instance, Tableau tableau, double dt, PlainStep plain, Candidate iterated, double[] expected) {
        double[] errors = stageErrors(instance, tableau, dt, plain);
        double[] unit = new double[expected.length];
        Arrays.fill(unit, ROUNDING * plain.growth() * Math.max(1, largest(expected)));
        double rounding = WMethodTest.norm(instance, unit);
        double[] end = flat(iterated.state().network().weights());
        assertThat(WMethodTest.norm(instance, plus(end, -1, expected)))
                .as("distance of the steps")
                .isLessThanOrEqualTo(rounding + dt * weighted(tableau.weights(), errors));
        assertThat(iterated.localError().orElseThrow().norm())
                .isCloseTo(plain.errorNorm(), within(rounding + dt * weighted(tableau.errorWeights(), errors)));
    }

    /**
     * Bounds on |dk_i|, what the residuals leave in the stages' velocities. An iteration ends where |J^T rho_i| &lt;= eta |J^T b_i|, and
     * J^T (I + gamma dt A H)^{-1} rho = (I + gamma dt J^T A J)^{-1} J^T rho is no longer than J^T rho. So with K the largest speed,
     * |W| &lt;= trace(-W), and the Lipschitz constant of F,
     *
     * <pre>
     *   |J^T b_i|  &lt;= dt |W| K (sum_{j&lt;i} |gamma_ij| + gamma)
     *   |J^T dw_i| &lt;= eta |J^T b_i| + sum_{j&lt;i} |gamma_ij| dt |J^T dz_j| + gamma dt |W| |dF_i|
     *   dt |J^T dz_i| &lt;= (|J^T dw_i| + sum_{j&lt;i} |gamma_ij| dt |J^T dz_j|) / gamma
     *   |dF_i|     &lt;= Lipschitz dt sum_{j&lt;i} |alpha_ij| |dk_j|
     *   |dk_i|     &lt;= |dF_i| + |J^T dw_i|
     * </pre>
     */
    private static double[] stageErrors(FlowInstance instance, Tableau tableau, double dt, PlainStep plain) {
        double stiffness = plain.growth() - 1;
        double lipschitz = lipschitz(instance);
        double[] errors = new double[tableau.stages()];
        double[] images = new double[tableau.stages()];
        for (int i = 0; i < errors.length; i++) {
            double sum = tableau.gamma();
            double earlier = 0;
            for (int j = 0; j < i; j++) {
                sum += Math.abs(tableau.gamma(i, j));
                earlier += Math.abs(tableau.gamma(i, j)) * images[j];
            }
            double velocity = lipschitz * dt * weighted(tableau.alpha(i), errors);
            double correction = FunctionSpaceSystem.EXACT * stiffness * plain.speed() * sum
                    + earlier
                    + tableau.gamma() * stiffness * velocity;
            images[i] = (correction + earlier) / tableau.gamma();
            errors[i] = velocity + correction;
        }
        return errors;
    }

    private static double weighted(double[] coefficients, double[] errors) {
        double sum = 0;
        for (int i = 0; i < errors.length; i++) {
            sum += Math.abs(coefficients[i]) * errors[i];
        }
        return sum;
    }

    /** Twice the Frobenius norm of F's Jacobian at the start, by differences, in the metric of the masses. */
    private static double lipschitz(FlowInstance instance) {
        double[] x = instance.start();
        double[] velocity = flat(instance.state().velocity(), instance.depth());
        double[] masses = instance.plain().adjacentMasses();
        double squares = 0;
        for (int q = 0; q < x.length; q++) {
            double[] moved = x.clone();
            moved[q] += 1e-6;
            double[] there = flat(instance.flow().at(instance.network(moved)).velocity(), instance.depth());
            double slope = WMethodTest.norm(instance, plus(there, -1, velocity)) / 1e-6;
            squares += slope * slope / masses[q];
        }
        return 2 * Math.sqrt(squares);
    }

    private static FlowState repeated(FlowInstance instance, int times) {
        FeatureFlow flow = new FeatureFlow(
                FlowInstance.PRODUCTS,
                repeated(instance.x(), times),
                new Objective(instance.flow().objective().loss(), repeated(instance.y(), times)));
        return flow.at(instance.network());
    }

    private static DMatrixRMaj repeated(double[][] rows, int times) {
        DMatrixRMaj repeated = new DMatrixRMaj(rows.length * times, rows[0].length);
        for (int n = 0; n < repeated.numRows; n++) {
            for (int i = 0; i < repeated.numCols; i++) {
                repeated.set(n, i, rows[n % rows.length][i]);
            }
        }
        return repeated;
    }
}
