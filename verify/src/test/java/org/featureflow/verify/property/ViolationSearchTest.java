package org.featureflow.verify.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.core.model.Architecture;
import org.featureflow.verify.claim.ConvexMatch;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.junit.jupiter.api.Test;

class ViolationSearchTest {

    /** Instances are numbers to 1000; the violation of n is 1 - 1/n, large, but for n below 10 only 1e-12: a rounding error. */
    private static final ViolationSearch<Integer> NUMBERS = new ViolationSearch<>(
            streams -> 1 + streams.stream("number").nextInt(1000),
            (n, streams) -> n + 1,
            n -> IntStream.of(n / 2, n - 1).filter(k -> k >= 1 && k < n).boxed().toList(),
            n -> n < 10 ? 1e-12 : 1 - 1.0 / n);

    @Test
    void shrinkingKeepsTheViolationLarge() {
        var found = NUMBERS.run(1, 50, 0.1);

        assertThat(found.small()).isEqualTo(10);
        assertThat(found.violation()).isEqualTo(0.9);
        assertThat(found.largest()).isGreaterThan(0.99);
        assertThat(found.evaluations()).isGreaterThan(50);
    }

    @Test
    void nothingIsShrunkBelowTheThreshold() {
        var found = NUMBERS.run(1, 50, 2);

        assertThat(found.small()).isEqualTo(found.worst());
        assertThat(found.evaluations()).isEqualTo(50);
    }

    @Test
    void variationsClimb() {
        var climbing = new ViolationSearch<Integer>(streams -> 0, (n, streams) -> n + 1, n -> List.of(), n -> n);

        assertThat(climbing.run(1, 20, 100).largest()).isEqualTo(10);
    }

    @Test
    void notANumberIsTheWorst() {
        var broken = new ViolationSearch<Integer>(streams -> 1, (n, streams) -> 1, n -> List.of(), n -> Double.NaN);

        assertThat(broken.run(1, 1, 0).largest()).isInfinite();
        assertThatThrownBy(() -> broken.run(1, 0, 0)).hasMessageContaining("tries 0");
    }

    /** "The flow fits every target": false with two targets an input, whatever depth and width. */
    @Test
    void aFalseStatementAboutFlowsShrinksToASmallInstanceThatShowsItPlainly() {
        MatrixProducts products = MatrixProducts.portable(1);
        ViolationSearch<InstanceSpec> search = ViolationSearch.ofInstances(
                streams -> new InstanceSpec(
                        streams.stream("seed").nextInt(1000),
                        InstanceSpec.DataKind.CONFLICTING,
                        3,
                        2,
                        true,
                        Architecture.Model.RESNET,
                        2,
                        16,
                        "tanh",
                        "squared"),
                spec -> {
                    Instance instance = Instance.of(spec);
                    return ConvexMatch.of(instance.flowTo(products, instance.optimum(), 1e-6), instance.optimum(), 1e-6)
                            .excess()
                            .objective()
                            .lower();
                });

        var found = search.run(3, 8, 0.1);

        assertThat(found.small().depth()).isEqualTo(1);
        assertThat(found.small().width()).isEqualTo(1);
        assertThat(found.violation()).isGreaterThan(0.1).isGreaterThanOrEqualTo(found.largest() / 2);
        assertThat(search.run(3, 8, 0.1)).isEqualTo(found);
    }
}
