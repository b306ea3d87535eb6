package org.featureflow.core.model;

import org.featureflow.core.numeric.Interval;

/**
 * A loss phi(f, y), convex in the prediction f, of one sample with c outputs.
 *
 * <p>Everything a convex duality needs: value, derivative, curvature, conjugate phi*(s) = sup_f (s . f - phi(f, y)), infimum;
 * and enclosures of the value and the conjugate, on which certificates rest. Implementations are immutable and safe for
 * threads. All arrays have length c unless said; none is modified but {@code out}.
 */
public interface Loss {

    /**
     * The name by which files and commands call it.
     *
     * @return lower case letters, digits and hyphens
     */
    String name();

    /**
     * The value phi(f, y).
     *
     * @param f the prediction
     * @param y the target
     * @return the loss, infinite or not a number only if an entry of {@code f} is
     */
    double value(double[] f, double[] y);

    /**
     * The derivative phi'(f, y) in f.
     *
     * @param f the prediction
     * @param y the target
     * @param out receives the gradient
     */
    void gradient(double[] f, double[] y, double[] out);

    /**
     * The curvature, the Hessian of phi in f, positive semidefinite.
     *
     * @param f the prediction
     * @param y the target
     * @param out receives the c x c matrix, row by row; length c c
     */
    void curvature(double[] f, double[] y, double[] out);

    /**
     * The conjugate phi*(s) = sup_f (s . f - phi(f, y)).
     *
     * @param s the dual point
     * @param y the target
     * @return the conjugate, positive infinity outside its domain
     */
    double conjugate(double[] s, double[] y);

    /**
     * The infimum of phi over all predictions, attained or not.
     *
     * @param y the target
     * @return inf_f phi(f, y)
     */
    double infimum(double[] y);

    /**
     * Whether phi(f + t (1, .., 1), y) = phi(f, y) for every t. Then phi* is finite only where the entries of s sum to zero.
     *
     * @return true for softmax; false by default
     */
    default boolean isShiftInvariant() {
        return false;
    }

    /**
     * Whether phi meets what assumption A1 of [FLYZ] asks of losses.
     *
     * @return whether phi' is bounded and Lipschitz in f over the whole space
     */
    boolean satisfiesA1();

    /**
     * Checks that y is a target this loss can take.
     *
     * @param y the target
     * @throws IllegalArgumentException if it is not, saying what is expected
     */
    void checkTarget(double[] y);

    /**
     * An enclosure of the value over a box of predictions.
     *
     * @param f the box
     * @param y the target
     * @return an interval that contains phi(f, y) for every f in the box; the default knows nothing
     */
    default Interval value(Interval[] f, double[] y) {
        return Interval.WHOLE;
    }

    /**
     * An upper bound of the conjugate on a box of dual points, needed for proved lower bounds.
     *
     * @param s the box. Where the domain is lower dimensional (softmax: entries sum to zero) the caller knows that the point
     *     it speaks of obeys the equation; the box only has to lie within the inequalities.
     * @param y the target
     * @return a number at least phi*(s) for every s in the box and on the domain's affine hull; positive infinity if the box
     *     leaves the domain, and by default
     */
    default double conjugateUpper(Interval[] s, double[] y) {
        return Double.POSITIVE_INFINITY;
    }
}
