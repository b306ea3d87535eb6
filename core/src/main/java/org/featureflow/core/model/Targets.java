package org.featureflow.core.model;

/** Checks of targets that several losses share. */
final class Targets {

    private Targets() {}

    static void checkFinite(double[] y) {
        for (double target : y) {
            if (!Double.isFinite(target)) {
                throw new IllegalArgumentException(target + " is not a finite number");
            }
        }
    }
}
