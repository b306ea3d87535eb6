package org.featureflow.convex.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.certificate.TwoLevelBound.Outcome;
import org.featureflow.convex.certificate.TwoLevelBound.Scope;
import org.featureflow.convex.program.TwoLevelInstances;
import org.featureflow.convex.program.TwoLevelMeasure;
import org.featureflow.convex.program.TwoLevelProgram;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Loss;
import org.featureflow.core.model.Losses;
import org.featureflow.core.numeric.Interval;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class TwoLevelBoundTest {

    private static final DMatrixRMaj NO_POINTS = new DMatrixRMaj(0, 0);

    @Provide
    Arbitrary<Activation> activations() {
        return Arbitraries.of(Activations.tanh(), Activations.sigmoid(), Activations.erf(), Activations.sine());
    }

    @Provide
    Arbitrary<Loss> losses() {
        return Arbitraries.of(Losses.squared(), Losses.logistic(), Losses.huber(0.4), Losses.softmax());
    }

    @Property(tries = 40, seed = "1")
    void noMeasureIsBelowABound(
            @ForAll @LongRange(min = 1, max = 1000) long seed,
            @ForAll @IntRange(min = 1, max = 2) int dimension,
            @ForAll("activations") Activation activation,
            @ForAll("losses") Loss loss) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 6, dimension, loss, activation, 0.03);
        RandomGenerator random = new RandomStreams(seed).stream("weak-duality");
        DMatrixRMaj dual = TwoLevelBound.admissible(TwoLevelInstances.scaledDual(program, random));
        TwoLevelBound bound = TwoLevelBound.overAllFeatures(program, dual, NO_POINTS, 1e-3, 300, () -> false);
        assertThat(bound.value()).isGreaterThan(Double.NEGATIVE_INFINITY);
        for (int i = 0; i < 5; i++) {
            TwoLevelMeasure measure = TwoLevelInstances.measure(program, 3, random);
            assertThat(bound.value())
                    .isLessThanOrEqualTo(
                            TwoLevelBound.objective(program, measure).upper());
            TwoLevelBound over = TwoLevelBound.overDictionary(program, dual, measure.inputWeights());
            assertThat(over.value()).isGreaterThanOrEqualTo(bound.value() - 1e-12);
            assertThat(over.value()).isLessThanOrEqualTo(program.objective(measure) + 1e-12);
        }
    }

    @Property(tries = 12, seed = "2")
    void branchAndBoundAgreesWithADenseGrid(
            @ForAll @LongRange(min = 1, max = 1000) long seed, @ForAll("activations") Activation activation) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 7, 2, Losses.squared(), activation, 0.02);
        RandomGenerator random = new RandomStreams(seed).stream("grid");
        DMatrixRMaj dual = TwoLevelBound.admissible(TwoLevelInstances.scaledDual(program, random));
        DMatrixRMaj g = dual.copy();
        for (int n = 0; n < g.numRows; n++) {
            g.data[n] /= program.samples();
        }
        // |S| <= sum |g_n|, so that no minimiser is beyond this radius.
        double total = 0;
        for (double entry : g.data) {
            total += Math.abs(entry);
        }
        double radius = total / Math.sqrt(4 * 0.02 * 0.02);
        int cells = 160;
        double least = 0;
        double[] best = new double[2];
        for (int i = -cells; i <= cells; i++) {
            for (int k = -cells; k <= cells; k++) {
                double[] w = {radius * i / cells, radius * k / cells};
                double price = program.price(w, g);
                if (price < least) {
                    least = price;
                    best = w;
                }
            }
        }
        DMatrixRMaj points = new DMatrixRMaj(new double[][] {best});
        double spacing = radius / cells;
        // Half a cell from the true minimiser the price is higher by at most (lambda_1 + sup|Hess S^2|/(4 lambda_2)/2)
        // spacing^2.
        double slack = 0;
        for (int n = 0; n < g.numRows; n++) {
            double size = 0;
            for (int i = 0; i < 2; i++) {
                size += program.inputs().get(n, i) * program.inputs().get(n, i);
            }
            slack += Math.abs(g.data[n]) * Math.max(1, size);
        }
        slack = (0.02 + 2.3 * slack * slack / (4 * 0.02)) * spacing * spacing;
        TwoLevelBound bound = TwoLevelBound.overAllFeatures(program, dual, points, slack, 200_000, () -> false);
        double conjugate = 0;
        for (int n = 0; n < g.numRows; n++) {
            conjugate += Losses.squared()
                    .conjugate(new double[] {dual.data[n]}, program.objective().target(n));
        }
        double provedLeast = bound.value() + conjugate / program.samples();
        assertThat(bound.outcome()).isEqualTo(Outcome.PROVED);
        assertThat(provedLeast).isLessThanOrEqualTo(least + 1e-12);
        assertThat(provedLeast).isGreaterThanOrEqualTo(least - 2 * slack);
    }

    @Property(tries = 40, seed = "3")
    void theObjectiveLiesInItsEnclosure(
            @ForAll @LongRange(min = 1, max = 1000) long seed,
            @ForAll("activations") Activation activation,
            @ForAll("losses") Loss loss) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 5, 3, loss, activation, 0.1);
        TwoLevelMeasure measure = TwoLevelInstances.measure(program, 4, new RandomStreams(seed).stream("enclosure"));
        Interval enclosure = TwoLevelBound.objective(program, measure);
        double value = program.objective(measure);
        assertThat(enclosure.lower()).isLessThanOrEqualTo(value + 1e-14 * value);
        assertThat(enclosure.upper()).isGreaterThanOrEqualTo(value - 1e-14 * value);
        assertThat(enclosure.width()).isLessThan(1e-12 * (1 + value));
    }

    @Test
    void massesCountDividedByTheirSum() {
        TwoLevelProgram program = TwoLevelInstances.repopulation(1e-2);
        DMatrixRMaj u = new DMatrixRMaj(new double[][] {{1}, {-2}});
        DMatrixRMaj w = new DMatrixRMaj(new double[][] {{1, 0.5}, {-1, 2}});
        DMatrixRMaj halves = new DMatrixRMaj(new double[][] {{0.5}, {0.5}});
        DMatrixRMaj more = new DMatrixRMaj(new double[][] {{0.5 + 0x1p-32}, {0.5 + 0x1p-32}});
        double exact = program.objective(new TwoLevelMeasure(halves, u, w));
        Interval enclosure = TwoLevelBound.objective(program, new TwoLevelMeasure(more, u, w));
        assertThat(enclosure.lower()).isCloseTo(exact, within(1e-13));
        assertThat(enclosure.upper()).isCloseTo(exact, within(1e-13));
    }

    @Property(tries = 40, seed = "4")
    void anAdmissibleSoftmaxRowSumsToZeroExactly(@ForAll @LongRange(min = 1, max = 1000) long seed) {
        TwoLevelProgram program = TwoLevelInstances.random(seed, 6, 2, Losses.softmax(), Activations.tanh(), 0.1);
        DMatrixRMaj raw = TwoLevelInstances.scaledDual(program, new RandomStreams(seed).stream("softmax"));
        DMatrixRMaj rounded = TwoLevelBound.admissible(raw);
        for (int n = 0; n < 6; n++) {
            assertThat(rounded.get(n, 0) + rounded.get(n, 1) + rounded.get(n, 2))
                    .isZero();
            for (int j = 0; j < 3; j++) {
                assertThat(rounded.get(n, j)).isCloseTo(raw.get(n, j), within(1e-13));
            }
        }
    }

    @Test
    void aDualPointOutsideTheDomainProvesNothing() {
        TwoLevelProgram program = TwoLevelInstances.random(1, 4, 1, Losses.logistic(), Activations.tanh(), 0.1);
        DMatrixRMaj dual = new DMatrixRMaj(4, 1);
        for (int n = 0; n < 4; n++) {
            dual.data[n] = program.objective().target(n)[0];
        }
        TwoLevelBound bound = TwoLevelBound.overAllFeatures(program, dual, NO_POINTS, 1e-3, 100, () -> false);
        assertThat(bound.value()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void aMissedFeatureIsHandedBack() {
        TwoLevelProgram program = TwoLevelInstances.repopulation(1e-3);
        DMatrixRMaj dual =
                TwoLevelBound.admissible(TwoLevelInstances.scaledDual(program, new RandomStreams(5).stream("missed")));
        TwoLevelBound bound = TwoLevelBound.overAllFeatures(program, dual, NO_POINTS, 1e-6, 100_000, () -> false);
        assertThat(bound.outcome()).isEqualTo(Outcome.LOWER_PRICE_FOUND);
        assertThat(bound.leastPrice()).isNegative();
        DMatrixRMaj g = dual.copy();
        for (int n = 0; n < 10; n++) {
            g.data[n] /= 10;
        }
        assertThat(program.price(bound.leastFeature(), g)).isCloseTo(bound.leastPrice(), within(1e-9));
    }

    @Test
    void aSpentBudgetOrACancelledSearchStillBounds() {
        TwoLevelProgram program = TwoLevelInstances.repopulation(1e-3);
        DMatrixRMaj dual = TwoLevelBound.admissible(program.objective().gradient(new DMatrixRMaj(10, 1)));
        TwoLevelBound spent = TwoLevelBound.overAllFeatures(program, dual, NO_POINTS, 1e-12, 0, () -> false);
        AtomicInteger asked = new AtomicInteger();
        TwoLevelBound cancelled = TwoLevelBound.overAllFeatures(
                program, dual, NO_POINTS, 1e-12, 1_000_000, () -> asked.incrementAndGet() > 2);
        assertThat(spent.outcome()).isEqualTo(Outcome.BUDGET);
        assertThat(spent.boxes()).isZero();
        assertThat(cancelled.boxes()).isEqualTo(4);
        assertThat(cancelled.value()).isBetween(spent.value(), 0.02231993513305);
        assertThat(cancelled.scope()).isEqualTo(Scope.ALL_FEATURES);
    }

    @Test
    void wrongArgumentsAreNamed() {
        TwoLevelProgram program = TwoLevelInstances.repopulation(1e-3);
        DMatrixRMaj dual = new DMatrixRMaj(10, 1);
        assertThatThrownBy(() -> TwoLevelBound.overAllFeatures(program, dual, NO_POINTS, 0, 1, () -> false))
                .hasMessageContaining("tolerance is 0.0");
        assertThatThrownBy(() -> TwoLevelBound.overDictionary(program, dual, new DMatrixRMaj(2, 3)))
                .hasMessageContaining("points are 2 x 3");
        assertThatThrownBy(() -> TwoLevelBound.overDictionary(program, dual, NO_POINTS))
                .hasMessageContaining("no feature");
        assertThatThrownBy(() -> TwoLevelBound.overDictionary(program, new DMatrixRMaj(3, 1), new DMatrixRMaj(1, 2)))
                .hasMessageContaining("dual point is 3 x 1");
    }
}
