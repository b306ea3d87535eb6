package org.featureflow.flow.mckean;

/** What the limit's particles see of the system on one sample: deterministic units and sensitivities, and the residual. */
final class Macro {

    /** The input. */
    final double[] x;

    /** y. */
    final double target;

    /** y - output. */
    final double residual;

    final double prediction;

    /** z^(l) at l, for l = 2..L-1. */
    final double[] units;

    /** M^(l) at l, for l = 2..L-1. */
    final double[] sensitivities;

    /** M^(L) given theta^(L), at the nodes of its law. */
    final double[] topSensitivities;

    Macro(
            double[] x,
            double target,
            double prediction,
            double[] units,
            double[] sensitivities,
            double[] topSensitivities) {
        this.x = x;
        this.target = target;
        this.residual = target - prediction;
        this.prediction = prediction;
        this.units = units;
        this.sensitivities = sensitivities;
        this.topSensitivities = topSensitivities;
    }

    /** The greatest difference of prediction, units and sensitivities of layers 2..L-1, which do not depend on the nodes. */
    double distance(Macro other) {
        double greatest = Math.abs(prediction - other.prediction);
        for (int l = 2; l < units.length; l++) {
            greatest = Math.max(greatest, Math.abs(units[l] - other.units[l]));
            greatest = Math.max(greatest, Math.abs(sensitivities[l] - other.sensitivities[l]));
        }
        return greatest;
    }

    /** The greatest difference of the sensitivities at the top, for the same nodes. */
    double topDistance(Macro other) {
        double greatest = 0;
        for (int b = 0; b < topSensitivities.length; b++) {
            greatest = Math.max(greatest, Math.abs(topSensitivities[b] - other.topSensitivities[b]));
        }
        return greatest;
    }
}
