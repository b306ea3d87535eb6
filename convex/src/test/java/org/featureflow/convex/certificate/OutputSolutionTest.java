package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.numeric.Interval;
import org.junit.jupiter.api.Test;

class OutputSolutionTest {

    @Provide
    Arbitrary<Loss> losses() {
        return Arbitraries.of(Losses.squared(), Losses.logistic(), Losses.huber(1), Losses.softmax());
    }

    /** Weak duality: whatever the primal and the dual point are, the interval holds the optimum that good points prove. */
    @Property(tries = 50, seed = "101")
    void boundsHoldForAnyPoints(@ForAll("losses") Loss loss, @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        DMatrixRMaj basis = gaussian(random, 8, 2);
        OutputProgram program = new OutputProgram(new Objective(loss, targets(random, loss, 8)), Subspace.range(basis));
        DMatrixRMaj z = gaussian(random, 2, 2);
        // A dual point that belongs to some outputs, so that it lies in the domain and matters.
        DMatrixRMaj s = program.objective().gradient(gaussian(random, 8, 2));
        OutputSolution solution = OutputSolution.certify(program, z, s);
        double best = program.objective().value(program.subspace().outputs(descend(program, z)));
        assertThat(solution.optimum().lower()).isLessThanOrEqualTo(best + 1e-12);
        assertThat(solution.optimum().upper()).isCloseTo(program.objective().value(solution.outputs()), within(1e-12));
    }

    @Test
    void theBoundIsThatOfTheProjectedDualPoint() {
        // S = span (1, 1), s = (1, 0)/2 projects to (1, -1)/4: -(1/2)(2 (1/2)^2/2 + (y_1 - y_2)/2) with N s = (1/2,
        // -1/2).
        OutputProgram program = new OutputProgram(
                new Objective(Losses.squared(), DMatrixRMaj.wrap(2, 1, new double[] {-1, 1})),
                Subspace.range(DMatrixRMaj.wrap(2, 1, new double[] {1, 1})));
        DMatrixRMaj zero = new DMatrixRMaj(1, 1);
        OutputSolution solution = OutputSolution.certify(program, zero, DMatrixRMaj.wrap(2, 1, new double[] {0.5, 0}));
        assertThat(solution.optimum().lower()).isCloseTo(-(0.25 - 1) / 2, within(1e-12));
        assertThat(solution.optimum().upper()).isEqualTo(0.5);
        assertThat(solution.coordinates().data).containsExactly(0);
        assertThat(solution.dualPoint().data).containsExactly(0.5, 0);
        assertThat(solution.toString()).startsWith("optimum in [");
        assertThat(solution.program()).isEqualTo(program);
        assertThat(solution.floatingDualValue()).isEqualTo(-0.5 * (0.5 - 1));
    }

    @Test
    void aDualPointOutOfTheDomainProvesTheInfimumOnly() {
        OutputProgram program = new OutputProgram(
                new Objective(Losses.logistic(), DMatrixRMaj.wrap(2, 1, new double[] {1, -1})),
                Subspace.range(DMatrixRMaj.wrap(2, 1, new double[] {1, 1})));
        OutputSolution solution =
                OutputSolution.certify(program, new DMatrixRMaj(1, 1), DMatrixRMaj.wrap(2, 1, new double[] {3, -3}));
        assertThat(solution.optimum().lower()).isZero();
        assertThat(solution.isProved()).isFalse();
        assertThat(solution.toString()).contains("no dual point was proved orthogonal");
        assertThat(solution.floatingDualValue()).isEqualTo(Double.NEGATIVE_INFINITY);
        DMatrixRMaj classes = new DMatrixRMaj(new double[][] {{1, 0}, {0, 1}});
        OutputSolution softmax = OutputSolution.certify(
                new OutputProgram(new Objective(Losses.softmax(), classes), program.subspace()),
                new DMatrixRMaj(1, 2),
                new DMatrixRMaj(new double[][] {{3, -3}, {-3, 3}}));
        assertThat(softmax.optimum().lower()).isZero();
    }

    @Test
    void aLossWithoutEnclosuresBoundsNothing() {
        Loss unknown = new Unknown();
        OutputProgram program = new OutputProgram(new Objective(unknown, new DMatrixRMaj(2, 1)), Subspace.all(2));
        OutputSolution solution = OutputSolution.certify(program, new DMatrixRMaj(2, 1), new DMatrixRMaj(2, 1));
        assertThat(solution.optimum()).isEqualTo(Interval.WHOLE);
        assertThat(solution.shortfall()).contains("unknown encloses no conjugate", "not enclosed");
    }

