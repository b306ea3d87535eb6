package org.featureflow.verify.property;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.feature.InitialLaw;
import org.featureflow.core.feature.Network;
import org.featureflow.core.model.Activation;
import org.featureflow.core.model.Architecture;
import org.featureflow.core.model.Loss;
import org.featureflow.verify.claim.InstanceSpec;
import org.featureflow.verify.claim.InstanceSpec.DataKind;

/**
 * Draws the arguments of properties by their type: annotate a test class with {@code @Domain(FeatureFlowDomain.class)} and a parameter
 * with {@code @ForAll}. An {@link InstanceSpec} is a Res-Net on distinct inputs, a {@link Dataset} is generic; other kinds are in
 * {@link FeatureFlowArbitraries}.
 */
@SuppressWarnings("exports")
public final class FeatureFlowDomain extends DomainContextBase {

    /** Made by jqwik. */
    public FeatureFlowDomain() {}

    @Provide
    Arbitrary<InstanceSpec> instances() {
        return FeatureFlowArbitraries.resNets();
    }

    @Provide
    Arbitrary<Dataset> datasets() {
        return FeatureFlowArbitraries.datasets(DataKind.GENERIC);
    }

    @Provide
    Arbitrary<Activation> activations() {
        return FeatureFlowArbitraries.activations();
    }

    @Provide
    Arbitrary<Loss> losses() {
        return FeatureFlowArbitraries.losses();
    }

    @Provide
    Arbitrary<Architecture> architectures() {
        return FeatureFlowArbitraries.architectures();
    }

    @Provide
    Arbitrary<InitialLaw> initialLaws() {
        return FeatureFlowArbitraries.initialLaws();
    }

    @Provide
    Arbitrary<Network> measures() {
        return FeatureFlowArbitraries.measures();
    }
}
