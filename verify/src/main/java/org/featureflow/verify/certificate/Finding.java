package org.featureflow.verify.certificate;

import org.featureflow.core.numeric.Interval;

/**
 * A claim of a certificate beside what its content proves.
 *
 * @param claimed the claim
 * @param proved what was derived of the same number
 */
public record Finding(Statement claimed, Statement proved) {

    /** Whether the claim is derived: no end is claimed that is not proved, by no stronger arithmetic than it was derived with. */
    public boolean holds() {
        return lowerShortfall() == 0 && upperShortfall() == 0 && hasArithmetic();
    }

    /** Whether the derivation is at least as strong as the claim says. */
    public boolean hasArithmetic() {
        return proved.by().compareTo(claimed.by()) <= 0;
    }

    /** By how much the claimed lower end is above the proved one, rounded up; 0 if it is not. */
    public double lowerShortfall() {
        return shortfall(claimed.range().lower(), proved.range().lower());
    }

    /** By how much the claimed upper end is below the proved one, rounded up; 0 if it is not. */
    public double upperShortfall() {
        return shortfall(proved.range().upper(), claimed.range().upper());
    }

    private static double shortfall(double above, double below) {
        return above > below ? Interval.addUp(above, -below) : 0;
    }
}
