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
 * {@link FeatureFlowArbitraries}. Its methods are public so that jqwik reaches them on the module path.
 */
@SuppressWarnings("exports")
public final class FeatureFlowDomain extends DomainContextBase {

    /** Made by jqwik. */
    public FeatureFlowDomain() {}

    /**
     * The arbitrary of a type.
     *
     * @return Res-Nets on distinct inputs
     */
    @Provide
    public Arbitrary<InstanceSpec> instances() {
        return FeatureFlowArbitraries.resNets();
    }

    /**
     * The arbitrary of a type.
     *
     * @return generic data sets
     */
    @Provide
    public Arbitrary<Dataset> datasets() {
        return FeatureFlowArbitraries.datasets(DataKind.GENERIC);
    }

    /**
     * The arbitrary of a type.
     *
     * @return the named activations
     */
    @Provide
    public Arbitrary<Activation> activations() {
        return FeatureFlowArbitraries.activations();
    }

    /**
     * The arbitrary of a type.
     *
     * @return the named losses
     */
    @Provide
    public Arbitrary<Loss> losses() {
        return FeatureFlowArbitraries.losses();
    }

    /**
     * The arbitrary of a type.
     *
     * @return architectures
     */
    @Provide
    public Arbitrary<Architecture> architectures() {
        return FeatureFlowArbitraries.architectures();
    }

    /**
     * The arbitrary of a type.
     *
     * @return initial laws
     */
    @Provide
    public Arbitrary<InitialLaw> initialLaws() {
        return FeatureFlowArbitraries.initialLaws();
    }

    /**
     * The arbitrary of a type.
     *
     * @return networks with unequal masses
     */
    @Provide
    public Arbitrary<Network> measures() {
        return FeatureFlowArbitraries.measures();
    }
}
