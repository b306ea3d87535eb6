package app.tests;

import static org.featureflow.verify.property.FeatureFlowAssertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.property.FeatureFlowDomain;

@Domain(FeatureFlowDomain.class)
class ConvexOptimumProperties {

    @Property(tries = 5, seed = "8")
    void aConvergedResNetFlowMatchesTheConvexOptimum(@ForAll InstanceSpec spec) {
        Instance instance = Instance.of(spec);
        OutputSolution optimum = instance.optimum();
        FlowResult trajectory = instance.flowTo(MatrixProducts.portable(1), optimum, 1e-8);
        assertThat(trajectory).from(spec).convergedTo(optimum).within(1e-8);
    }
}
