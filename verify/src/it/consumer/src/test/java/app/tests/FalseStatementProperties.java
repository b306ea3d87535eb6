package app.tests;

import static org.featureflow.verify.property.FeatureFlowAssertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.featureflow.convex.certificate.OutputSolution;
import org.featureflow.convex.program.OutputProgram;
import org.featureflow.convex.program.Subspace;
import org.featureflow.convex.solver.OutputSolver;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.integrate.FlowResult;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.property.FeatureFlowArbitraries;

/** Fails on purpose: with two targets an input no network fits all of them. */
class FalseStatementProperties {

    @Property(tries = 5, seed = "8")
    void aResNetFlowFitsEveryTarget(@ForAll("repeatedInputs") InstanceSpec spec) {
        Instance instance = Instance.of(spec);
        int rows = instance.objective().samples();
        OutputSolution optimum = OutputSolver.solve(new OutputProgram(instance.objective(), Subspace.all(rows)));
        FlowResult trajectory = instance.flowTo(MatrixProducts.portable(1), optimum, 1e-8);
        assertThat(trajectory).from(spec).convergedTo(optimum).within(1e-8);
    }

    @Provide
    Arbitrary<InstanceSpec> repeatedInputs() {
        return FeatureFlowArbitraries.resNetsOnRepeatedInputs();
    }
}