    @Test
    void anUnprovedSpanBoundsFromAboveOnly() {
        Random random = new Random(1);
        int n = 600;
        DMatrixRMaj deficient = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                deficient.set(i, j, j < 40 ? random.nextGaussian() : deficient.get(i, j % 40));
            }
        }
        Subspace subspace = Subspace.range(deficient);
        assertThat(subspace.isSpanned()).isFalse();
        assertThat(subspace.toString()).contains("not proved");
        OutputProgram program = new OutputProgram(new Objective(Losses.squared(), gaussian(random, n, 1)), subspace);
        OutputSolution solution = OutputSolution.certify(program, new DMatrixRMaj(40, 1), new DMatrixRMaj(n, 1));
        assertThat(solution.optimum().lower()).isZero();
        assertThat(solution.shortfall()).contains("too costly");
    }

    @Test
    void refusesPointsOfAnotherShape() {
        OutputProgram program =
                new OutputProgram(new Objective(Losses.squared(), new DMatrixRMaj(2, 1)), Subspace.all(2));
        DMatrixRMaj two = new DMatrixRMaj(2, 1);
        assertThatThrownBy(() -> OutputSolution.certify(program, new DMatrixRMaj(3, 1), two))
                .hasMessageContaining("coordinates 3 x 1");
        assertThatThrownBy(() -> OutputSolution.certify(program, two, new DMatrixRMaj(2, 2)))
                .hasMessageContaining("dual point 2 x 2");
        two.set(1, 0, Double.NaN);
        assertThatThrownBy(() -> OutputSolution.certify(program, two, two)).hasMessageContaining("NaN");
    }

    @Test
    void excessIsObjectiveMinusOptimum() {
        // f = v tanh(x): one unit of mass 1. Targets 1 and 2 on equal inputs: optimum 1/8.
        DMatrixRMaj inputs = DMatrixRMaj.wrap(2, 1, new double[] {0.5, 0.5});
        Architecture architecture = Architecture.dnn(1, Activations.tanh());
        DMatrixRMaj one = DMatrixRMaj.wrap(1, 1, new double[] {1});
        Network network = Network.ofEqualMasses(
                architecture, new Weights(one, List.of(), DMatrixRMaj.wrap(1, 1, new double[] {3})));
        OutputProgram program = new OutputProgram(
                new Objective(Losses.squared(), DMatrixRMaj.wrap(2, 1, new double[] {1, 2})),
                Subspace.reachable(architecture, inputs));
        OutputSolution solution = OutputSolution.certify(
                program, DMatrixRMaj.wrap(1, 1, new double[] {1.5}), DMatrixRMaj.wrap(2, 1, new double[] {0.25, -0.25
                }));
        MatrixProducts products = MatrixProducts.portable(1);
        Excess excess = Excess.of(products, network, inputs, solution);
        double f = 3 * Math.tanh(0.5);
        double objective = ((f - 1) * (f - 1) + (f - 2) * (f - 2)) / 4;
        assertThat(excess.optimum()).isEqualTo(solution.optimum());
        assertThat(excess.objective().contains(objective)).isTrue();
        assertThat(excess.value().midpoint()).isCloseTo(objective - 0.125, within(1e-14));
        assertThat(excess.value().width()).isLessThan(1e-13);
        DMatrixRMaj three = new DMatrixRMaj(3, 1);
        assertThatThrownBy(() -> Excess.of(products, network, three, solution)).hasMessageContaining("3 x 1");
    }

    /** Plain gradient descent with halving steps, enough to get below a random point. */
    private static DMatrixRMaj descend(OutputProgram program, DMatrixRMaj start) {
        DMatrixRMaj z = start.copy();
        double step = 1;
        for (int i = 0; i < 200; i++) {
            DMatrixRMaj g = program.objective().gradient(program.subspace().outputs(z));
            DMatrixRMaj basis = program.subspace().blocks().get(0).generators();
            DMatrixRMaj next = z.copy();
            MatrixProducts.portable(1).addTransposedLeft(-step, basis, g, next);
            if (program.objective().value(program.subspace().outputs(next))
                    < program.objective().value(program.subspace().outputs(z))) {
                z = next;
            } else {
                step /= 2;
            }
        }
        return z;
    }

    private static DMatrixRMaj targets(Random random, Loss loss, int n) {
        DMatrixRMaj y = new DMatrixRMaj(n, 2);
        for (int i = 0; i < n; i++) {
            int label = random.nextInt(2);
            for (int k = 0; k < 2; k++) {
                y.set(
                        i,
                        k,
                        loss.isShiftInvariant()
                                ? (k == label ? 1 : 0)
                                : loss == Losses.logistic() ? (random.nextBoolean() ? 1 : -1) : random.nextGaussian());
            }
        }
        return y;
    }

    private static DMatrixRMaj gaussian(Random random, int rows, int cols) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.data.length; i++) {
            a.data[i] = random.nextGaussian();
        }
        return a;
    }

    /** A loss that states no enclosure. */
    private static final class Unknown implements Loss {

        @Override
        public String name() {
            return "unknown";
        }

        @Override
        public double value(double[] f, double[] y) {
            return Math.abs(f[0]);
        }

        @Override
        public void gradient(double[] f, double[] y, double[] out) {
            out[0] = Math.signum(f[0]);
        }

        @Override
        public void curvature(double[] f, double[] y, double[] out) {
            out[0] = 0;
        }

        @Override
        public double conjugate(double[] s, double[] y) {
            return 0;
        }

        @Override
        public double infimum(double[] y) {
            return 0;
        }

        @Override
        public boolean satisfiesA1() {
            return false;
        }

        @Override
        public void checkTarget(double[] y) {}
    }
}
