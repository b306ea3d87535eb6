package org.featureflow.flow.mckean;

import org.apache.commons.math3.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.featureflow.core.data.Dataset;
import org.featureflow.core.model.Activations;
import org.featureflow.core.numeric.RandomStreams;

/** Models and samples of the tests. */
final class Models {

    /** Samples of sin(3 x), x uniform on eight points of [-1, 1], with a constant input. */
    private static final int POINTS = 8;

    private Models() {}

    static FrozenEndsModel clipped(int depth) {
        return FrozenEndsModel.uniform(
                depth,
                2,
                Activations.tanh(),
                WeightLaw.uniform(-1.5, 2.5),
                UnitMaps.clippedWeight(Activations.tanh(), 2),
                WeightLaw.uniform(-1, 3));
    }

    /** Weights shift their unit, laws are Gaussian: the default methods and the other quadrature. */
    static FrozenEndsModel shifting(int depth) {
        return FrozenEndsModel.uniform(
                depth,
                2,
                Activations.sigmoid(),
                WeightLaw.gaussian(0.5, 0.5),
                UnitMaps.shift(Activations.tanh()),
                WeightLaw.gaussian(0.2, 0.3));
    }

    static Dataset samples(long seed, int count) {
        RandomGenerator random = new RandomStreams(seed).stream("samples");
        int[] points = new int[count];
        for (int k = 0; k < count; k++) {
            points[k] = random.nextInt(POINTS);
        }
        return at(points);
    }

    static Dataset population() {
        int[] points = new int[POINTS];
        for (int k = 0; k < POINTS; k++) {
            points[k] = k;
        }
        return at(points);
    }

    private static Dataset at(int[] points) {
        DMatrixRMaj inputs = new DMatrixRMaj(points.length, 2);
        DMatrixRMaj targets = new DMatrixRMaj(points.length, 1);
        for (int k = 0; k < points.length; k++) {
            double x = 2.0 * points[k] / (POINTS - 1) - 1;
            inputs.set(k, 0, x);
            inputs.set(k, 1, 1);
            targets.set(k, 0, Math.sin(3 * x));
        }
        return new Dataset(inputs, targets);
    }
}
