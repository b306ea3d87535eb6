package org.featureflow.flow.mckean;

import org.featureflow.core.model.Activation;

/** The usual maps of units. */
public final class UnitMaps {

    private UnitMaps() {}

    /**
     * s(z, theta) = c(theta) h(z) with the smooth clip c(theta) = clip theta / sqrt(clip^2 + theta^2): an ordinary weight, kept
     * bounded as [AOY] asks.
     *
     * @param h the activation
     * @param clip the bound of the weight's effect, positive
     * @return the map
     * @throws IllegalArgumentException if {@code clip} is not positive
     */
    public static UnitMap clippedWeight(Activation h, double clip) {
        return new ClippedWeight(h, clip);
    }

    /**
     * s(z, theta) = h(z + theta): the weight shifts the unit's argument.
     *
     * @param h the activation
     * @return the map
     */
    public static UnitMap shift(Activation h) {
        return new Shift(h);
    }

    private record Shift(Activation h) implements UnitMap {

        @Override
        public double value(double z, double theta) {
            return h.value(z + theta);
        }

        @Override
        public double unitDerivative(double z, double theta) {
            return h.derivative(z + theta);
        }

        @Override
        public double weightDerivative(double z, double theta) {
            return h.derivative(z + theta);
        }

        @Override
        public boolean isBoundedAndSmooth() {
            return h.satisfiesA1();
        }
    }
}
