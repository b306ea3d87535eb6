package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.ReferenceIntegrator;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;

/**
 * Features transported by the ODE equal the forward pass of the transported weights, theory section 4: beta_L(T) - beta_L(0) is the
 * integral of d beta_L/dt, here by Gauss-Legendre quadrature at weights from an independent integrator.
 */
final class FeatureTransport extends FlowClaim {

    private static final double TIME = 0.4;
    private static final int NODES = 10;
    private static final double INTEGRATOR_TOLERANCE = 1e-11;

    /**
     * Weights are off by the integrator's tolerance times a stability constant below 1e2; ten nodes integrate a smooth velocity over a
     * time of 0.4 to about 1e-10 where its time scale is not below 0.1.
     */
    private static final double TOLERANCE = 1e-7;

    FeatureTransport() {
        super(
                "flyz-feature-transport",
                "beta_L(T) = beta_L(0) + int_0^T (d beta_L/dt) dt along the flow of the weights",
                "theory section 4",
                "a feature whose transported and computed values differ by more than " + TOLERANCE + " of the largest");
    }

    @Override
    public Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        FeatureFlow flow = instance.flow(products);
        Network start = instance.start(products);
        int depth = spec.depth();
        ReferenceIntegrator integrator = new ReferenceIntegrator(INTEGRATOR_TOLERANCE);
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(NODES, 0, TIME);

        DMatrixRMaj transported = flow.at(start).features().beta(depth);
        Network network = start;
        double time = 0;
        for (int i = 0; i < NODES; i++) {
            network = integrator.integrate(flow, network, rule.getPoint(i) - time);
            time = rule.getPoint(i);
            DMatrixRMaj velocity = flow.at(network).featureVelocity().beta();
            for (int k = 0; k < transported.getNumElements(); k++) {
                transported.data[k] += rule.getWeight(i) * velocity.data[k];
            }
        }
        network = integrator.integrate(flow, network, TIME - time);
        DMatrixRMaj computed = flow.at(network).features().beta(depth);
        double discrepancy = Discrepancy.relative(transported, computed);
        return new Outcome(
                within(discrepancy, TOLERANCE),
                List.of(),
                List.of(new Evidence("relative discrepancy", discrepancy), new Evidence("tolerance", TOLERANCE)));
    }
}
