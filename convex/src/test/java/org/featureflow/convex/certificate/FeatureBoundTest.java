package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureInstance;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.convex.solver.FeatureSettings;
import org.featureflow.convex.solver.FeatureSolution;
import org.featureflow.convex.solver.FeatureSolver;
import org.featureflow.core.model.Architecture.Model;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Proved numbers of feature programs against rational arithmetic on the formulas, at points that are nobody's optimum. */
class FeatureBoundTest {

    private static final MathContext DIGITS = new MathContext(80);
    private static final int SAMPLES = 40;
    private static final int ATOMS = 12;

    @ParameterizedTest
    @EnumSource(Model.class)
    void enclosuresHoldTheExactNumbersAndAreTight(Model model) {
        for (int seed = 1; seed <= 6; seed++) {
            FeatureProgram program = FeatureInstance.random(model, Losses.squared(), SAMPLES, ATOMS, 3, 0.01, seed)
                    .program();
            RandomGenerator random = new RandomStreams(seed).stream("points");
            DMatrixRMaj s = matrix(random, SAMPLES, 1);
            List<DMatrixRMaj> m = List.of(matrix(random, SAMPLES, ATOMS), matrix(random, SAMPLES, ATOMS));
            FeaturePoint point = point(program, random);
            Exact exact = new Exact(program);

            BigDecimal dual = exact.dual(s, m);
            double bound = FeatureBound.dual(program, s, m);
            assertThat(new BigDecimal(bound)).isLessThanOrEqualTo(dual);
            assertThat(bound).isCloseTo(dual.doubleValue(), within(1e-12 * Math.abs(bound)));

            BigDecimal value = exact.value(point);
            Interval enclosed = FeatureBound.value(program, point);
            assertThat(value).isBetween(new BigDecimal(enclosed.lower()), new BigDecimal(enclosed.upper()));
            assertThat(enclosed.width()).isLessThan(1e-12 * enclosed.upper());

            BigDecimal violation = exact.violation(point);
            double above = FeatureBound.violation(program, point);
            assertThat(new BigDecimal(above)).isGreaterThanOrEqualTo(violation);
            assertThat(above).isCloseTo(violation.doubleValue(), within(1e-13));
        }
    }

    /** Where all terms but one vanish, nothing else leaves room for its rounding. */
    @Test
    void aDualBoundOfOneProductIsBelowIt() {
        RandomGenerator random = new RandomStreams(4).stream("products");
        for (int i = 0; i < 40; i++) {
            DMatrixRMaj residual = matrix(random, SAMPLES, 1);
            DMatrixRMaj m = matrix(random, SAMPLES, 1);
            DMatrixRMaj zero = new DMatrixRMaj(SAMPLES, 1);
            FeatureProgram program = FeatureProgram.resNet(
                    new Objective(Losses.squared(), zero),
                    List.of(zero, zero),
                    List.of(residual),
                    new double[] {0},
                    Regularization.uniform(0.01, 2));

            double bound = FeatureBound.dual(program, zero, List.of(m));

            BigDecimal exact = Exact.dot(m, 0, residual, 0);
            assertThat(new BigDecimal(bound)).isLessThan(exact);
            assertThat(bound).isCloseTo(exact.doubleValue(), within(1e-13));
        }
    }

    @ParameterizedTest
    @EnumSource(Model.class)
    void solutionsAreProvedToTheirGap(Model model) {
        for (Loss loss : FeatureInstance.losses()) {
            FeatureProgram program =
                    FeatureInstance.random(model, loss, 5, 8, 2, 0.01, 3).program();
            FeatureSolution solution = FeatureSolver.solve(program, FeatureSettings.defaults());
            DMatrixRMaj s = solution.dualPoint().g();
            for (int i = 0; i < s.getNumElements(); i++) {
                s.data[i] *= program.samples() * (1 - 1e-12);
            }

            double bound = FeatureBound.dual(
                    program, TwoLevelBound.admissible(s), solution.dualPoint().multipliers());

            assertThat(bound).as(loss.name()).isLessThan(solution.primal());
            assertThat(bound).as(loss.name()).isCloseTo(solution.dual(), within(1e-11));
            Interval value = FeatureBound.value(program, solution.point());
            assertThat(value.lower()).isLessThanOrEqualTo(solution.primal() * (1 + 1e-13));
            assertThat(value.upper()).isGreaterThanOrEqualTo(solution.primal() * (1 - 1e-13));
            assertThat(FeatureBound.violation(program, solution.point()))
                    .as(loss.name())
                    .isLessThan(1e-9);
        }
    }

