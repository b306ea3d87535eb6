package org.featureflow.convex.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class FeatureProgramTest {

    private static final Objective OBJECTIVE =
            new Objective(Losses.squared(), new DMatrixRMaj(new double[][] {{1}, {-1}}));

    /** Two samples, two atoms, two layers, small enough for paper. */
    private static FeatureProgram small(Model model) {
        DMatrixRMaj first = new DMatrixRMaj(new double[][] {{1, 0}, {0, 1}});
        DMatrixRMaj second = new DMatrixRMaj(new double[][] {{1, 1}, {-1, 1}});
        DMatrixRMaj reproduced = new DMatrixRMaj(new double[][] {{2, 0}, {0, 4}});
        Regularization lambda = new Regularization(0.5, List.of(0.25), 0.125);
        double[] cost = {1, 3};
        return model == Model.RESNET
                ? FeatureProgram.resNet(OBJECTIVE, List.of(first, second), List.of(reproduced), cost, lambda)
                : FeatureProgram.dnn(OBJECTIVE, List.of(first, second), List.of(reproduced), cost, lambda);
    }

    @Test
    void valueAndViolationByHand() {
        FeatureProgram program = small(Model.RESNET);
        double[] p = {0.5, 0.5};
        FeaturePoint point = new FeaturePoint(
                List.of(p), List.of(new DMatrixRMaj(new double[][] {{1, 0}, {0, 2}})), new DMatrixRMaj(new double[][] {
                    {0.5}, {0}
                }));
        // f = (1/2, -1/2): L = 1/8. lambda_1: 1/2 (1/2 + 3/2) = 1. lambda_2: 1/4 (1/0.5 + 4/0.5) = 2.5. Output: 1/8
        // 0.25/0.5.
        assertThat(program.value(point)).isCloseTo(0.125 + 1 + 2.5 + 0.0625, within(1e-15));
        assertThat(program.violation(point)).isZero();
        FeaturePoint off = new FeaturePoint(
                List.of(new double[] {0.75, 0.5}), point.weights(), new DMatrixRMaj(new double[][] {{0.5}, {0}}));
        assertThat(program.violation(off)).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void dualBoundByHand() {
        FeatureDual dual = new FeatureDual(
                new DMatrixRMaj(new double[][] {{-0.25}, {0.25}}), List.of(new DMatrixRMaj(new double[][] {
                    {0.5, 0}, {0, 0.25}
                })));
        // N g = (-1/2, 1/2): -(1/2) sum (1/8 - 1/2) = 3/8. g . A_1 = -1/2, g . A_2 = 0. M . alpha = (1, 1), M^T A =
        // diag(1/2, 1/4).
        double first = 0.5 - 0.25; // lambda_1 q_1 - (1/2)^2/(4 lambda_2)
        double second = 1.5 - 0.0625;
        double resNet = Math.min(first + 1 - 0.25 / 0.5, second + 1);
        assertThat(small(Model.RESNET).dualBound(dual)).isCloseTo(0.375 + resNet, within(1e-15));
        double dnn = Math.min(first, second) + Math.min(1 - 0.25 / 0.5, 1);
        assertThat(small(Model.DNN).dualBound(dual)).isCloseTo(0.375 + dnn, within(1e-15));
    }

    @Test
    void namesShapesThatDoNotFit() {
        DMatrixRMaj a = new DMatrixRMaj(2, 2);
        Regularization two = Regularization.uniform(1, 2);
        assertThatThrownBy(() -> FeatureProgram.resNet(OBJECTIVE, List.of(a), List.of(), new double[2], two))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 activated and 0 reproduced layers for 3 lambdas");
        assertThatThrownBy(() -> FeatureProgram.resNet(
                        OBJECTIVE, List.of(a, new DMatrixRMaj(2, 3)), List.of(a), new double[2], two))
                .hasMessageContaining("activated features of layer 2 are 2 x 3: 2 samples x 2 atoms");
        assertThatThrownBy(() -> FeatureProgram.dnn(
                        OBJECTIVE, List.of(a, new DMatrixRMaj(2, 3)), List.of(a), new double[2], two))
                .hasMessageContaining("features that layer 2 must reproduce are 2 x 2: 2 samples x 3 atoms");
        assertThatThrownBy(() -> FeatureProgram.dnn(OBJECTIVE, List.of(a, a), List.of(a), new double[3], two))
                .hasMessageContaining("3 input costs for 2 atoms");
        assertThatThrownBy(() ->
                        FeatureProgram.resNet(OBJECTIVE, List.of(a, a), List.of(a), new double[] {1, Double.NaN}, two))
                .hasMessageContaining("input cost of atom 2 is NaN");
        DMatrixRMaj infinite = new DMatrixRMaj(new double[][] {{0, 0}, {0, Double.POSITIVE_INFINITY}});
        assertThatThrownBy(() -> FeatureProgram.resNet(OBJECTIVE, List.of(a, infinite), List.of(a), new double[2], two))
                .hasMessageContaining("activated features of layer 2 have Infinity at sample 2, atom 2");
        assertThatThrownBy(() -> Regularization.uniform(0, 2)).hasMessageContaining("lambda (hidden 1) is 0.0");
        assertThatThrownBy(() -> Regularization.uniform(-1, 2)).hasMessageContaining("lambda (input) is -1.0");
        assertThatThrownBy(() -> Regularization.uniform(1, 0)).hasMessageContaining("depth 0");
    }

    @Test
    void namesPointsOfOtherShapes() {
        FeatureProgram program = small(Model.RESNET);
        DMatrixRMaj w = new DMatrixRMaj(2, 2);
        DMatrixRMaj c = new DMatrixRMaj(2, 1);
        assertThatThrownBy(() -> program.value(new FeaturePoint(List.of(new double[3]), List.of(w), c)))
                .hasMessageContaining("masses of layer 1: 3 given, the program has 2");
        assertThatThrownBy(() -> program.value(new FeaturePoint(List.of(new double[2]), List.of(c), c)))
                .hasMessageContaining("W of layer 2 is 2 x 1, the program needs 2 x 2");
        assertThatThrownBy(() -> program.violation(new FeaturePoint(List.of(), List.of(w), c)))
                .hasMessageContaining("simplices: 0 given, the program has 1");
        assertThatThrownBy(() -> program.dualBound(new FeatureDual(w, List.of(w))))
                .hasMessageContaining("g is 2 x 2, the program needs 2 x 1");
    }

    @Test
    void keepsItsOwnCopies() {
        double[] p = {0.5, 0.5};
        DMatrixRMaj w = new DMatrixRMaj(2, 2);
        FeaturePoint point = new FeaturePoint(List.of(p), List.of(w), new DMatrixRMaj(2, 1));
        p[0] = 7;
        w.set(0, 0, 7);
        point.masses(0)[0] = 7;
        point.weights().get(0).set(0, 0, 7);
        assertThat(point.masses().get(0)).containsExactly(0.5, 0.5);
        assertThat(point.weights().get(0).get(0, 0)).isZero();
        small(Model.RESNET).inputCost()[0] = 7;
        assertThat(small(Model.RESNET).inputCost()).containsExactly(1, 3);
    }

    @Property(tries = 60, seed = "5202")
    void objectiveIsConvexAlongFeasibleSegments(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 0, max = 1) double t) {
        FeatureInstance instance =
                FeatureInstance.random(model, FeatureInstance.losses().get(loss), 4, 7, depth, 0.1, seed);
        FeatureProgram program = instance.program();
        RandomGenerator random = new RandomStreams(seed).stream("segment");
        FeaturePoint a = instance.feasiblePoint(random);
        FeaturePoint b = instance.feasiblePoint(random);
        FeaturePoint between = a.towards(b, t);
        assertThat(program.violation(between)).isLessThan(1e-9);
        double chord = (1 - t) * program.value(a) + t * program.value(b);
        assertThat(program.value(between)).isLessThanOrEqualTo(chord * (1 + 1e-12));
    }

    @Property(tries = 100, seed = "5203")
    void everyDualPointBoundsEveryFeasiblePoint(
            @ForAll Model model,
            @ForAll @IntRange(max = 3) int loss,
            @ForAll @IntRange(min = 1, max = 3) int depth,
            @ForAll @LongRange(min = 0, max = 100_000) long seed,
            @ForAll @DoubleRange(min = -3, max = 1) double size) {
        FeatureInstance instance =
                FeatureInstance.random(model, FeatureInstance.losses().get(loss), 4, 7, depth, 0.1, seed);
        FeatureProgram program = instance.program();
        RandomGenerator random = new RandomStreams(seed).stream("dual");
        // A gradient of the loss is in the conjugate's domain.
        DMatrixRMaj outputs =
                FeatureInstance.gaussian(random, 4, program.objective().outputs(), 3);
        DMatrixRMaj g = program.objective().gradient(outputs);
        List<DMatrixRMaj> multipliers = new ArrayList<>();
        for (int layer = 2; layer <= depth; layer++) {
            multipliers.add(FeatureInstance.gaussian(random, 4, 7, Math.pow(10, size)));
        }
        double bound = program.dualBound(new FeatureDual(g, multipliers));
        double value = program.value(instance.feasiblePoint(random));
        assertThat(bound).isFinite().isLessThanOrEqualTo(value);
    }

    @Test
    void dualPointsOutsideTheConjugatesDomainBoundNothing() {
        FeatureInstance instance = FeatureInstance.random(Model.RESNET, Losses.logistic(), 3, 4, 1, 0.1, 1);
        DMatrixRMaj g = new DMatrixRMaj(3, 1);
        g.data[0] = instance.targets.data[0];
        assertThat(instance.program().dualBound(new FeatureDual(g, List.of()))).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
