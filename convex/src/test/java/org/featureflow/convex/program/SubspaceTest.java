package org.featureflow.convex.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.convex.program.Subspace.Block;
import org.featureflow.core.feature.DenseWeights;
import org.featureflow.core.feature.Network;
import org.featureflow.core.feature.Weights;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Activations;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Losses;
import org.featureflow.core.model.Objective;
import org.junit.jupiter.api.Test;

class SubspaceTest {

    private static final Architecture GENERAL = Architecture.dnn(2, Activations.sigmoid());
    private static final Architecture ODD = Architecture.resNet(2, Activations.tanh(), Activations.sine());
    private static final Architecture HOMOGENEOUS = Architecture.resNet(3, Activations.relu(), Activations.relu());
    private static final Architecture LINEAR = Architecture.dnn(3, Activations.identity());

    /** Rows 1 and 2 are equal, 3 is opposite, 4 is twice row 1, 5 is zero, 6 is alone. */
    private static final DMatrixRMaj INPUTS =
            new DMatrixRMaj(new double[][] {{1, 0.1}, {1, 0.1}, {-1, -0.1}, {2, 0.2}, {-0.0, 0}, {1, 0.3}});

    @Test
    void ofAllIsOneBlockASample() {
        Subspace all = Subspace.all(3);
        assertThat(all.dimension()).isEqualTo(3);
        assertThat(all.samples()).isEqualTo(3);
        assertThat(all.isSpanned()).isTrue();
        assertThat(all.blocks())
                .hasSize(3)
                .allSatisfy(block -> assertThat(block.dimension()).isEqualTo(1));
    }

    @Test
    void ofAGeneralArchitectureTiesEqualInputs() {
        assertThat(rows(Subspace.reachable(GENERAL, INPUTS)))
                .containsExactly(List.of(0, 1), List.of(2), List.of(3), List.of(4), List.of(5));
    }

    @Test
    void ofAnOddArchitectureTiesOppositeInputsAndFixesZero() {
        Subspace odd = Subspace.reachable(ODD, INPUTS);
        assertThat(rows(odd)).containsExactly(List.of(0, 1, 2), List.of(3), List.of(5));
        assertThat(odd.blocks().get(0).generators().data).containsExactly(1, 1, -1);
        assertThat(odd.toString()).contains("R^6", "dimension 3");
    }

    @Test
    void ofAHomogeneousArchitectureTiesPositiveMultiples() {
        Subspace rays = Subspace.reachable(HOMOGENEOUS, INPUTS);
        assertThat(rows(rays)).containsExactly(List.of(0, 1, 3), List.of(2), List.of(5));
        assertThat(rays.blocks().get(0).generators().data).containsExactly(1, 1, 2);
    }

    @Test
    void decidesMultiplesExactly() {
        // 3 * 0.1 is not 0.3, 2 * 0.1 is 0.2; 1e-300 of a row is a multiple only up to rounding.
        DMatrixRMaj inputs =
                new DMatrixRMaj(new double[][] {{1, 0.1}, {3, 0.3}, {0x1p-900, 0.1 * 0x1p-900}, {3, 3 * 0.1}});
        assertThat(rows(Subspace.reachable(HOMOGENEOUS, inputs)))
                .containsExactly(List.of(0, 2), List.of(1), List.of(3));
    }

    @Test
    void ofALinearArchitectureIsTheRangeOfTheInputs() {
        Subspace range = Subspace.reachable(LINEAR, INPUTS);
        assertThat(range.dimension()).isEqualTo(2);
        assertThat(rows(range)).containsExactly(List.of(0, 1, 2, 3, 4, 5));
        assertThat(range.blocks().get(0).isSpanning()).isTrue();
    }

    @Test
    void ofARangeUsesTheExactRank() {
        DMatrixRMaj dependent = new DMatrixRMaj(new double[][] {{1, 2, 3}, {0, 0, 0}, {2, 4, 7}});
        assertThat(Subspace.range(dependent).dimension()).isEqualTo(2);
        assertThat(Subspace.range(new DMatrixRMaj(4, 2)).dimension()).isZero();
        DMatrixRMaj full = new DMatrixRMaj(new double[][] {{1, 2, 3}, {0, 1, 5}});
        assertThat(Subspace.range(full).blocks()).hasSize(2);
    }

