package org.featureflow.verify.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Network;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;

@Domain(FeatureFlowDomain.class)
class FeatureFlowArbitrariesTest {

    @Property(tries = 20, seed = "1")
    void theDomainDrawsEveryArgument(
            @ForAll InstanceSpec spec,
            @ForAll Dataset data,
            @ForAll Activation activation,
            @ForAll Loss loss,
            @ForAll Architecture architecture,
            @ForAll InitialLaw law) {
        assertThat(spec.model()).isEqualTo(Architecture.Model.RESNET);
        assertThat(data.groupsOfIdenticalInputs()).as("distinct inputs").hasSize(data.samples());
        assertThat(activation.name()).isNotBlank();
        assertThat(loss.name()).isNotBlank();
        assertThat(architecture.depth()).isBetween(1, 6);
        assertThat(law.sigma()).isBetween(0.5, 2.0);
    }

    @Property(tries = 10, seed = "2")
    void measuresHaveMassesThatSumToOne(@ForAll Network measure) {
        double total = 0;
        for (int k = 0; k < measure.masses().width(0); k++) {
            total += measure.masses().mass(0, k);
        }
        assertThat(total).isCloseTo(1, within(1e-14));
    }

    @Property(tries = 20, seed = "3")
    void repeatedInputsComeInPairs(@ForAll("repeated") InstanceSpec spec) {
        Dataset data = Instance.of(spec).dataset();
        DMatrixRMaj x = data.inputs();
        DMatrixRMaj y = data.targets();
        for (int n = 0; n < data.samples(); n += 2) {
            assertThat(row(x, n + 1)).isEqualTo(row(x, n));
            if (spec.data() == InstanceSpec.DataKind.DUPLICATED) {
                assertThat(row(y, n + 1)).isEqualTo(row(y, n));
            }
        }
    }

    @Property(tries = 20, seed = "4")
    void anExpressionNamesEveryPart(@ForAll InstanceSpec spec) {
        assertThat(spec.expression())
                .contains(spec.seed() + "L", spec.data().name(), spec.model().name(), spec.activation(), spec.loss());
    }

    @Provide
    Arbitrary<InstanceSpec> repeated() {
        return FeatureFlowArbitraries.resNetsOnRepeatedInputs();
    }

    private static List<Double> row(DMatrixRMaj matrix, int n) {
        return IntStream.range(0, matrix.numCols)
                .mapToObj(i -> matrix.get(n, i))
                .toList();
    }
}
