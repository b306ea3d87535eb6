package org.featureflow.convex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.FeatureNetworks;
import org.featureflow.convex.program.FeatureProgram;
import org.featureflow.convex.solver.FeatureSettings;
import org.featureflow.convex.solver.FeatureSolution;
import org.featureflow.convex.solver.FeatureSolver;
import org.featureflow.core.feature.Features;
import org.featureflow.core.feature.Initialization;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.featureflow.core.model.Regularization;
import org.featureflow.core.numeric.RandomStreams;
import org.junit.jupiter.api.Test;

/** The README's example of this module compiles, runs, and says what the README says of it. */
class ReadmeExampleTest {

    @Test
    void theExampleRuns() {
        DMatrixRMaj inputs = new DMatrixRMaj(new double[][] {{-2, 1}, {-1, 1}, {0, 1}, {1, 1}, {2, 1}}); // with bias
        DMatrixRMaj targets = new DMatrixRMaj(new double[][] {{1}, {-1}, {0}, {1}, {-1}});
        Objective objective = new Objective(Losses.squared(), targets);
        Architecture resNet = Architecture.resNet(2, Activations.tanh(), Activations.tanh());
        Network network = Initialization.independentWeights(resNet, 2, 40, 1, 0, 5, new RandomStreams(1));
        Features features = network.forward(MatrixProducts.portable(1), inputs);
        Regularization lambda = Regularization.uniform(1e-3, 2);
        FeatureProgram program = FeatureProgram.onAtomsOf(features, objective, lambda);
        FeatureSolution solution =
                FeatureSolver.solve(program, FeatureSettings.defaults().withTolerance(1e-7));
        double excess = FeatureNetworks.value(features, objective, lambda) - solution.dual();

        assertThat(solution.status()).isEqualTo(FeatureSolution.Status.OPTIMAL);
        assertThat(solution.relativeGap()).isLessThanOrEqualTo(1e-7);
        // The network's weights are random: it is far from the best, which is not the zero network.
        assertThat(excess).isGreaterThan(solution.primal());
        assertThat(solution.primal()).isLessThan(objective.value(new DMatrixRMaj(5, 1)));
        Network best = FeatureNetworks.network(resNet, network.weights().input(), solution.point());
        assertThat(FeatureNetworks.value(best.forward(MatrixProducts.portable(1), inputs), objective, lambda))
                .isLessThan(solution.primal() * (1 + 1e-6));
    }

    @Test
    void theReadmeShowsTheExampleThatRuns() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        String section = readme.substring(readme.indexOf("### convex: programs and their bounds"));
        int start = section.indexOf("```java\n") + "```java\n".length();
        String example = section.substring(start, section.indexOf("```\n", start));
        String source =
                Files.readString(Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java"));

        assertThat(example.lines()).hasSize(10);
        // The formatter may break lines that the README does not.
        assertThat(source).containsIgnoringWhitespaces(example);
    }
}