    @Test
    void outputsAreCombinationsOfGenerators() {
        Subspace odd = Subspace.reachable(ODD, INPUTS);
        DMatrixRMaj z = new DMatrixRMaj(new double[][] {{5, -1}, {6, -2}, {7, -3}});
        assertThat(odd.outputs(z).data).containsExactly(5, -1, 5, -1, -5, 1, 6, -2, 0, 0, 7, -3);
    }

    @Provide
    Arbitrary<Architecture> architectures() {
        return Arbitraries.of(GENERAL, ODD, HOMOGENEOUS, LINEAR);
    }

    /** What a random network outputs lies in the reachable subspace: the distance is rounding. */
    @Property(tries = 30, seed = "71")
    void holdsTheOutputsOfNetworks(
            @ForAll("architectures") Architecture architecture, @ForAll @LongRange(min = 0, max = 1 << 20) long seed) {
        Random random = new Random(seed);
        DMatrixRMaj inputs = new DMatrixRMaj(12, 2);
        for (int i = 0; i < inputs.data.length; i++) {
            inputs.data[i] = random.nextInt(5) - 2;
        }
        MatrixProducts products = MatrixProducts.portable(1);
        List<DenseWeights> hidden = java.util.stream.IntStream.range(1, architecture.depth())
                .mapToObj(l -> DenseWeights.of(gaussian(random, 4, 4)))
                .toList();
        Network network = Network.ofEqualMasses(
                architecture, new Weights(gaussian(random, 2, 4), hidden, gaussian(random, 4, 1)));
        DMatrixRMaj f = network.forward(products, inputs).outputs();
        Subspace subspace = Subspace.reachable(architecture, inputs);
        boolean[] covered = new boolean[12];
        for (Block block : subspace.blocks()) {
            block.rows().forEach(row -> covered[row] = true);
            if (block.dimension() == 1) {
                DMatrixRMaj c = block.generators();
                for (int i = 1; i < c.numRows; i++) {
                    double expected = f.get(block.row(0)) * c.get(i) / c.get(0);
                    assertThat(f.get(block.row(i))).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-12));
                }
            }
        }
        for (int n = 0; n < 12; n++) {
            if (!covered[n]) {
                assertThat(f.get(n)).isZero();
            }
        }
    }

    @Test
    void refusesWhatHasNoMeaning() {
        assertThatThrownBy(() -> Subspace.all(0)).hasMessageContaining("0 samples");
        assertThatThrownBy(() -> Subspace.range(new DMatrixRMaj(0, 1))).hasMessageContaining("0 x 1");
        assertThatThrownBy(() -> Subspace.range(new DMatrixRMaj(1, 0))).hasMessageContaining("1 x 0");
        DMatrixRMaj infinite = new DMatrixRMaj(new double[][] {{1, 2}, {3, Double.NEGATIVE_INFINITY}});
        assertThatThrownBy(() -> Subspace.reachable(ODD, infinite)).hasMessageContaining("column 2 of sample 2");
        assertThatThrownBy(() -> Subspace.all(2).outputs(new DMatrixRMaj(3, 1))).hasMessageContaining("3 x 1");
        Objective objective = new Objective(Losses.squared(), new DMatrixRMaj(3, 1));
        assertThatThrownBy(() -> new OutputProgram(objective, Subspace.all(2)))
                .hasMessageContaining("3 samples")
                .hasMessageContaining("2");
    }

    private static List<List<Integer>> rows(Subspace subspace) {
        return subspace.blocks().stream().map(Block::rows).toList();
    }

    private static DMatrixRMaj gaussian(Random random, int rows, int cols) {
        DMatrixRMaj a = new DMatrixRMaj(rows, cols);
        for (int i = 0; i < a.data.length; i++) {
            a.data[i] = random.nextGaussian();
        }
        return a;
    }
}
