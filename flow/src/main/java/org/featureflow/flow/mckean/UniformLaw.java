package org.featureflow.flow.mckean;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.random.RandomGenerator;

/** The uniform law on an interval. */
record UniformLaw(double from, double to) implements WeightLaw {

    @Override
    public double sample(RandomGenerator random) {
        return from + (to - from) * random.nextDouble();
    }

    @Override
    public WeightQuadrature quadrature(int order) {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(order, from, to);
        return WeightQuadrature.of(rule, to - from, 0, 1);
    }

    @Override
    public boolean isSubGaussian() {
        return true;
    }
}
