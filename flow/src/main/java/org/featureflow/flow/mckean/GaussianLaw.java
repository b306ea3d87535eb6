package org.featureflow.flow.mckean;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.random.RandomGenerator;

/** The Gaussian law. */
record GaussianLaw(double mean, double deviation) implements WeightLaw {

    @Override
    public double sample(RandomGenerator random) {
        return mean + deviation * random.nextGaussian();
    }

    /** The rule is for the weight exp(-x^2). */
    @Override
    public WeightQuadrature quadrature(int order) {
        return WeightQuadrature.of(
                new GaussIntegratorFactory().hermite(order), Math.sqrt(Math.PI), mean, Math.sqrt(2) * deviation);
    }

    @Override
    public boolean isSubGaussian() {
        return true;
    }
}
