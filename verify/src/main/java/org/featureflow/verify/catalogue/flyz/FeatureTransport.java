package org.featureflow.verify.catalogue.flyz;

import java.util.List;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.feature.Network;
import org.featureflow.core.linalg.MatrixProducts;
import org.featureflow.flow.field.FeatureFlow;
import org.featureflow.flow.integrate.ReferenceIntegrator;
import org.featureflow.verify.claim.Claim;
import org.featureflow.verify.claim.Evidence;
import org.featureflow.verify.claim.Instance;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.Outcome;
import org.featureflow.verify.claim.StatedClaim;
import org.featureflow.verify.claim.Verdict;

/**
 * Features transported by the ODE equal the forward pass of the transported weights, theory section 4: beta_L(T) - beta_L(0) is the
 * integral of d beta_L/dt, here by Gauss-Legendre quadrature at weights from an independent integrator.
 */
final class FeatureTransport {

    private static final double TIME = 0.4;
    private static final int NODES = 10;
    private static final double INTEGRATOR_TOLERANCE = 1e-11;

    /** Weights are off by the integrator's tolerance times a stability constant below 1e2. */
    private static final double INTEGRATION_ERROR = 1e-9;

    private FeatureTransport() {}

    static Claim claim() {
        return new StatedClaim(
                        "flyz-feature-transport",
                        "beta_L(T) = beta_L(0) + int_0^T (d beta_L/dt) dt along the flow of the weights",
                        "theory section 4",
                        "a feature whose transported and computed values differ by more than the error of the quadrature, estimated by "
                                + "half its nodes, plus " + INTEGRATION_ERROR + " of the largest",
                        Verdict.SUPPORTED,
                        8,
                        streams -> new Draws(streams).anyInstance(),
                        FeatureTransport::check)
                .withShrinking(InstanceSpec::smaller);
    }

    private static Outcome check(InstanceSpec spec, MatrixProducts products) {
        Instance instance = Instance.of(spec);
        FeatureFlow flow = instance.flow(products);
        Network start = instance.start(products);
        DMatrixRMaj computed = flow.at(new ReferenceIntegrator(INTEGRATOR_TOLERANCE).integrate(flow, start, TIME))
                .features()
                .beta(spec.depth());
        DMatrixRMaj coarse = transported(flow, start, NODES);
        DMatrixRMaj fine = transported(flow, start, 2 * NODES);
        double quadratureError = Discrepancy.relative(coarse, fine);
        double discrepancy = Discrepancy.relative(fine, computed);
        double tolerance = INTEGRATION_ERROR + quadratureError;
        return new Outcome(
                Discrepancy.verdict(discrepancy, tolerance),
                List.of(),
                List.of(
                        new Evidence("relative discrepancy", discrepancy),
                        new Evidence("estimated error of the quadrature", quadratureError),
                        new Evidence("tolerance", tolerance)));
    }

    private static DMatrixRMaj transported(FeatureFlow flow, Network start, int nodes) {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(nodes, 0, TIME);
        ReferenceIntegrator integrator = new ReferenceIntegrator(INTEGRATOR_TOLERANCE);
        int depth = start.architecture().depth();
        DMatrixRMaj transported = flow.at(start).features().beta(depth);
        Network network = start;
        double time = 0;
        for (int i = 0; i < nodes; i++) {
            network = integrator.integrate(flow, network, rule.getPoint(i) - time);
            time = rule.getPoint(i);
            DMatrixRMaj velocity = flow.at(network).featureVelocity().beta();
            for (int k = 0; k < transported.getNumElements(); k++) {
                transported.data[k] += rule.getWeight(i) * velocity.data[k];
            }
        }
        return transported;
    }
}