    /** The conjugate of the softmax loss is infinite off the plane of sum zero, which a box around a point cannot show. */
    @Test
    void aSoftmaxDualPointOffItsPlaneProvesNothing() {
        FeatureProgram program = FeatureInstance.random(Model.RESNET, Losses.softmax(), SAMPLES, ATOMS, 1, 0.01, 5)
                .program();
        DMatrixRMaj s = new DMatrixRMaj(SAMPLES, 3);
        for (int n = 0; n < SAMPLES; n++) {
            for (int k = 0; k < 3; k++) {
                s.set(n, k, program.objective().target(n)[k] == 1 ? -0.5 : 0.25);
            }
        }
        assertThat(FeatureBound.dual(program, s, List.of())).isFinite();

        s.set(2, 0, Math.nextUp(s.get(2, 0)));

        assertThat(FeatureBound.dual(program, s, List.of())).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void outsideTheDomainAndWithoutMassNothingIsProved() {
        FeatureProgram program = FeatureInstance.random(Model.RESNET, Losses.huber(0.3), SAMPLES, ATOMS, 1, 0.01, 5)
                .program();
        DMatrixRMaj outside = new DMatrixRMaj(SAMPLES, 1);
        outside.data[1] = Math.nextUp(0.3);
        assertThat(FeatureBound.dual(program, outside, List.of())).isEqualTo(Double.NEGATIVE_INFINITY);

        DMatrixRMaj c = new DMatrixRMaj(ATOMS, 1);
        c.data[0] = 1;
        FeaturePoint massless = new FeaturePoint(List.of(massOn(1)), List.of(), c);
        assertThat(FeatureBound.value(program, massless).upper()).isInfinite();

        assertThatThrownBy(() -> FeatureBound.dual(program, new DMatrixRMaj(2, 1), List.of()))
                .hasMessageContaining("2 x 1")
                .hasMessageContaining("40 x 1");
    }

    private static double[] massOn(int atom) {
        double[] p = new double[ATOMS];
        p[atom] = 1;
        return p;
    }

    private static DMatrixRMaj matrix(RandomGenerator random, int rows, int columns) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.getNumElements(); i++) {
            matrix.data[i] = random.nextGaussian();
        }
        return matrix;
    }

    private static FeaturePoint point(FeatureProgram program, RandomGenerator random) {
        List<double[]> masses = new ArrayList<>();
        for (int i = 0; i < program.simplices(); i++) {
            double[] p = new double[ATOMS];
            Arrays.setAll(p, k -> random.nextDouble() / ATOMS);
            masses.add(p);
        }
        return new FeaturePoint(
                masses, List.of(matrix(random, ATOMS, ATOMS), matrix(random, ATOMS, ATOMS)), matrix(random, ATOMS, 1));
    }

    /** The formulas of the squared loss with one output, in decimals of 80 digits. */
    private record Exact(FeatureProgram program) {

        BigDecimal dual(DMatrixRMaj s, List<DMatrixRMaj> m) {
            BigDecimal n = new BigDecimal(SAMPLES);
            BigDecimal conjugate = BigDecimal.ZERO;
            for (int i = 0; i < SAMPLES; i++) {
                BigDecimal si = new BigDecimal(s.data[i]);
                BigDecimal y = new BigDecimal(program.objective().target(i)[0]);
                conjugate = conjugate
                        .add(si.multiply(si).divide(new BigDecimal(2), DIGITS))
                        .add(si.multiply(y));
            }
            BigDecimal[][] bracket = new BigDecimal[program.simplices()][ATOMS];
            for (BigDecimal[] row : bracket) {
                Arrays.fill(row, BigDecimal.ZERO);
            }
            for (int k = 0; k < ATOMS; k++) {
                int first = program.simplex(1);
                bracket[first][k] = bracket[first][k].add(
                        new BigDecimal(program.lambda().input()).multiply(new BigDecimal(program.inputCost()[k])));
                for (int layer = 2; layer <= program.depth(); layer++) {
                    DMatrixRMaj multipliers = m.get(layer - 2);
                    int simplex = program.simplex(layer);
                    bracket[simplex][k] = bracket[simplex][k].add(dot(multipliers, k, program.reproduced(layer), k));
                    BigDecimal largest = BigDecimal.ZERO;
                    for (int j = 0; j < ATOMS; j++) {
                        largest = largest.max(dot(multipliers, j, program.activated(layer - 1), k)
                                .abs());
                    }
                    int source = program.simplex(layer - 1);
                    bracket[source][k] = bracket[source][k].subtract(
                            largest.pow(2).divide(four(program.lambda().hidden().get(layer - 2)), DIGITS));
                }
                int last = program.simplex(program.depth());
                BigDecimal correlation =
                        dot(s, 0, program.activated(program.depth()), k).divide(n, DIGITS);
                bracket[last][k] = bracket[last][k].subtract(
                        correlation.pow(2).divide(four(program.lambda().output()), DIGITS));
            }
            BigDecimal bound = conjugate.divide(n, DIGITS).negate();
            for (BigDecimal[] row : bracket) {
                bound = bound.add(Arrays.stream(row).min(BigDecimal::compareTo).orElseThrow());
            }
            return bound;
        }

        BigDecimal value(FeaturePoint point) {
            DMatrixRMaj c = point.output();
            BigDecimal value = BigDecimal.ZERO;
            for (int n = 0; n < SAMPLES; n++) {
                BigDecimal f = BigDecimal.ZERO;
                for (int k = 0; k < ATOMS; k++) {
                    f = f.add(product(program.activated(program.depth()).get(n, k), c.data[k]));
                }
                BigDecimal residual =
                        f.subtract(new BigDecimal(program.objective().target(n)[0]));
                value = value.add(residual.pow(2).divide(new BigDecimal(2 * SAMPLES), DIGITS));
            }
            for (int k = 0; k < ATOMS; k++) {
                double first = point.masses(program.simplex(1))[k];
                value = value.add(product(first, program.inputCost()[k])
                        .multiply(new BigDecimal(program.lambda().input())));
                for (int layer = 2; layer <= program.depth(); layer++) {
                    BigDecimal norm = BigDecimal.ZERO;
                    for (int j = 0; j < ATOMS; j++) {
                        norm = norm.add(
                                new BigDecimal(point.weights().get(layer - 2).get(k, j)).abs());
                    }
                    value = value.add(perMass(
                            norm.pow(2),
                            point.masses(program.simplex(layer - 1))[k],
                            program.lambda().hidden().get(layer - 2)));
                }
                double last = point.masses(program.simplex(program.depth()))[k];
                value = value.add(perMass(
                        product(c.data[k], c.data[k]), last, program.lambda().output()));
            }
            return value;
        }

        BigDecimal violation(FeaturePoint point) {
            BigDecimal violation = BigDecimal.ZERO;
            for (double[] p : point.masses()) {
                BigDecimal sum = BigDecimal.ONE.negate();
                for (double mass : p) {
                    sum = sum.add(new BigDecimal(mass));
                }
                violation = violation.max(sum.abs());
            }
            for (int layer = 2; layer <= program.depth(); layer++) {
                double[] p = point.masses(program.simplex(layer));
                for (int n = 0; n < SAMPLES; n++) {
                    for (int j = 0; j < ATOMS; j++) {
                        BigDecimal entry = product(program.reproduced(layer).get(n, j), p[j])
                                .negate();
                        for (int k = 0; k < ATOMS; k++) {
                            entry = entry.add(product(
                                    program.activated(layer - 1).get(n, k),
                                    point.weights().get(layer - 2).get(k, j)));
                        }
                        violation = violation.max(entry.abs());
                    }
                }
            }
            return violation;
        }

        private static BigDecimal four(double lambda) {
            return new BigDecimal(lambda).multiply(new BigDecimal(4));
        }

        private static BigDecimal perMass(BigDecimal square, double mass, double lambda) {
            return square.divide(new BigDecimal(mass), DIGITS).multiply(new BigDecimal(lambda));
        }

        private static BigDecimal product(double a, double b) {
            return new BigDecimal(a).multiply(new BigDecimal(b));
        }

        private static BigDecimal dot(DMatrixRMaj a, int i, DMatrixRMaj b, int k) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int n = 0; n < a.numRows; n++) {
                sum = sum.add(product(a.get(n, i), b.get(n, k)));
            }
            return sum;
        }
    }
}
