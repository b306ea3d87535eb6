package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.TwoLevelBound;
import org.featureflow.convex.program.TwoLevelInstances;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class MassProgramTest {

    @Provide
    Arbitrary<Loss> losses() {
        return Arbitraries.of(Losses.squared(), Losses.logistic(), Losses.huber(0.5), Losses.softmax());
    }

    @Property(tries = 16, seed = "31")
    void theDictionaryOptimumIsBoundedByItsOwnDual(
            @ForAll @LongRange(min = 1, max = 1000) long seed, @ForAll("losses") Loss loss) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 8, 3, loss, Activations.tanh(), 1e-2);
        DMatrixRMaj dictionary = TwoLevelInstances.normal(30, 3, new RandomStreams(seed).stream("dictionary"));
        MassProgram.Point point = new MassProgram(program, dictionary).solve(1e-12);
        DMatrixRMaj scaled = point.dual().copy();
        for (int i = 0; i < scaled.getNumElements(); i++) {
            scaled.data[i] *= 8;
        }
        TwoLevelBound bound = TwoLevelBound.overDictionary(program, TwoLevelBound.admissible(scaled), dictionary);
        assertThat(point.value() - bound.value()).isBetween(-1e-14, 1e-10);
        assertThat(point.gap()).isLessThanOrEqualTo(1e-12);
    }

    @Property(tries = 10, seed = "32")
    void addingAtomsNeverWorsens(@ForAll @LongRange(min = 1, max = 1000) long seed, @ForAll("losses") Loss loss) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 7, 2, loss, Activations.sigmoid(), 1e-3);
        DMatrixRMaj large = TwoLevelInstances.normal(24, 2, new RandomStreams(seed).stream("dictionary"));
        double before = Double.POSITIVE_INFINITY;
        for (int atoms : new int[] {1, 3, 8, 24}) {
            DMatrixRMaj part = new DMatrixRMaj(atoms, 2);
            System.arraycopy(large.data, 0, part.data, 0, part.getNumElements());
            double value = new MassProgram(program, part).solve(1e-12).value();
            assertThat(value).isLessThanOrEqualTo(before + 2e-12);
            before = value;
        }
    }

    @Property(tries = 10, seed = "33")
    void splittingAnAtomChangesNothing(@ForAll @LongRange(min = 1, max = 1000) long seed) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 7, 2, Losses.squared(), Activations.tanh(), 1e-2);
        DMatrixRMaj dictionary = TwoLevelInstances.normal(6, 2, new RandomStreams(seed).stream("dictionary"));
        DMatrixRMaj doubled = new DMatrixRMaj(12, 2);
        for (int i = 0; i < 24; i++) {
            doubled.data[i] = dictionary.data[i % 12];
        }
        assertThat(new MassProgram(program, doubled).solve(1e-12).value())
                .isCloseTo(new MassProgram(program, dictionary).solve(1e-12).value(), within(3e-12));
    }

    @Test
    void theRidgeFitIsStationary() {
        for (Loss loss : losses().allValues().orElseThrow().toList()) {
            TwoLevelProgram program = TwoLevelInstances.random(2, 9, 2, loss, Activations.tanh(), 1e-2);
            int c = program.outputs();
            DMatrixRMaj features = TwoLevelInstances.normal(9, 4, new RandomStreams(2).stream("features"));
            RidgeFit fit = new RidgeFit(program.objective(), features, 0.01, new DMatrixRMaj(4, c));
            // b = -B^T g/(2 lambda) at the minimum: the value there must be the least, and be reached from elsewhere
            // too.
            RandomGenerator random = new RandomStreams(3).stream("elsewhere");
            RidgeFit other = new RidgeFit(program.objective(), features, 0.01, TwoLevelInstances.normal(4, c, random));
            assertThat(other.value()).isCloseTo(fit.value(), within(1e-13));
            for (int i = 0; i < 9 * c; i++) {
                assertThat(other.gradient().data[i]).isCloseTo(fit.gradient().data[i], within(1e-9));
            }
        }
    }

    /** dF/dp_k = r_k and d^2F = V^T (..)^-1 V, against differences of the fit's value over masses that need not sum to 1. */
    @Test
    void theSchurComplementIsTheCurvatureInTheMasses() {
        TwoLevelProgram program = TwoLevelInstances.random(6, 8, 2, Losses.logistic(), Activations.tanh(), 1e-2);
        DMatrixRMaj a = program.activated(TwoLevelInstances.normal(3, 2, new RandomStreams(6).stream("atoms")));
        double[] p = {0.2, 0.5, 0.3};
        DMatrixRMaj g = fit(program, a, p).gradient();
        DMatrixRMaj v = new DMatrixRMaj(8, 3);
        double[] price = new double[3];
        for (int k = 0; k < 3; k++) {
            double tau = 0;
            for (int n = 0; n < 8; n++) {
                tau += g.data[n] * a.get(n, k);
            }
            price[k] = -tau * tau / 0.04;
            for (int n = 0; n < 8; n++) {
                v.set(n, k, a.get(n, k) * tau / 0.02);
            }
        }
        DMatrixRMaj curvature = fit(program, a, p).schur(v);
        double step = 1e-4;
        for (int k = 0; k < 3; k++) {
            for (int l = 0; l < 3; l++) {
                double difference = (at(program, a, p, k, step, l, step)
                                - at(program, a, p, k, step, l, -step)
                                - at(program, a, p, k, -step, l, step)
                                + at(program, a, p, k, -step, l, -step))
                        / (4 * step * step);
                assertThat(curvature.get(k, l)).isCloseTo(difference, within(1e-5 * (1 + Math.abs(difference))));
            }
            double slope = (at(program, a, p, k, step, k, 0) - at(program, a, p, k, -step, k, 0)) / (2 * step);
            assertThat(price[k]).isCloseTo(slope, within(1e-6));
        }
    }

    private static double at(TwoLevelProgram program, DMatrixRMaj a, double[] p, int k, double dk, int l, double dl) {
        double[] moved = p.clone();
        moved[k] += dk;
        moved[l] += dl;
        return fit(program, a, moved).value();
    }

    private static RidgeFit fit(TwoLevelProgram program, DMatrixRMaj a, double[] p) {
        DMatrixRMaj features = a.copy();
        for (int n = 0; n < a.numRows; n++) {
            for (int k = 0; k < p.length; k++) {
                features.data[n * p.length + k] *= Math.sqrt(p[k]);
            }
        }
        return new RidgeFit(program.objective(), features, program.outputPenalty(), new DMatrixRMaj(p.length, 1));
    }

    @Test
    void polishingNeverRaisesTheObjective() {
        for (Loss loss : losses().allValues().orElseThrow().toList()) {
            TwoLevelProgram program = TwoLevelInstances.random(9, 8, 2, loss, Activations.sine(), 1e-2);
            TwoLevelMeasure start = TwoLevelInstances.measure(program, 6, new RandomStreams(9).stream("start"));
            TwoLevelMeasure polished = new AtomPolishing(program).polish(start);
            assertThat(program.objective(polished)).isLessThan(program.objective(start));
        }
    }

    @Test
    void theLocalSearchEndsAtStationaryFeatures() {
        TwoLevelProgram program = TwoLevelInstances.repopulation(1e-3);
        DMatrixRMaj g = program.objective().gradient(new DMatrixRMaj(10, 1));
        FeaturePricing pricing = new FeaturePricing(program, g);
        for (FeaturePricing.Priced found :
                pricing.search(new DMatrixRMaj(1, 2), 20, new RandomStreams(1).stream("starts"))) {
            for (int i = 0; i < 2; i++) {
                double[] up = found.feature().clone();
                double[] down = found.feature().clone();
                up[i] += 1e-4;
                down[i] -= 1e-4;
                double slope = (program.price(up, g) - program.price(down, g)) / 2e-4;
                assertThat(slope).isCloseTo(0, within(1e-6));
            }
        }
    }
}
