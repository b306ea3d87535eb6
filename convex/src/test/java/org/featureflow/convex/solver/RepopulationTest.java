package org.featureflow.convex.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureInstance;
import org.featureflow.convex.program.FeatureNetworks;
import org.featureflow.convex.program.FeaturePoint;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.LayerWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

class RepopulationTest {

    private static final MatrixProducts PRODUCTS = MatrixProducts.portable(1);
    private static final Regularization LAMBDA = Regularization.uniform(0.01, 2);

    private static Features network(boolean resNet, long seed) {
        RandomGenerator random = new RandomStreams(seed).stream("network");
        int width = 12;
        Architecture architecture = resNet
                ? Architecture.resNet(2, Activations.tanh(), Activations.tanh())
                : Architecture.dnn(2, Activations.tanh());
        List<LayerWeights> hidden = new ArrayList<>();
        hidden.add(DenseWeights.of(FeatureInstance.gaussian(random, width, width, 1)));
        Weights weights = new Weights(
                FeatureInstance.gaussian(random, 2, width, 3), hidden, FeatureInstance.gaussian(random, width, 1, 1));
        DMatrixRMaj inputs = FeatureInstance.gaussian(random, 5, 2, 1);
        return Network.ofEqualMasses(architecture, weights).forward(PRODUCTS, inputs);
    }

    private static Objective objective(long seed) {
        return new Objective(
                Losses.squared(), FeatureInstance.gaussian(new RandomStreams(seed).stream("targets"), 5, 1, 1));
    }

    @Property(tries = 20, seed = "5230")
    void neverRaisesTheObjective(@ForAll boolean resNet, @ForAll @LongRange(min = 0, max = 10_000) long seed) {
        Features features = network(resNet, seed);
        Repopulation result = Repopulation.of(features, objective(seed), LAMBDA, FeatureSettings.defaults());
        assertThat(result.after()).isLessThanOrEqualTo(result.before());
        assertThat(result.before()).isEqualTo(FeatureNetworks.value(features, objective(seed), LAMBDA));
        assertThat(result.solution().dual()).isLessThanOrEqualTo(result.after());
    }

    /** The new network has the old features, and its forward pass, from the inputs, the objective that was promised. */
    @Test
    void newNetworkKeepsItsFeatures() {
        RandomGenerator random = new RandomStreams(3).stream("network");
        random.nextInt();
        Features features = network(true, 3);
        Repopulation result = Repopulation.of(features, objective(3), LAMBDA, FeatureSettings.defaults());
        DMatrixRMaj inputs = inputs(3);
        Features again = result.network().forward(PRODUCTS, inputs);
        assertThat(FeatureNetworks.value(again, objective(3), LAMBDA))
                .isCloseTo(result.after(), within(1e-9 * result.after()));
    }

    /** The inputs that {@link #network} drew. */
    private static DMatrixRMaj inputs(long seed) {
        RandomGenerator random = new RandomStreams(seed).stream("network");
        FeatureInstance.gaussian(random, 12, 12, 1);
        FeatureInstance.gaussian(random, 2, 12, 3);
        FeatureInstance.gaussian(random, 12, 1, 1);
        return FeatureInstance.gaussian(random, 5, 2, 1);
    }

    @Test
    void keepsANetworkThatCannotBeImproved() {
        Features features = network(true, 3);
        // A budget too small to beat an optimal network: repopulate twice, the second time with one iteration.
        Repopulation best = Repopulation.of(features, objective(3), LAMBDA, FeatureSettings.defaults());
        Features improved = best.network().forward(PRODUCTS, inputs(3));
        Repopulation again = Repopulation.of(
                improved, objective(3), LAMBDA, FeatureSettings.defaults().withIterations(1));
        assertThat(again.network()).isSameAs(improved.network());
        assertThat(again.after()).isEqualTo(again.before());
    }

    /** Solution, network, m equal masses: the objective tends to the optimum like 1/m; the 99 % interval of the exponent is near -1. */
    @Test
    void resampledNetworksTendToTheOptimum() {
        Features features = network(true, 7);
        FeatureProgram program = FeatureProgram.onAtomsOf(features, objective(7), LAMBDA);
        FeatureSolution solution = FeatureSolver.solve(program);
        FeaturePoint point = solution.point();
        Network weighted = FeatureNetworks.network(
                features.network().architecture(), features.network().weights().input(), point);
        DMatrixRMaj inputs = inputs(7);
        SimpleRegression slope = new SimpleRegression();
        for (int width = 100; width <= 102_400; width *= 2) {
            double square = 0;
            int offsets = 20;
            for (int i = 0; i < offsets; i++) {
                Network drawn = FeatureNetworks.resample(weighted, width, (i + 0.5) / offsets);
                Features f = drawn.forward(PRODUCTS, inputs);
                double difference = FeatureNetworks.value(f, objective(7), LAMBDA) - solution.primal();
                square += difference * difference / offsets;
            }
            slope.addData(Math.log(width), Math.log(square) / 2);
        }
        double halfWidth = slope.getSlopeConfidenceInterval(0.01);
        assertThat(slope.getSlope() - halfWidth).isGreaterThan(-1.25);
        assertThat(slope.getSlope() + halfWidth).isLessThan(-0.75);
    }
}
